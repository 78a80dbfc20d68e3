using GroupConv.Interactive.Engine.Views;
using GroupConv.Interactive.Hosting;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine;

/// <summary>The engine that <see cref="EngineLoader"/> creates by name.</summary>
internal sealed class Engine : IEngine
{
    public IReadOnlyList<string> Options { get; } = [];

    public IReadOnlyDictionary<string, string> Verbs { get; } = new OrderedDictionary<string, string>();

    public IReadOnlyList<Type> RenderedTypes => ViewTable.Types;

    public MagicOutcome Execute(string line, string cell, INotebookHost host) => new($"No verb is known yet: {line}");

    public MimeBundle Render(object value) => ViewTable.Render(value);
}

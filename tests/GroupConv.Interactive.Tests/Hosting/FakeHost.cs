using GroupConv.Interactive.Hosting;

namespace GroupConv.Interactive.Tests.Hosting;

/// <summary>A notebook of a dictionary and a list.</summary>
internal sealed class FakeHost : INotebookHost
{
    public Dictionary<string, object?> Variables { get; } = [];

    public List<object> Displayed { get; } = [];

    public IReadOnlyCollection<string> VariableNames => Variables.Keys;

    public CancellationToken Cancellation { get; init; }

    public void Display(object value) => Displayed.Add(value);

    public bool TryGetVariable(string name, out object? value) => Variables.TryGetValue(name, out value);

    public void SetVariable(string name, object value) => Variables[name] = value;
}

using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using GroupConv.Core.Specs;
using GroupConv.Formats;
using GroupConv.Interactive.Engine.Commands;
using GroupConv.Interactive.Engine.Requests;
using GroupConv.Interactive.Engine.Views;
using GroupConv.Interactive.Hosting;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine;

/// <summary>The engine that <see cref="EngineLoader"/> creates by name.</summary>
internal sealed class Engine : IEngine
{
    private readonly ConditionalWeakTable<Tensor<float>, ConvSpec> _origins = [];

    public IReadOnlyList<string> Options => Grammar.Options;

    public IReadOnlyList<string> Flags => Grammar.Flags;

    public IReadOnlyDictionary<string, string> Verbs { get; } =
        new OrderedDictionary<string, string>(CommandTable.Rows.Select(verb => KeyValuePair.Create(verb.Name, verb.Description ?? "")));

    public IReadOnlyList<Type> RenderedTypes => ViewTable.Types;

    public MagicOutcome Execute(string line, string cell, INotebookHost host)
    {
        try
        {
            host.Display(Grammar.Run(MagicLine.Whole(line, cell), new Notebook(host, _origins)));
            return new MagicOutcome();
        }
        catch (OperationCanceledException)
        {
            throw; // the host knows how an interrupted cell ends
        }
        catch (Exception mistake) when (mistake is CommandException or TensorFileException)
        {
            return new MagicOutcome(mistake.Message);
        }
        catch (ConvException mistake)
        {
            return new MagicOutcome(MistakeText.Of(mistake));
        }
        catch (Exception failure)
        {
            return new MagicOutcome($"GroupConv failed, and it is not your mistake: {failure.GetType().Name}: {failure.Message}");
        }
    }

    public LineCompletion Complete(string line, int position, INotebookHost host) =>
        LineCompletions.Of(line[..position], new Notebook(host, _origins));

    public string Explain(string line, int position) => LineCompletions.Explain(line, position);

    public MimeBundle Render(object value) => ViewTable.Render(value);

    public Tensor<float> ReadTensor(string path) => TensorFile.Read(path);
}

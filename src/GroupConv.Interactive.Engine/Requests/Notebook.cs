using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using GroupConv.Core.Specs;
using GroupConv.Interactive.Hosting;

namespace GroupConv.Interactive.Engine.Requests;

/// <summary>A host's variables as commands see them, and which layer made which tensor.</summary>
/// <param name="host">The host.</param>
/// <param name="origins">Layers of the tensors that <c>run</c> made; kept as long as the tensors.</param>
internal sealed class Notebook(INotebookHost host, ConditionalWeakTable<Tensor<float>, ConvSpec> origins)
{
    private const int NamesShown = 12;

    public CancellationToken Cancellation => host.Cancellation;

    public bool TryGet(string name, out object? value)
    {
        value = null;
        return CSharpText.IsIdentifier(name) && host.TryGetVariable(name, out value);
    }

    public void Set(string name, object value) => host.SetVariable(name, value);

    public void Remember(Tensor<float> tensor, ConvSpec spec) => origins.AddOrUpdate(tensor, spec);

    public ConvSpec? OriginOf(Tensor<float> tensor) => origins.TryGetValue(tensor, out var spec) ? spec : null;

    /// <summary>Names of the variables that hold something of use, in order.</summary>
    /// <param name="useful">Whether a value is.</param>
    public IReadOnlyList<string> Names(Func<object?, bool> useful) =>
        [.. host.VariableNames.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Where(
            each => TryGet(each, out object? value) && useful(value))];

    /// <summary>What to say of a name that is no variable: the nearest that is, and the list of those of use here.</summary>
    /// <param name="name">The name that was given.</param>
    /// <param name="kind">What is wanted, in the plural, such as <c>layers</c>.</param>
    /// <param name="useful">Whether a value is of that kind.</param>
    public string Unknown(string name, string kind, Func<object?, bool> useful)
    {
        string[] all = [.. host.VariableNames.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var fitting = Names(useful);
        string list = fitting.Count == 0
            ? $"No variable holds {kind}."
            : $"Variables that do hold {kind}: {string.Join(", ", fitting.Take(NamesShown))}{(fitting.Count > NamesShown ? ", ..." : "")}.";
        return $"There is no variable '{name}'.{Spelling.DidYouMean(name, fitting.Count > 0 ? fitting : all)} {list}";
    }
}

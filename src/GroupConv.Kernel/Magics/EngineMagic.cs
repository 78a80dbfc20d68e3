using GroupConv.Interactive.Hosting;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Magics;

/// <summary><c>#!groupconv</c>: hands the line to the engine.</summary>
/// <param name="engine">The engine, loaded when first needed.</param>
internal sealed class EngineMagic(Lazy<IEngine> engine) : IMagic
{
    /// <inheritdoc/>
    public string Name => "groupconv";

    /// <inheritdoc/>
    public string Description => "Explains, draws, runs and measures grouped convolutions; #!groupconv help lists its verbs.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Words => [.. engine.Value.Verbs.Keys, .. engine.Value.Options];

    /// <inheritdoc/>
    public MagicResult Run(MagicCall call)
    {
        var outcome = engine.Value.Execute(InputTokens.Fill(call.Line, CellScope.Required.Ask), call.Cell, new Host(call));
        return new MagicResult(outcome.Error is { } error ? CellFailure.Plain("GroupConvError", error) : null, outcome.CellConsumed);
    }

    private sealed class Host(MagicCall call) : INotebookHost
    {
        public IReadOnlyCollection<string> VariableNames => call.Variables.Names;

        public CancellationToken Cancellation => call.Cancellation;

        public void Display(object value) => CellScope.Required.Display(value);

        public bool TryGetVariable(string name, out object? value) => call.Variables.TryGet(name, out value);

        public void SetVariable(string name, object value) => call.Variables.Set(name, value);
    }
}

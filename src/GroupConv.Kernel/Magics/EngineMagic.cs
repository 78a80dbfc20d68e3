using GroupConv.Interactive.Hosting;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Magics;

/// <summary><c>#!groupconv</c>: passes the line to the engine.</summary>
/// <param name="engine">The engine, loaded on first use.</param>
internal sealed class EngineMagic(Lazy<IEngine> engine) : IMagic
{
    /// <inheritdoc/>
    public string Name => "groupconv";

    /// <inheritdoc/>
    public string Description => "Explains, draws and runs grouped convolutions; #!groupconv help lists its verbs.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Words => [.. engine.Value.Verbs.Keys, .. engine.Value.Options];

    /// <inheritdoc/>
    public int LinesOf(IReadOnlyList<string> lines) => MagicLine.LinesOf(lines);

    /// <inheritdoc/>
    public bool IsUnfinished(string text) => MagicLine.IsUnfinished(text);

    /// <inheritdoc/>
    public MagicResult Run(MagicCall call)
    {
        string line = InputTokens.Fill(call.Line, CellScope.Required.Ask);
        var outcome = engine.Value.Execute(line, call.Cell, new Host(call.Variables, call.Cancellation));
        return new MagicResult(outcome.Error is { } error ? CellFailure.Plain("GroupConvError", error) : null);
    }

    /// <inheritdoc/>
    public CompletionSet Complete(MagicCursor cursor)
    {
        var found = engine.Value.Complete(cursor.Line, cursor.Position, new Host(cursor.Variables, default));
        return new CompletionSet([.. found.Entries.Select(e => new Completion(e.Text, e.Kind))], found.Start, found.End);
    }

    /// <inheritdoc/>
    public string? Explain(MagicCursor cursor) => engine.Value.Explain(cursor.Line, cursor.Position);

    private sealed class Host(IScriptVariables variables, CancellationToken cancellation) : INotebookHost
    {
        public IReadOnlyCollection<string> VariableNames => variables.Names;

        public CancellationToken Cancellation => cancellation;

        public void Display(object value) => CellScope.Required.Display(value);

        public bool TryGetVariable(string name, out object? value) => variables.TryGet(name, out value);

        public void SetVariable(string name, object value) => variables.Set(name, value);
    }
}

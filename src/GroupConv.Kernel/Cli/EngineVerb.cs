using GroupConv.Interactive.Hosting;
using GroupConv.Kernel.Magics;
using GroupConv.Kernel.Scripting;
using Microsoft.DotNet.Interactive.Formatting;

namespace GroupConv.Kernel.Cli;

/// <summary>Runs an engine verb in a terminal: text goes to stdout; an error goes to stderr with exit code 1.</summary>
internal static class EngineVerb
{
    /// <summary>Runs the verb.</summary>
    /// <param name="args">The arguments as the shell split them.</param>
    public static int Run(IReadOnlyList<string> args)
    {
        using var interrupt = new ConsoleInterrupt();
        try
        {
            var outcome = Notebook.Engine.Value.Execute(MagicLine.Join(args), "", new TerminalHost(interrupt.Token));
            if (outcome.Error is null)
                return 0;

            ConsoleRedirect.Error.WriteLine(outcome.Error);
            if (!Notebook.Engine.Value.Verbs.ContainsKey(args[0]))
                ConsoleRedirect.Error.WriteLine("In a terminal there are also: jupyter install, run NOTEBOOK.ipynb.");
            return 1;
        }
        catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
        {
            ConsoleRedirect.Error.WriteLine("Interrupted.");
            return 1;
        }
    }

    private sealed class TerminalHost(CancellationToken cancellation) : INotebookHost
    {
        private readonly Dictionary<string, object> _variables = new(StringComparer.Ordinal);

        public IReadOnlyCollection<string> VariableNames => _variables.Keys;

        public CancellationToken Cancellation => cancellation;

        public void Display(object value) => ConsoleRedirect.Out.WriteLine(value.ToDisplayString("text/plain").TrimEnd());

        public bool TryGetVariable(string name, out object? value) => _variables.TryGetValue(name, out value);

        public void SetVariable(string name, object value) => _variables[name] = value;
    }
}

using System.Runtime.ExceptionServices;
using GroupConv.Kernel.Magics;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Tests;

/// <summary>A notebook in this process, for what needs neither protocol nor process: it starts and answers faster than a kernel.</summary>
public sealed class NotebookSession
{
    private readonly ScriptSession _session = Notebook.Start();
    private int _count;

    internal Shown Execute(string code, CancellationToken interrupt = default)
    {
        var output = new RecordedOutput();
        CellFailure? failure = null;
        ExceptionDispatchInfo? fault = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    failure = _session.Run(code, ++_count, output, interrupt);
                }
                catch (Exception e)
                {
                    fault = ExceptionDispatchInfo.Capture(e);
                }
            },
            ScriptSession.CellStack);
        thread.Start();
        thread.Join();
        fault?.Throw();
        return new Shown(failure, output);
    }
}

/// <summary>What a cell showed.</summary>
/// <param name="Failure">Null for success.</param>
/// <param name="Output">Its output.</param>
internal sealed record Shown(CellFailure? Failure, RecordedOutput Output)
{
    /// <summary>The result in a MIME type; empty if it has none.</summary>
    internal string Data(string mime)
    {
        Assert.True(Failure is null, Failure?.Message);
        return Output.Value?.GetValueOrDefault(mime)?.ToString() ?? "";
    }

    internal string Result => Data("text/plain");

    /// <summary>The one display in a MIME type.</summary>
    internal string Only(string mime) => Assert.Single(Output.Displayed)[mime].ToString()!;
}

/// <summary>Tests of sessions in this process, one after another: they share its console.</summary>
[CollectionDefinition(Name)]
public sealed class InProcess : ICollectionFixture<NotebookSession>
{
    /// <summary>The name of the collection.</summary>
    public const string Name = "sessions in this process";
}

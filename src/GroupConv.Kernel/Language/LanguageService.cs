using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using GroupConv.Kernel.Scripting;
using Microsoft.CodeAnalysis;

namespace GroupConv.Kernel.Language;

/// <summary>Completion and inspection. A request never harms the notebook: one that fails or takes too long gets an empty answer.</summary>
internal sealed class LanguageService : IDisposable
{
    // An answer takes about 20 ms, the first one about two seconds. It is given up after this much wall-clock time and this much processor
    // time of the process: on a busy machine it takes longer but costs no more.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    private const int Rests = 5;
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(50);

    private readonly ScriptSession _session;
    private readonly MagicLanguage _magics;
    private readonly SemaphoreSlim _one = new(1);
    private NotebookWorkspace? _workspace;

    /// <summary>Creates the service. Roslyn's services start with the first request, or by <see cref="WarmUp"/>.</summary>
    /// <param name="session">The session.</param>
    public LanguageService(ScriptSession session)
    {
        _session = session;
        _magics = new MagicLanguage(session.Magics, session.Variables);
    }

    /// <summary>Completion and inspection of magic lines.</summary>
    public MagicLanguage Magics => _magics;

    /// <summary>
    /// Starts Roslyn's services in the background, so that the first answer is as fast as later ones. Waits until the kernel has been idle
    /// for a quarter of a second, so that the first cells of a notebook do not compete with it.
    /// </summary>
    /// <param name="isBusy">Whether a request is being handled or waits.</param>
    public Task WarmUp(Func<bool> isBusy) => Task.Run(async () =>
    {
        _ = _session.Latest;
        for (int rests = 0; rests < Rests; rests = isBusy() ? 0 : rests + 1)
            await Task.Delay(Rest);
        const string sample = "var text = \"\"; Console.WriteLine(text.Length);";
        int dot = sample.IndexOf("Length", StringComparison.Ordinal);

        // In steps, so that a request that arrives meanwhile waits for one step at most.
        await Step(c => CSharpCompletion.Complete(Open(sample), dot + 2, Workspace.Declarations.Variables, c));
        await Step(c => CSharpCompletion.Complete(Open(sample), sample.Length, Workspace.Declarations.Variables, c));
        await Step(c => CSharpInspection.Inspect(Open(sample), dot, Workspace.Declarations, detail: false, c));

        Task Step(Func<CancellationToken, Task> work) => Guarded<object?>(
            "warm-up",
            null,
            async cancellation =>
            {
                await work(cancellation);
                return null;
            },
            CancellationToken.None);
    });

    /// <summary>The completions at the cursor.</summary>
    /// <param name="code">The cell.</param>
    /// <param name="position">The cursor.</param>
    public CompletionSet Complete(string code, int position)
    {
        var none = CompletionSet.None(position);
        return Answer("completion", none, async cancellation =>
        {
            var (start, line) = Line(code, position);
            var (csharp, isCSharp) = CellText.CSharp(code, position, _magics.LinesOf);
            if ((isCSharp || MagicLanguage.IsMagic(line)) && _magics.Complete(line, position - start) is { } magic)
                return magic.Shift(start);
            if (!isCSharp)
                return none;

            var document = Open(csharp);
            return await CSharpCompletion.Complete(document, position, Workspace.Declarations.Variables, cancellation);
        });
    }

    /// <summary>Inspects the name at the cursor; null if it is unknown.</summary>
    /// <param name="code">The cell.</param>
    /// <param name="position">The cursor.</param>
    /// <param name="detail">Whether to show source, remarks and all overloads.</param>
    public Inspection? Inspect(string code, int position, bool detail) =>
        Answer("inspection", null, async cancellation =>
        {
            var (start, line) = Line(code, position);
            if (MagicLanguage.IsMagic(line))
                return _magics.Explain(line, position - start) is { } text ? Inspection.Plain(text) : null;

            var (csharp, isCSharp) = CellText.CSharp(code, position, _magics.LinesOf);
            if (!isCSharp)
                return null;

            var document = Open(csharp);
            return await CSharpInspection.Inspect(document, position, Workspace.Declarations, detail, cancellation);
        });

    /// <inheritdoc/>
    public void Dispose()
    {
        _workspace?.Dispose();
        _one.Dispose();
    }

    private NotebookWorkspace Workspace => _workspace ??= new NotebookWorkspace();

    private Document Open(string code) => Workspace.Open(code, _session.Latest, _session.References.All);

    /// <summary>The line that contains a position, and its start.</summary>
    private static (int Start, string Line) Line(string code, int position)
    {
        int start = position == 0 ? 0 : code.LastIndexOf('\n', position - 1) + 1;
        int end = code.IndexOf('\n', position);
        return (start, code[start..(end < 0 ? code.Length : end)]);
    }

    /// <summary>Runs on the pool, so that work that ignores cancellation can be left behind.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "Work that is left behind may still look at the token.")]
    private T Answer<T>(string what, T none, Func<CancellationToken, Task<T>> work)
    {
        var late = new CancellationTokenSource();
        var task = Task.Run(() => Guarded(what, none, work, late.Token));
        var start = Environment.CpuUsage.TotalTime;
        long began = Stopwatch.GetTimestamp();
        while (!task.Wait(Poll))
        {
            var waited = Stopwatch.GetElapsedTime(began);
            if (waited < Patience || (waited < LongestWait && Environment.CpuUsage.TotalTime - start < Patience))
                continue;
            late.Cancel();
            return none;
        }

        return task.Result;
    }

    private async Task<T> Guarded<T>(string what, T none, Func<CancellationToken, Task<T>> work, CancellationToken late)
    {
        try
        {
            await _one.WaitAsync(late);
        }
        catch (OperationCanceledException)
        {
            return none;
        }

        try
        {
            return await work(late);
        }
        catch (OperationCanceledException)
        {
            return none;
        }
        catch (Exception e)
        {
            await ConsoleRedirect.Error.WriteLineAsync($"groupconv: {what} failed: {e.GetType().Name}: {e.Message}");
            return none;
        }
        finally
        {
            _one.Release();
        }
    }
}

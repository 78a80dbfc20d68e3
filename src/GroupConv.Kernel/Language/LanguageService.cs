using GroupConv.Kernel.Language.Documentation;
using GroupConv.Kernel.Scripting;
using Microsoft.CodeAnalysis;

namespace GroupConv.Kernel.Language;

/// <summary>
/// Completes and explains what stands in a cell. Nothing that is asked here may harm the notebook: what fails, or takes too long, has no
/// answer.
/// </summary>
internal sealed class LanguageService : IDisposable
{
    // An answer takes a fiftieth of a second; the first one, on a busy machine, some seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const int Rests = 5;
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(50);

    private readonly ScriptSession _session;
    private readonly MagicLanguage _magics;
    private readonly SemaphoreSlim _one = new(1);
    private NotebookWorkspace? _workspace;

    /// <summary>A service for a session; it starts when first asked, or by <see cref="WarmUp"/>.</summary>
    /// <param name="session">The session.</param>
    public LanguageService(ScriptSession session)
    {
        _session = session;
        _magics = new MagicLanguage(session.Magics, session.Variables);
    }

    /// <summary>The lines that are no C#.</summary>
    public MagicLanguage Magics => _magics;

    /// <summary>
    /// Starts the service in the background, so that the first answer comes as fast as the later ones: as soon as cells have let the machine rest for a moment,
    /// so that a front end which runs a cell at once, or one after another, does not wait for it.
    /// </summary>
    /// <param name="isBusy">Whether a request is being answered, or waits.</param>
    public Task WarmUp(Func<bool> isBusy) => Task.Run(async () =>
    {
        _ = _session.Snapshot;
        for (var rests = 0; rests < Rests; rests = isBusy() ? 0 : rests + 1)
            await Task.Delay(Rest);
        const string sample = "var text = \"\"; Console.WriteLine(text.Length);";
        var dot = sample.IndexOf("Length", StringComparison.Ordinal);

        // One after another, so that whoever asks meanwhile waits for one of them at most.
        await Step(c => CSharpCompletion.Complete(Open(sample), dot + 2, Workspace.Declarations.Variables, c));
        await Step(c => CSharpCompletion.Complete(Open(sample), sample.Length, Workspace.Declarations.Variables, c));
        await Step(_ =>
        {
            AssemblyDocumentation.Prepare();
            return Task.CompletedTask;
        });
        await Step(c => CSharpInspection.Inspect(Open(sample), sample.IndexOf("WriteLine", StringComparison.Ordinal), Workspace.Declarations, detail: false, c));

        Task Step(Func<CancellationToken, Task> work) => Guarded<object?>("warm-up", null, async cancellation =>
        {
            await work(cancellation);
            return null;
        });
    });

    /// <summary>What may stand at the cursor.</summary>
    /// <param name="code">The cell.</param>
    /// <param name="position">The cursor.</param>
    public CompletionSet Complete(string code, int position)
    {
        var none = CompletionSet.None(position);
        return Answer("completion", none, async cancellation =>
        {
            var (start, line) = Line(code, position);
            var (csharp, isCSharp) = CellText.CSharp(code, position);
            if ((isCSharp || MagicLanguage.IsMagic(line)) && _magics.Complete(line, position - start) is { } magic)
                return magic.Shift(start);
            if (!isCSharp)
                return none;

            var document = Open(csharp);
            return await CSharpCompletion.Complete(document, position, Workspace.Declarations.Variables, cancellation);
        });
    }

    /// <summary>What is known of the name at the cursor, or null.</summary>
    /// <param name="code">The cell.</param>
    /// <param name="position">The cursor.</param>
    /// <param name="detail">Whether to tell all there is.</param>
    public Inspection? Inspect(string code, int position, bool detail) =>
        Answer("inspection", null, async cancellation =>
        {
            var (start, line) = Line(code, position);
            if (MagicLanguage.IsMagic(line))
                return _magics.Explain(line, position - start) is { } text ? Inspection.Plain(text) : null;

            var (csharp, isCSharp) = CellText.CSharp(code, position);
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

    private Document Open(string code) => Workspace.Open(code, _session.Snapshot.Previous, _session.References.All);

    /// <summary>The line that holds a position, and where it starts.</summary>
    private static (int Start, string Line) Line(string code, int position)
    {
        var start = position == 0 ? 0 : code.LastIndexOf('\n', position - 1) + 1;
        var end = code.IndexOf('\n', position);
        return (start, code[start..(end < 0 ? code.Length : end)]);
    }

    /// <summary>On the pool, so that even work that hears no cancellation is left behind.</summary>
    private T Answer<T>(string what, T none, Func<CancellationToken, Task<T>> work)
    {
        var task = Task.Run(() => Guarded(what, none, work));
        return task.Wait(Patience) ? task.Result : none;
    }

    private async Task<T> Guarded<T>(string what, T none, Func<CancellationToken, Task<T>> work)
    {
        using var late = new CancellationTokenSource(Patience);
        try
        {
            await _one.WaitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            return none;
        }

        try
        {
            return await work(late.Token);
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

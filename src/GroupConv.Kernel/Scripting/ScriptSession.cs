using System.Globalization;
using System.Reflection;
using GroupConv.Kernel.Scripting.Execution;
using GroupConv.Kernel.Scripting.Loading;
using GroupConv.Kernel.Scripting.Submissions;
using Microsoft.CodeAnalysis;
using Microsoft.DotNet.Interactive;

namespace GroupConv.Kernel.Scripting;

/// <summary>Runs cells one after another; what one declares the next ones see, also when it threw. One cell at a time.</summary>
internal sealed class ScriptSession
{
    /// <summary>Stack for the thread that runs cells, in bytes: they may recurse deeply.</summary>
    public const int CellStack = 16 * 1024 * 1024;

    private readonly Action<CancellationToken> _enter;
    private readonly Task _prepared;
    private readonly SubmissionChain _chain;
    private readonly ScriptVariables _variables;
    private readonly CellRunner _cells;
    private volatile CellThread? _thread;

    /// <summary>Starts a session.</summary>
    /// <param name="magics">The magics that cells may use.</param>
    /// <param name="packages">Answers <c>#r "nuget:..."</c>.</param>
    /// <param name="shared">Libraries that cells share with the kernel.</param>
    /// <param name="usings">Namespaces of theirs that cells need not name.</param>
    /// <param name="baseDirectory">Where relative paths start.</param>
    /// <param name="prepare">Runs in the background, and ends before the first cell starts.</param>
    /// <param name="enter">Called in the flow of each cell before it runs, with the token that asks it to stop.</param>
    public ScriptSession(
        IEnumerable<IMagic> magics,
        IPackages packages,
        IReadOnlyCollection<Assembly> shared,
        IEnumerable<string> usings,
        string baseDirectory,
        Action prepare,
        Action<CancellationToken> enter)
    {
        _enter = enter;
        _variables = new ScriptVariables(Declare);
        References = new NotebookReferences([.. shared.Concat(ScriptReferences.Shared).Distinct()]);
        _chain = new SubmissionChain(References, ScriptReferences.Usings.Concat(usings), baseDirectory);
        _cells = new CellRunner(magics, packages, References, _variables, RunCode, baseDirectory);
        ConsoleRedirect.Install();
        ValueBundle.SetDefaults();
        _prepared = Task.WhenAll(Task.Run(prepare), Task.Run(StartCompiler));
    }

    /// <summary>The variables there are.</summary>
    public IScriptVariables Variables => _variables;

    /// <summary>What cells may refer to; add to it, and the next part of a cell sees more.</summary>
    public NotebookReferences References { get; }

    /// <summary>What the next cell would be compiled with, for looking at cells that do not run.</summary>
    public ScriptSnapshot Snapshot
    {
        get
        {
            _prepared.GetAwaiter().GetResult();
            return _chain.Snapshot;
        }
    }

    /// <summary>The magics that cells may use.</summary>
    public IReadOnlyCollection<IMagic> Magics => _cells.Magics;

    /// <summary>Runs a cell on the calling thread and waits for its end.</summary>
    /// <param name="code">Its text.</param>
    /// <param name="number">Its number, for traces.</param>
    /// <param name="output">Takes what it shows.</param>
    /// <param name="cancellation">Asks it to stop.</param>
    /// <returns>Null where it worked.</returns>
    public CellFailure? Run(string code, int number, ICellOutput output, CancellationToken cancellation)
    {
        _prepared.GetAwaiter().GetResult();
        using var thread = new CellThread(text => output.Stream("stderr", text), cancellation);
        _thread = thread;
        new CellScope(new ShieldedOutput(output, thread, cancellation), cancellation, thread.Post).Enter();
        _enter(cancellation);
        ConsoleRedirect.Install();
        var name = ExceptionFailure.CellPrefix + number.ToString(CultureInfo.InvariantCulture);
        try
        {
            return _cells.Run(code, name);
        }
        catch (Exception e)
        {
            return ExceptionFailure.Of(e, cancellation.IsCancellationRequested);
        }
    }

    /// <summary>Aborts the running cell where its token did not stop it, once that was offered to the user.</summary>
    public void Force() => _thread?.Force();

    /// <summary>Evaluates an expression after the latest cell.</summary>
    /// <param name="expression">The expression.</param>
    /// <exception cref="CellCompilationException">It does not compile.</exception>
    public object? Evaluate(string expression)
    {
        _prepared.GetAwaiter().GetResult();
        return Continue(expression, "");
    }

    private CellFailure? RunCode(string code, string name)
    {
        var scope = CellScope.Required;
        var thread = _thread!;
        try
        {
            // Values may compute what they show: that is the cell's code, too. What display(x) gives was shown already.
            if (Continue(code, name, thread.Run) is { } value and not DisplayedValue)
                scope.Output.Result((IReadOnlyDictionary<string, object>)thread.Run(() => Task.FromResult<object?>(ValueBundle.Of(value)))!);
            return null;
        }
        catch (CellCompilationException e)
        {
            return e.Failure;
        }
        catch (Exception e)
        {
            return ExceptionFailure.Of(e, scope.Cancellation.IsCancellationRequested, name);
        }
    }

    private object? Continue(string code, string name, Func<Func<Task<object?>>, object?>? run = null)
    {
        var submission = _chain.Compile(code, name);
        var captured = CapturedNames.Of(submission.Compilation);
        _variables.Capture(captured);
        return _chain.Run(
            submission,
            run ?? (start => start().GetAwaiter().GetResult()),
            instance => _variables.Add(
                submission.Compilation.ScriptClass!.GetMembers().OfType<IFieldSymbol>().Where(f => !f.IsImplicitlyDeclared).Select(f => f.Name), instance, captured));
    }

    /// <summary>
    /// The compiler's start costs more than a second: paid while the front end still connects. What it compiles is the chain's first link, which
    /// all later ones have references and usings from.
    /// </summary>
    private void StartCompiler()
    {
        Continue("", "");
        Continue("(1 + 1).ToString()", "");
    }

    private void Declare(string statement) => Continue(statement, "");
}

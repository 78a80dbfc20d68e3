using System.Globalization;
using System.Reflection;
using GroupConv.Kernel.Scripting.Execution;
using GroupConv.Kernel.Scripting.Loading;
using GroupConv.Kernel.Scripting.Submissions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.DotNet.Interactive;

namespace GroupConv.Kernel.Scripting;

/// <summary>Runs cells one after another. A cell sees the declarations of earlier ones, also of failed ones. One cell at a time.</summary>
internal sealed class ScriptSession
{
    /// <summary>The stack size of the thread that runs cells, in bytes. Cells may recurse deeply.</summary>
    public const int CellStack = 16 * 1024 * 1024;

    private readonly Action<CancellationToken> _enter;
    private readonly Task _prepared;
    private readonly SubmissionChain _chain;
    private readonly ScriptVariables _variables;
    private readonly CellRunner _cells;
    private readonly CellCulture _culture = new();
    private volatile CellThread? _thread;

    /// <summary>Starts a session.</summary>
    /// <param name="magics">The magics.</param>
    /// <param name="packages">Loads the packages of <c>#r "nuget:..."</c>.</param>
    /// <param name="shared">Assemblies that cells share with the kernel.</param>
    /// <param name="usings">Default usings of these assemblies.</param>
    /// <param name="baseDirectory">The base of relative paths.</param>
    /// <param name="prepare">Runs in the background. The first cell waits for its end.</param>
    /// <param name="enter">Called in the execution context of each cell before it runs, with its cancellation token.</param>
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

    /// <summary>The variables.</summary>
    public IScriptVariables Variables => _variables;

    /// <summary>The references of cells. Additions take effect with the next part of a cell.</summary>
    public NotebookReferences References { get; }

    /// <summary>
    /// The latest submission that declares something, which the next cell is compiled against. Waits until the compiler has started.
    /// </summary>
    public CSharpCompilation Latest
    {
        get
        {
            _prepared.GetAwaiter().GetResult();
            return _chain.Latest;
        }
    }

    /// <summary>The magics.</summary>
    public IReadOnlyCollection<IMagic> Magics => _cells.Magics;

    /// <summary>Waits until the compiler has started.</summary>
    public void WaitUntilReady() => _prepared.GetAwaiter().GetResult();

    /// <summary>Runs a cell on the calling thread and waits for its end.</summary>
    /// <param name="code">Its text.</param>
    /// <param name="number">Its execution count, for traces.</param>
    /// <param name="output">The cell's output.</param>
    /// <param name="cancellation">Cancels the cell.</param>
    /// <returns>Null for success.</returns>
    public CellFailure? Run(string code, int number, ICellOutput output, CancellationToken cancellation)
    {
        // In a context of its own: what the cell leaves in it, such as its culture, is not the kernel's.
        CellFailure? failure = null;
        ExecutionContext.Run(ExecutionContext.Capture()!, _ => failure = RunHere(code, number, output, cancellation), null);
        return failure;
    }

    private CellFailure? RunHere(string code, int number, ICellOutput output, CancellationToken cancellation)
    {
        _prepared.GetAwaiter().GetResult();
        using var thread = new CellThread(text => output.Stream("stderr", text), cancellation);
        _thread = thread;
        new CellScope(new ShieldedOutput(output, thread, cancellation), cancellation, thread.Post, _culture).Enter();
        _enter(cancellation);
        ConsoleRedirect.Install();
        string name = ExceptionFailure.CellPrefix + number.ToString(CultureInfo.InvariantCulture);
        try
        {
            return _cells.Run(code, name);
        }
        catch (Exception e)
        {
            return ExceptionFailure.Of(e, cancellation.IsCancellationRequested);
        }
    }

    /// <summary>Aborts a running cell that ignored its token, once the user was told of this choice.</summary>
    public void Force() => _thread?.Force();

    /// <summary>Evaluates an expression after the latest cell.</summary>
    /// <param name="expression">The expression.</param>
    /// <exception cref="CellCompilationException">It does not compile.</exception>
    public object? Evaluate(string expression)
    {
        _prepared.GetAwaiter().GetResult();
        object? value = null;
        ExecutionContext.Run(
            ExecutionContext.Capture()!,
            _ =>
            {
                _culture.Use();
                value = Continue(expression, "");
            },
            null);
        return value;
    }

    private CellFailure? RunCode(string code, string name)
    {
        var scope = CellScope.Required;
        var thread = _thread!;
        try
        {
            // Formatting may run code of the cell, too. The result of display(x) is already displayed.
            _culture.Use();
            object? value = Continue(code, name, thread.Run);
            if (value is null or DisplayedValue)
                return null;
            _culture.Use();
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
                submission.Compilation.ScriptClass!.GetMembers().OfType<IFieldSymbol>().Where(f => !f.IsImplicitlyDeclared)
                    .Select(f => f.Name), instance, captured));
    }

    /// <summary>
    /// Starting the compiler takes more than a second; it runs while the front end connects. The first compilation is the first link of the
    /// chain: later ones take its references and usings.
    /// </summary>
    private void StartCompiler()
    {
        Continue("", "");
        Continue("(1 + 1).ToString()", "");
    }

    private void Declare(string statement) => Continue(statement, "");
}

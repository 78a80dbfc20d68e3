using System.Globalization;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Scripting.Hosting;

namespace GroupConv.Kernel.Scripting;

/// <summary>Runs cells one after another; what one declares the next ones see, also when it threw. One cell at a time.</summary>
internal sealed class ScriptSession : IDisposable
{
    /// <summary>Stack for the thread that runs cells, in bytes: they may recurse deeply.</summary>
    public const int CellStack = 16 * 1024 * 1024;

    private readonly InteractiveAssemblyLoader _loader;
    private readonly SortedDictionary<string, IMagic> _magics;
    private readonly PackageReferences _packages;
    private readonly Action<CancellationToken> _enter;
    private readonly Task _prepared;
    private ScriptOptions _options;
    private ScriptState<object>? _state;

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
        PackageReferences packages,
        IReadOnlyCollection<Assembly> shared,
        IEnumerable<string> usings,
        string baseDirectory,
        Action prepare,
        Action<CancellationToken> enter)
    {
        _enter = enter;
        _magics = new(magics.ToDictionary(m => m.Name, StringComparer.Ordinal), StringComparer.Ordinal);
        _packages = packages;
        _options = ScriptReferences.Options(shared, usings, baseDirectory);
        _loader = ScriptReferences.Loader(shared);
        Variables = new ScriptVariables(() => _state, Declare);
        ConsoleRedirect.Install();
        ValueBundle.SetDefaults();
        _prepared = Task.WhenAll(Task.Run(prepare), Task.Run(StartCompiler));
    }

    /// <summary>The variables there are.</summary>
    public IScriptVariables Variables { get; }

    /// <summary>What the cells so far left to the next one.</summary>
    public SessionView View => new(_options.MetadataReferences, _options.Imports, _state?.Script.GetCompilation());

    /// <summary>The magics that cells may use.</summary>
    public IReadOnlyCollection<IMagic> Magics => _magics.Values;

    /// <summary>Runs a cell on the calling thread and waits for its end.</summary>
    /// <param name="code">Its text.</param>
    /// <param name="number">Its number, for traces.</param>
    /// <param name="output">Takes what it shows.</param>
    /// <param name="cancellation">Asks it to stop.</param>
    /// <returns>Null where it worked.</returns>
    public CellFailure? Run(string code, int number, ICellOutput output, CancellationToken cancellation)
    {
        _prepared.GetAwaiter().GetResult();
        new CellScope(output, cancellation).Enter();
        _enter(cancellation);
        _options = _options.WithFilePath(ExceptionFailure.CellPrefix + number.ToString(CultureInfo.InvariantCulture));
        try
        {
            var cell = CellSplitter.Split(code);
            foreach (var reference in cell.References)
            {
                if (AddReference(reference) is { } failure)
                    return failure;
            }

            foreach (var part in cell.Parts)
            {
                cancellation.ThrowIfCancellationRequested();
                if (part.IsMagic)
                {
                    var (failure, consumed) = RunMagic(part.Text, code, cancellation);
                    if (failure is not null || consumed)
                        return failure;
                }
                else if (RunCode(part.Text, output, cancellation) is { } failure)
                {
                    return failure;
                }
            }

            return null;
        }
        catch (Exception e)
        {
            return ExceptionFailure.Of(e, cancellation.IsCancellationRequested);
        }
    }

    /// <summary>Evaluates an expression without keeping what it declares.</summary>
    /// <param name="expression">The expression.</param>
    /// <exception cref="CompilationErrorException">It does not compile.</exception>
    public object? Evaluate(string expression) => Continue(expression, catchException: false, default).ReturnValue;

    /// <inheritdoc/>
    public void Dispose() => _loader.Dispose();

    private CellFailure? RunCode(string code, ICellOutput output, CancellationToken cancellation)
    {
        try
        {
            _state = Continue(code, catchException: true, cancellation);
        }
        catch (CompilationErrorException e)
        {
            return CompileFailure.Of(e.Diagnostics);
        }

        if (_state.Exception is { } exception)
            return ExceptionFailure.Of(exception, cancellation.IsCancellationRequested);

        if (_state.ReturnValue is { } value)
            output.Result(ValueBundle.Of(value));
        return null;
    }

    private ScriptState<object> Continue(string code, bool catchException, CancellationToken cancellation)
    {
        var running = _state is null
            ? CSharpScript.Create<object>(code, _options, globalsType: null, _loader).RunAsync(null, _ => catchException, cancellation)
            : _state.ContinueWithAsync<object>(code, _options, _ => catchException, cancellation);
        return running.GetAwaiter().GetResult();
    }

    /// <summary>
    /// The compiler's start costs more than a second: paid while the front end still connects. It is the chain's first link, because Roslyn
    /// may give two compilations at once different symbols for one library, and the next cells then find every name of it ambiguous.
    /// </summary>
    private void StartCompiler() => _state = Continue("(1 + 1).ToString()", catchException: false, default);

    private void Declare(string statement) => _state = Continue(statement, catchException: false, default);

    private MagicResult RunMagic(string line, string cell, CancellationToken cancellation)
    {
        var name = line[2..].Split((char[]?)null, 2)[0];

        // The language of all cells.
        if (name is "csharp" or "c#" or "C#")
            return new MagicResult();

        if (_magics.TryGetValue(name, out var magic))
            return magic.Run(new MagicCall(line, cell, Variables, cancellation));

        var known = string.Join(", ", _magics.Keys.Append("csharp").Select(m => "#!" + m));
        return new MagicResult(CellFailure.Plain("UnknownMagicError", $"There is no magic '#!{name}'. This kernel knows {known}."));
    }

    private CellFailure? AddReference(CellReference reference)
    {
        if (PackageReferences.IsPackage(reference.Target))
            return _packages.Resolve(reference);

        if (reference.Kind == 'i')
            return CellFailure.Plain("ReferenceError", $"Line {reference.Line}: '#i \"{reference.Target}\"' names no package source. Write #i \"nuget:SOURCE\".");

        var found = _options.MetadataResolver.ResolveReference(reference.Target, baseFilePath: null, MetadataReferenceProperties.Assembly);
        if (found.IsEmpty)
        {
            return CellFailure.Plain(
                "ReferenceError",
                $"Line {reference.Line}: there is no assembly '{reference.Target}', seen from {Directory.GetCurrentDirectory()}. Give the path of a .dll, absolute or from there.");
        }

        _options = _options.AddReferences(found);
        return null;
    }
}

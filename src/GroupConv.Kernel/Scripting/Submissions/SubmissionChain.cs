using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text;
using GroupConv.Kernel.Scripting.Instrumentation;
using GroupConv.Kernel.Scripting.Loading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;

namespace GroupConv.Kernel.Scripting.Submissions;

/// <summary>
/// The submissions of a session. Each is compiled against the earlier ones that declare something. One that declares nothing is loaded into
/// a context of its own, which the runtime unloads. One at a time.
/// </summary>
internal sealed class SubmissionChain
{
    private static readonly EmitOptions Emitted = new(debugInformationFormat: DebugInformationFormat.PortablePdb);

    private readonly ConcurrentDictionary<string, Assembly> _assemblies = new(StringComparer.Ordinal);
    private readonly SubmissionContext _kept;
    private readonly NotebookReferences _notebook;
    private readonly IEnumerable<string> _usings;
    private readonly string _baseDirectory;

    // Roslyn's slots. The first is for a host object, which this kernel does not use.
    private readonly List<object?> _slots = [null];
    private volatile Chain _link = new(null, 0);
    private int _count;

    /// <summary>Creates an empty chain.</summary>
    /// <param name="references">The references of cells.</param>
    /// <param name="usings">The default usings.</param>
    /// <param name="baseDirectory">The base of paths in <c>#load</c>.</param>
    public SubmissionChain(NotebookReferences references, IEnumerable<string> usings, string baseDirectory)
    {
        (_notebook, _usings, _baseDirectory) = (references, usings, baseDirectory);
        _kept = new SubmissionContext(_assemblies.GetValueOrDefault, references.Context, isCollectible: false);
    }

    /// <summary>The latest submission that declares something. Immutable, so any thread may use it.</summary>
    public CSharpCompilation Latest => _link.Last!;

    /// <summary>Compiles and loads a submission, without running it.</summary>
    /// <param name="code">C#.</param>
    /// <param name="path">The name for errors and traces.</param>
    /// <exception cref="CellCompilationException">It does not compile.</exception>
    public Submission Compile(string code, string path)
    {
        var tree = CSharpSyntaxTree.ParseText(code, CellSplitter.ParseOptions, path, Encoding.UTF8);
        var original = Compile(tree);
        if (!HasCode(original))
        {
            var diagnostics = original.GetDiagnostics();
            return diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error)
                ? throw CellCompilationException.Of(original, diagnostics)
                : new Submission(original, tree, null, Declares: true);
        }

        using var image = new MemoryStream();
        using var symbols = new MemoryStream();
        var compilation = Emit(original, tree, image, symbols);
        image.Position = symbols.Position = 0;
        bool declares = Declares(compilation);
        var context = declares ? _kept : new SubmissionContext(_assemblies.GetValueOrDefault, _notebook.Context, isCollectible: true);
        var assembly = context.LoadFromStream(image, symbols);
        var entry = compilation.GetEntryPoint(default)!;
        var factory = assembly.GetType(entry.ContainingType.MetadataName, throwOnError: true)!
            .GetMethod(entry.MetadataName, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!
            .CreateDelegate<Func<object?[], Task<object?>>>();
        return new Submission(compilation, tree, factory, declares);
    }

    /// <summary>Runs a submission. Its declarations are visible from now on, however it ends.</summary>
    /// <param name="submission">The latest result of <see cref="Compile(string, string)"/>.</param>
    /// <param name="run">Runs it to its end and returns its value.</param>
    /// <param name="declared">Receives its instance, whose fields are its variables, at the end; not called if it declares nothing.</param>
    public object? Run(Submission submission, Func<Func<Task<object?>>, object?> run, Action<object> declared)
    {
        if (submission.Declares)
            Link(submission);
        if (submission.Factory is not { } factory)
            return null;

        object?[] slots = new object?[_slots.Count + 1];
        _slots.CopyTo(slots);
        if (!submission.Declares)
            return run(() => factory(slots));

        // The submission fills its own slot before any of its code runs.
        var assembly = factory.Method.Module.Assembly;
        _assemblies[assembly.GetName().Name!] = assembly;
        try
        {
            return run(() => factory(slots));
        }
        finally
        {
            _slots.Add(slots[^1]);
            if (slots[^1] is { } instance)
                declared(instance);
        }
    }

    /// <summary>
    /// Emits the instrumented code. Errors are reported for the code as written; code that compiles only with fewer checks or none is
    /// emitted so.
    /// </summary>
    private static CSharpCompilation Emit(CSharpCompilation original, SyntaxTree tree, MemoryStream image, MemoryStream symbols)
    {
        if (!tree.GetDiagnostics().Any(d => d.Severity == DiagnosticSeverity.Error))
        {
            foreach (bool expressions in new[] { true, false })
            {
                var guarded = GuardedFiles.Guard(original, tree, expressions);
                if (guarded.Emit(image, symbols, options: Emitted).Success)
                    return guarded;

                image.SetLength(0);
                symbols.SetLength(0);
            }
        }

        var emitted = original.Emit(image, symbols, options: Emitted);
        return emitted.Success ? original : throw CellCompilationException.Of(original, emitted.Diagnostics);
    }

    private CSharpCompilation Compile(SyntaxTree tree)
    {
        var (last, known) = _link;
        return SubmissionCompiler.Compile(
            "Submission#" + (++_count).ToString(CultureInfo.InvariantCulture),
            tree,
            _notebook.All[known..],
            last is null ? [.. _usings] : [],
            last,
            _baseDirectory);
    }

    private void Link(Submission submission) => _link = new Chain(
        Declarations.Of(submission.Compilation, submission.Written), _link.References + submission.Compilation.ExternalReferences.Length);

    /// <summary>Whether the submission takes a slot, by Roslyn's rule.</summary>
    private static bool HasCode(CSharpCompilation compilation) =>
        compilation.SyntaxTrees.Any(tree => ((CompilationUnitSyntax)tree.GetRoot()).Members.Count > 0);

    private static bool Declares(CSharpCompilation compilation) =>
        compilation.ScriptClass!.GetMembers().Any(member => !member.IsImplicitlyDeclared && member.CanBeReferencedByName)
        || compilation.SyntaxTrees.Any(tree => tree.GetRoot()
            is CompilationUnitSyntax { Usings.Count: > 0 } or CompilationUnitSyntax { Externs.Count: > 0 }
            or CompilationUnitSyntax { AttributeLists.Count: > 0 });

    /// <summary>The end of the chain.</summary>
    /// <param name="Last">The latest submission that declares something.</param>
    /// <param name="References">The number of references that it and the earlier ones have.</param>
    private sealed record Chain(CSharpCompilation? Last, int References);
}

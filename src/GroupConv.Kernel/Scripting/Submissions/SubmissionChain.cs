using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using GroupConv.Kernel.Scripting.Instrumentation;
using GroupConv.Kernel.Scripting.Loading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;

namespace GroupConv.Kernel.Scripting.Submissions;

/// <summary>
/// The submissions of a session. Each is compiled against those before it that declare something, and is code of its own that the runtime
/// collects when nothing refers to it. One at a time.
/// </summary>
internal sealed class SubmissionChain
{
    private static readonly EmitOptions Emitted = new(debugInformationFormat: DebugInformationFormat.PortablePdb);

    private readonly ConcurrentDictionary<string, Assembly> _assemblies = new(StringComparer.Ordinal);
    private readonly SubmissionContext _kept;
    private readonly NotebookReferences _notebook;
    private readonly IEnumerable<string> _usings;
    private readonly string _baseDirectory;

    // Roslyn's slots: the first is for an object of the host, which there is none of.
    private readonly List<object?> _slots = [null];
    private volatile Chain _link = new(null, 0);
    private int _count;

    /// <summary>Starts with no submission.</summary>
    /// <param name="references">What cells may refer to.</param>
    /// <param name="usings">Namespaces that cells need not name.</param>
    /// <param name="baseDirectory">Where paths in <c>#load</c> start.</param>
    public SubmissionChain(NotebookReferences references, IEnumerable<string> usings, string baseDirectory)
    {
        (_notebook, _usings, _baseDirectory) = (references, usings, baseDirectory);
        _kept = new SubmissionContext(_assemblies.GetValueOrDefault, references.Context, isCollectible: false);
    }

    /// <summary>What the next cell is compiled with.</summary>
    public ScriptSnapshot Snapshot
    {
        get
        {
            var (last, known) = _link;
            return new ScriptSnapshot(last!, _notebook.All[known..], _baseDirectory);
        }
    }

    /// <summary>Compiles and loads, and runs nothing.</summary>
    /// <param name="code">C#.</param>
    /// <param name="path">The name that errors and traces give it.</param>
    /// <exception cref="CellCompilationException">It does not compile.</exception>
    public Submission Compile(string code, string path)
    {
        var tree = ScriptSnapshot.Parse(code, path);
        var original = Compile(tree);
        if (!HasCode(original))
        {
            var diagnostics = original.GetDiagnostics();
            return diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error)
                ? throw new CellCompilationException(diagnostics)
                : new Submission(original, tree, null, Declares: true);
        }

        using var image = new MemoryStream();
        using var symbols = new MemoryStream();
        var compilation = Emit(original, tree, image, symbols);
        image.Position = symbols.Position = 0;
        var declares = Declares(compilation);
        var context = declares ? _kept : new SubmissionContext(_assemblies.GetValueOrDefault, _notebook.Context, isCollectible: true);
        var assembly = context.LoadFromStream(image, symbols);
        var entry = compilation.GetEntryPoint(default)!;
        var factory = assembly.GetType(entry.ContainingType.MetadataName, throwOnError: true)!
            .GetMethod(entry.MetadataName, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!
            .CreateDelegate<Func<object?[], Task<object?>>>();
        return new Submission(compilation, tree, factory, declares);
    }

    /// <summary>Runs a submission; what it declares is seen from now on, however it ends.</summary>
    /// <param name="submission">What <see cref="Compile(string, string)"/> gave, most recently.</param>
    /// <param name="run">Runs it to its end and gives its value.</param>
    /// <param name="declared">Takes its instance, whose fields are its variables, at the end; not called where later ones see none of it.</param>
    public object? Run(Submission submission, Func<Func<Task<object?>>, object?> run, Action<object> declared)
    {
        if (submission.Declares)
            Link(submission);
        if (submission.Factory is not { } factory)
            return null;

        var slots = new object?[_slots.Count + 1];
        _slots.CopyTo(slots);
        if (!submission.Declares)
            return run(() => factory(slots));

        // Its own slot is filled before any of its code runs.
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
    /// Emits the code with checks in it. Mistakes are told of the code as it was written, and where code only compiles with fewer checks or none it runs so.
    /// </summary>
    private static CSharpCompilation Emit(CSharpCompilation original, SyntaxTree tree, MemoryStream image, MemoryStream symbols)
    {
        if (!tree.GetDiagnostics().Any(d => d.Severity == DiagnosticSeverity.Error))
        {
            foreach (var expressions in new[] { true, false })
            {
                var guarded = GuardedFiles.Guard(original, tree, expressions);
                if (guarded.Emit(image, symbols, options: Emitted).Success)
                    return guarded;

                image.SetLength(0);
                symbols.SetLength(0);
            }
        }

        var emitted = original.Emit(image, symbols, options: Emitted);
        return emitted.Success ? original : throw new CellCompilationException(emitted.Diagnostics);
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

    /// <summary>As Roslyn decides whether a submission takes a slot.</summary>
    private static bool HasCode(CSharpCompilation compilation) =>
        compilation.SyntaxTrees.Any(tree => ((CompilationUnitSyntax)tree.GetRoot()).Members.Count > 0);

    private static bool Declares(CSharpCompilation compilation) =>
        compilation.ScriptClass!.GetMembers().Any(member => !member.IsImplicitlyDeclared && member.CanBeReferencedByName)
        || compilation.SyntaxTrees.Any(tree => ((CompilationUnitSyntax)tree.GetRoot()) is { Usings.Count: > 0 } or { Externs.Count: > 0 } or { AttributeLists.Count: > 0 });

    /// <summary>The end of the chain.</summary>
    /// <param name="Last">The latest submission that declares something.</param>
    /// <param name="References">How many of the notebook's references it and those before it have.</param>
    private sealed record Chain(CSharpCompilation? Last, int References);
}

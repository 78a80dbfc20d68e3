using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
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
/// <param name="references">What cells may refer to.</param>
/// <param name="usings">Namespaces that cells need not name.</param>
/// <param name="baseDirectory">Where paths in <c>#load</c> start.</param>
internal sealed class SubmissionChain(NotebookReferences references, IEnumerable<string> usings, string baseDirectory)
{
    private static readonly EmitOptions Emitted = new(debugInformationFormat: DebugInformationFormat.PortablePdb);

    private readonly ConcurrentDictionary<string, Assembly> _assemblies = new(StringComparer.Ordinal);

    // Roslyn's slots: the first is for an object of the host, which there is none of.
    private readonly List<object?> _slots = [null];
    private CSharpCompilation? _last;
    private int _references;
    private int _count;

    /// <summary>What the next cell is compiled with.</summary>
    public ScriptSnapshot Snapshot => new(_last!, NewReferences(), baseDirectory);

    /// <summary>Compiles and loads, and runs nothing.</summary>
    /// <param name="code">C#.</param>
    /// <param name="path">The name that errors and traces give it.</param>
    /// <exception cref="CellCompilationException">It does not compile.</exception>
    public Submission Compile(string code, string path)
    {
        var name = "Submission#" + (++_count).ToString(CultureInfo.InvariantCulture);
        var tree = ScriptSnapshot.Parse(code, path);
        var compilation = Compile(name, tree);
        if (!HasCode(compilation))
        {
            Check(compilation.GetDiagnostics());
            return new Submission(compilation, null, Declares: true);
        }

        using var image = new MemoryStream();
        using var symbols = new MemoryStream();
        var emitted = compilation.Emit(image, symbols, options: Emitted);
        if (!emitted.Success)
            throw new CellCompilationException(emitted.Diagnostics);

        image.Position = symbols.Position = 0;
        var context = new SubmissionContext(_assemblies.GetValueOrDefault, references.Context);
        var assembly = context.LoadFromStream(image, symbols);
        var entry = compilation.GetEntryPoint(default)!;
        var factory = assembly.GetType(entry.ContainingType.MetadataName, throwOnError: true)!
            .GetMethod(entry.MetadataName, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!
            .CreateDelegate<Func<object?[], Task<object?>>>();
        return new Submission(compilation, factory, Declares(compilation));
    }

    /// <summary>Starts a submission; what it declares is seen from now on, however it ends.</summary>
    /// <param name="submission">What <see cref="Compile(string, string)"/> gave, most recently.</param>
    /// <returns>Its value; and its instance, whose fields are its variables, or null where it has none.</returns>
    public (Task<object?> Value, object? Instance) Start(Submission submission)
    {
        if (submission.Declares)
            Link(submission.Compilation);
        if (submission.Factory is not { } factory)
            return (Task.FromResult<object?>(null), null);

        var slots = new object?[_slots.Count + 1];
        _slots.CopyTo(slots);
        if (!submission.Declares)
            return (factory(slots), null);

        // The instance is in its slot before any of the cell's code runs, and the value comes when all has.
        _slots.Add(null);
        _assemblies[factory.Method.Module.Assembly.GetName().Name!] = factory.Method.Module.Assembly;
        try
        {
            var value = factory(slots);
            return (value, slots[^1]);
        }
        finally
        {
            _slots[^1] = slots[^1];
        }
    }

    private CSharpCompilation Compile(string name, SyntaxTree tree) => SubmissionCompiler.Compile(
        name, tree, NewReferences(), _last is null ? [.. usings] : [], _last, baseDirectory);

    private ImmutableArray<MetadataReference> NewReferences() => references.All[_references..];

    private void Link(CSharpCompilation compilation)
    {
        _references += compilation.ExternalReferences.Length;
        _last = compilation;
    }

    private static void Check(ImmutableArray<Diagnostic> diagnostics)
    {
        if (diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error))
            throw new CellCompilationException(diagnostics);
    }

    /// <summary>As Roslyn decides whether a submission takes a slot.</summary>
    private static bool HasCode(CSharpCompilation compilation) =>
        compilation.SyntaxTrees.Any(tree => ((CompilationUnitSyntax)tree.GetRoot()).Members.Count > 0);

    private static bool Declares(CSharpCompilation compilation) =>
        compilation.ScriptClass!.GetMembers().Any(member => !member.IsImplicitlyDeclared && member.CanBeReferencedByName)
        || compilation.SyntaxTrees.Any(tree => ((CompilationUnitSyntax)tree.GetRoot()) is { Usings.Count: > 0 } or { Externs.Count: > 0 } or { AttributeLists.Count: > 0 });
}

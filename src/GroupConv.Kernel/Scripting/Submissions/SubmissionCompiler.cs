using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace GroupConv.Kernel.Scripting.Submissions;

/// <summary>Makes Roslyn's compilation of one submission.</summary>
internal static class SubmissionCompiler
{
    private static readonly CSharpCompilationOptions Options = new(
        OutputKind.DynamicallyLinkedLibrary,
        optimizationLevel: OptimizationLevel.Release,
        allowUnsafe: true,
        concurrentBuild: false,
        assemblyIdentityComparer: DesktopAssemblyIdentityComparer.Default);

    // Two compilations that bind one new library at once may get different symbols for it, and later cells then find its names ambiguous.
    private static readonly Lock Binding = new();

    /// <summary>Compiles.</summary>
    /// <param name="name">The assembly's name.</param>
    /// <param name="tree">The code.</param>
    /// <param name="references">References that <paramref name="previous"/> does not have.</param>
    /// <param name="usings">Namespaces that it and all later ones need not name.</param>
    /// <param name="previous">The submission before it.</param>
    /// <param name="baseDirectory">Where paths in <c>#load</c> start.</param>
    public static CSharpCompilation Compile(
        string name,
        SyntaxTree tree,
        ImmutableArray<MetadataReference> references,
        ImmutableArray<string> usings,
        CSharpCompilation? previous,
        string baseDirectory)
    {
        var options = Options
            .WithScriptClassName(name)
            .WithUsings(usings)
            .WithSourceReferenceResolver(new SourceFileResolver([], baseDirectory));
        var compilation = CSharpCompilation.CreateScriptCompilation(name, tree, references, options, previous, typeof(object));
        lock (Binding)
            _ = compilation.GetSpecialType(SpecialType.System_Object);
        return compilation;
    }
}

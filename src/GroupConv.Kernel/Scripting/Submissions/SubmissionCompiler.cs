using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GroupConv.Kernel.Scripting.Submissions;

/// <summary>Creates the Roslyn compilation of a submission.</summary>
internal static class SubmissionCompiler
{
    private static readonly CSharpCompilationOptions Options = new(
        OutputKind.DynamicallyLinkedLibrary,
        allowUnsafe: true,
        concurrentBuild: false,
        assemblyIdentityComparer: DesktopAssemblyIdentityComparer.Default);

    // Two compilations that bind a new library at the same time may get different symbols for it, and later cells find its names ambiguous.
    private static readonly Lock Binding = new();

    /// <summary>Compiles.</summary>
    /// <param name="name">The assembly's name.</param>
    /// <param name="tree">The code.</param>
    /// <param name="references">References that <paramref name="previous"/> does not have.</param>
    /// <param name="usings">Usings of this and all later submissions.</param>
    /// <param name="previous">The submission before it.</param>
    /// <param name="baseDirectory">The base of paths in <c>#load</c>.</param>
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
            .WithOptimizationLevel(Repeats(tree) ? OptimizationLevel.Release : OptimizationLevel.Debug)
            .WithUsings(usings)
            .WithSourceReferenceResolver(new SourceFileResolver([], baseDirectory));
        var compilation = CSharpCompilation.CreateScriptCompilation(name, tree, references, options, previous, typeof(object));
        lock (Binding)
            _ = compilation.GetSpecialType(SpecialType.System_Object);
        return compilation;
    }

    /// <summary>
    /// Whether any of the code may run more than once. Otherwise optimization gains nothing and traces get worse: optimized code throws for
    /// all its bounds and overflow checks from one place without a line, and inlines functions.
    /// </summary>
    private static bool Repeats(SyntaxTree tree) =>
        tree.GetCompilationUnitRoot() is var root
        && (root.GetLoadDirectives().Count > 0 || root.DescendantNodes().Any(node => node
            is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax or GotoStatementSyntax
            or BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or BasePropertyDeclarationSyntax or BaseTypeDeclarationSyntax
            or AnonymousFunctionExpressionSyntax or QueryExpressionSyntax));
}

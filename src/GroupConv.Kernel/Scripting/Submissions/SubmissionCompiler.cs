using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GroupConv.Kernel.Scripting.Submissions;

/// <summary>Makes Roslyn's compilation of one submission.</summary>
internal static class SubmissionCompiler
{
    private static readonly CSharpCompilationOptions Options = new(
        OutputKind.DynamicallyLinkedLibrary,
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
            .WithOptimizationLevel(Repeats(tree) ? OptimizationLevel.Release : OptimizationLevel.Debug)
            .WithUsings(usings)
            .WithSourceReferenceResolver(new SourceFileResolver([], baseDirectory));
        var compilation = CSharpCompilation.CreateScriptCompilation(name, tree, references, options, previous, typeof(object));
        lock (Binding)
            _ = compilation.GetSpecialType(SpecialType.System_Object);
        return compilation;
    }

    /// <summary>
    /// Whether code may run more than once. What does not gains nothing from optimisation, and its traces lose by it: optimised code throws for all its array
    /// accesses and checked sums from one place that has no line, and takes in the functions that it calls.
    /// </summary>
    private static bool Repeats(SyntaxTree tree) =>
        tree.GetCompilationUnitRoot() is var root
        && (root.GetLoadDirectives().Count > 0 || root.DescendantNodes().Any(node => node
            is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax or GotoStatementSyntax
            or BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or BasePropertyDeclarationSyntax or BaseTypeDeclarationSyntax
            or AnonymousFunctionExpressionSyntax or QueryExpressionSyntax));
}

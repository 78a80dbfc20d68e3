using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GroupConv.Kernel.Scripting.Submissions;

/// <summary>
/// The names that a submission's functions use: what they stand for is needed as long as a function may be called. A name that stands for something
/// else counts too, which at worst keeps a value that could go.
/// </summary>
internal static class CapturedNames
{
    /// <summary>The names.</summary>
    /// <param name="compilation">The submission.</param>
    public static IReadOnlySet<string> Of(CSharpCompilation compilation) => compilation.SyntaxTrees
        .SelectMany(tree => tree.GetRoot().DescendantNodes(node => !IsFunction(node)))
        .Where(IsFunction)
        .SelectMany(function => function.DescendantNodes().OfType<IdentifierNameSyntax>())
        .Select(name => name.Identifier.ValueText)
        .ToHashSet(StringComparer.Ordinal);

    // A query's clauses are functions, too.
    private static bool IsFunction(SyntaxNode node) => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax
        or BaseMethodDeclarationSyntax or BasePropertyDeclarationSyntax or BaseTypeDeclarationSyntax or QueryExpressionSyntax;
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GroupConv.Kernel.Scripting.Submissions;

/// <summary>
/// The names that functions of a submission use. The variables of these names must live as long as the functions. A name may refer to
/// something else, which at worst keeps a value alive.
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

    // Query clauses are functions, too.
    private static bool IsFunction(SyntaxNode node) => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax
        or BaseMethodDeclarationSyntax or BasePropertyDeclarationSyntax or BaseTypeDeclarationSyntax or QueryExpressionSyntax;
}

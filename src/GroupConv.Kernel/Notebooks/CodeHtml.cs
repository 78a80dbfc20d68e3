using System.Net;
using System.Text;
using GroupConv.Kernel.Scripting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GroupConv.Kernel.Notebooks;

/// <summary>
/// C# as highlighted HTML, from Roslyn's tokens. Classes: k keyword, s string, n number, c comment, t type, f method, m magic and
/// directive.
/// </summary>
internal static class CodeHtml
{
    /// <summary>Highlights code. Without the tags the text is the code.</summary>
    /// <param name="code">C# with magics.</param>
    public static string Of(string code)
    {
        var html = new StringBuilder(code.Length * 2);
        var root = CSharpSyntaxTree.ParseText(code, CellSplitter.ParseOptions).GetRoot();
        foreach (var token in root.DescendantTokens())
        {
            foreach (var trivia in token.LeadingTrivia)
                Append(html, trivia.ToFullString(), Class(trivia));
            Append(html, token.Text, Class(token));
            foreach (var trivia in token.TrailingTrivia)
                Append(html, trivia.ToFullString(), Class(trivia));
        }

        return html.ToString();
    }

    private static void Append(StringBuilder html, string text, string? style)
    {
        if (text.Length == 0)
            return;

        // A directive includes its line break, which gets no class.
        string word = text.TrimEnd('\r', '\n');
        html.Append(style is null ? WebUtility.HtmlEncode(word) : $"<span class=\"{style}\">{WebUtility.HtmlEncode(word)}</span>")
            .Append(text, word.Length, text.Length - word.Length);
    }

    private static string? Class(SyntaxTrivia trivia)
    {
        if (trivia.IsDirective)
            return "m";

        return trivia.Kind() switch
        {
            SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia
                or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia
                or SyntaxKind.DisabledTextTrivia => "c",
            _ => null,
        };
    }

    private static string? Class(SyntaxToken token) => token.Kind() switch
    {
        SyntaxKind.NumericLiteralToken => "n",
        SyntaxKind.IdentifierToken => Class(token, token.Parent),
        >= SyntaxKind.InterpolatedStringStartToken and <= SyntaxKind.InterpolatedVerbatimStringStartToken => "s",
        SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.InterpolatedStringTextToken
            or SyntaxKind.InterpolatedStringEndToken or SyntaxKind.SingleLineRawStringLiteralToken
            or SyntaxKind.MultiLineRawStringLiteralToken or SyntaxKind.Utf8StringLiteralToken
            or SyntaxKind.InterpolatedSingleLineRawStringStartToken or SyntaxKind.InterpolatedMultiLineRawStringStartToken
            or SyntaxKind.InterpolatedRawStringEndToken => "s",
        _ => token.IsKeyword() ? "k" : null,
    };

    private static string? Class(SyntaxToken token, SyntaxNode? parent)
    {
        if (token.Text is "var" or "dynamic" or "nint" && parent is IdentifierNameSyntax)
            return "k";

        return parent switch
        {
            BaseTypeDeclarationSyntax or DelegateDeclarationSyntax or TypeParameterSyntax => "t",
            MethodDeclarationSyntax or LocalFunctionStatementSyntax => "f",
            SimpleNameSyntax name when IsCalled(name) => "f",
            GenericNameSyntax => "t",
            IdentifierNameSyntax name when IsType(name) => "t",
            _ => null,
        };
    }

    private static bool IsCalled(SimpleNameSyntax name) =>
        name.Parent is InvocationExpressionSyntax
        || (name.Parent is MemberAccessExpressionSyntax member && member.Name == name && member.Parent is InvocationExpressionSyntax);

    /// <summary>Decided by position; before a dot a capital letter means a type, since nothing is bound here.</summary>
    private static bool IsType(IdentifierNameSyntax name) => name.Parent switch
    {
        ObjectCreationExpressionSyntax or TypeArgumentListSyntax or ArrayTypeSyntax or NullableTypeSyntax or BaseTypeSyntax
            or TypeOfExpressionSyntax or DeclarationPatternSyntax or AttributeSyntax => true,
        VariableDeclarationSyntax declaration => declaration.Type == name,
        ParameterSyntax parameter => parameter.Type == name,
        CastExpressionSyntax cast => cast.Type == name,
        MethodDeclarationSyntax method => method.ReturnType == name,
        LocalFunctionStatementSyntax function => function.ReturnType == name,
        PropertyDeclarationSyntax property => property.Type == name,
        MemberAccessExpressionSyntax member => member.Expression == name && name.Identifier.Text is [var first, ..] && char.IsUpper(first),
        _ => false,
    };
}

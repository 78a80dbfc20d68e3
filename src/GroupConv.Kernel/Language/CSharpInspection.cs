using System.Collections.Immutable;
using System.Globalization;
using GroupConv.Kernel.Language.Documentation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.QuickInfo;

namespace GroupConv.Kernel.Language;

/// <summary>Inspects a name in a cell: signature, documentation, overloads.</summary>
internal static class CSharpInspection
{
    private const int MostOverloads = 8;

    private static readonly SymbolDisplayFormat Signature = SymbolDisplayFormat.MinimallyQualifiedFormat
        .AddParameterOptions(SymbolDisplayParameterOptions.IncludeDefaultValue)
        .AddGenericsOptions(SymbolDisplayGenericsOptions.IncludeTypeConstraints)
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>Inspects the name at a position, or the call around it; null if there is neither.</summary>
    /// <param name="document">The cell.</param>
    /// <param name="position">The cursor.</param>
    /// <param name="declarations">The declarations of the notebook.</param>
    /// <param name="detail">Whether to show source, remarks and all overloads.</param>
    /// <param name="cancellation">Cancels the request.</param>
    public static async Task<Inspection?> Inspect(
        Document document, int position, Declarations declarations, bool detail, CancellationToken cancellation)
    {
        var model = (await document.GetSemanticModelAsync(cancellation))!;
        var root = await model.SyntaxTree.GetRootAsync(cancellation);
        if (Word(root, position) is not { } token)
            return null;

        var symbol = Symbol(model, token, cancellation);
        var quick = await QuickInfoService.GetService(document)!.GetQuickInfoAsync(document, token.SpanStart, cancellation);
        if (symbol is null)
            return quick is null ? null : Inspection.Plain(string.Join("\n\n", quick.Sections.Select(s => s.Text.Trim())));

        var others = Overloads(model, token, symbol, cancellation);
        var shown = others.Take(detail ? int.MaxValue : MostOverloads)
            .Select(o => o.ToMinimalDisplayString(model, token.SpanStart, Signature)).ToList();
        if (shown.Count < others.Count)
            shown.Add(string.Create(CultureInfo.InvariantCulture, $"... and {others.Count - shown.Count} more"));
        return Inspection.OfSymbol(Head(model, token, symbol, quick, others.Count), SymbolDocumentation.Of(symbol, model.Compilation),
            shown, detail ? Source(symbol, model.SyntaxTree, declarations) : null, remarks: detail);
    }

    /// <summary>The name at the cursor, preferring the one to its right; otherwise the name of the method called around it.</summary>
    private static SyntaxToken? Word(SyntaxNode root, int position)
    {
        if (root.FullSpan.IsEmpty)
            return null;
        var right = root.FindToken(Math.Min(position, root.FullSpan.End - 1));
        var left = root.FindToken(Math.Max(0, Math.Min(position, root.FullSpan.End) - 1));
        foreach (var token in new[] { right, left })
        {
            if (token.Span.Start <= position && position <= token.Span.End && IsName(token))
                return token;
        }

        foreach (var list in left.Parent?.AncestorsAndSelf().OfType<BaseArgumentListSyntax>() ?? [])
        {
            if (list.SpanStart >= position)
                continue;
            var called = list.Parent switch
            {
                InvocationExpressionSyntax call => Name(call.Expression),
                ObjectCreationExpressionSyntax creation => Name(creation.Type),
                ImplicitObjectCreationExpressionSyntax creation => creation.NewKeyword,
                ConstructorInitializerSyntax initializer => initializer.ThisOrBaseKeyword,
                _ => null,
            };
            if (called is not null)
                return called;
        }

        return left.Span.End >= position && left.IsKind(SyntaxKind.StringLiteralToken) | left.IsKind(SyntaxKind.NumericLiteralToken)
            ? left : null;
    }

    private static bool IsName(SyntaxToken token) =>
        token.IsKind(SyntaxKind.IdentifierToken) || SyntaxFacts.IsKeywordKind(token.Kind())
            || SyntaxFacts.IsContextualKeyword(token.Kind());

    private static SyntaxToken? Name(SyntaxNode expression) => expression switch
    {
        SimpleNameSyntax name => name.Identifier,
        MemberAccessExpressionSyntax access => access.Name.Identifier,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier,
        QualifiedNameSyntax qualified => qualified.Right.Identifier,
        PredefinedTypeSyntax predefined => predefined.Keyword,
        _ => null,
    };

    private static ISymbol? Symbol(SemanticModel model, SyntaxToken token, CancellationToken cancellation)
    {
        if (token.Parent is not { } node || token.IsKind(SyntaxKind.StringLiteralToken) || token.IsKind(SyntaxKind.NumericLiteralToken))
            return null;
        if (Creation(token) is { } creation)
        {
            var info = model.GetSymbolInfo(creation, cancellation);
            var found = info.Symbol
                ?? info.CandidateSymbols.FirstOrDefault()
                ?? Constructors(model.GetTypeInfo(creation, cancellation).Type).FirstOrDefault();
            if (found is not null)
                return found;
        }

        if (node is ConstructorInitializerSyntax && model.GetSymbolInfo(node, cancellation).Symbol is { } chained)
            return chained;
        if (node is not (ExpressionSyntax or SelectOrGroupClauseSyntax or OrderingSyntax))
            return model.GetDeclaredSymbol(node, cancellation);
        var name = model.GetSymbolInfo(node, cancellation);
        return name.Symbol ?? name.CandidateSymbols.FirstOrDefault() ?? model.GetDeclaredSymbol(node, cancellation);
    }

    /// <summary>The object creation that the token belongs to, as its type or its <c>new</c>.</summary>
    private static BaseObjectCreationExpressionSyntax? Creation(SyntaxToken token)
    {
        if (token.Parent is BaseObjectCreationExpressionSyntax creation && token == creation.NewKeyword)
            return creation;
        return token.Parent!.AncestorsAndSelf().OfType<ObjectCreationExpressionSyntax>().FirstOrDefault(c => Name(c.Type) == token);
    }

    private static IEnumerable<IMethodSymbol> Constructors(ITypeSymbol? type) =>
        type is INamedTypeSymbol named ? named.InstanceConstructors.Where(c => c.DeclaredAccessibility == Accessibility.Public) : [];

    private static List<ISymbol> Overloads(SemanticModel model, SyntaxToken token, ISymbol symbol, CancellationToken cancellation)
    {
        if (symbol is not IMethodSymbol method)
            return [];
        var all = method.MethodKind == MethodKind.Constructor
            ? [.. Constructors(method.ContainingType)]
            : token.Parent is { } node ? model.GetMemberGroup(node, cancellation) : ImmutableArray<ISymbol>.Empty;
        ISymbol[] itself = [method.OriginalDefinition, (method.ReducedFrom ?? method).OriginalDefinition];
        return [.. all.Where(o => !itself.Contains(o.OriginalDefinition, SymbolEqualityComparer.Default))];
    }

    /// <summary>QuickInfo's description, which says more than the declaration: kind, anonymous types, awaitability.</summary>
    private static string Head(SemanticModel model, SyntaxToken token, ISymbol symbol, QuickInfoItem? quick, int overloads)
    {
        string? line = quick?.Sections.FirstOrDefault(s => s.Kind == QuickInfoSectionKinds.Description)?.Text;
        if (line is null || symbol is IMethodSymbol)
        {
            line = symbol.ToMinimalDisplayString(model, token.SpanStart, Signature);
            if (overloads > 0)
                line += string.Create(CultureInfo.InvariantCulture, $" (+ {overloads} overload{(overloads == 1 ? "" : "s")})");
        }
        else if (symbol is IFieldSymbol { ContainingType.IsScriptClass: true })
        {
            line = line.Replace("(field)", "(variable)", StringComparison.Ordinal);
        }

        string? types = quick?.Sections.FirstOrDefault(s => s.Kind == QuickInfoSectionKinds.AnonymousTypes)?.Text.Trim();
        return types is { Length: > 0 } ? $"{line}\n{types}" : line;
    }

    private static string? Source(ISymbol symbol, SyntaxTree cell, Declarations declarations)
    {
        if (symbol.DeclaringSyntaxReferences.FirstOrDefault() is not { } reference)
            return null;
        return reference.SyntaxTree == cell
            ? reference.GetSyntax().FirstAncestorOrSelf<MemberDeclarationSyntax>()?.WithoutTrivia().ToFullString()
            : declarations.SourceOf(symbol.Name);
    }
}

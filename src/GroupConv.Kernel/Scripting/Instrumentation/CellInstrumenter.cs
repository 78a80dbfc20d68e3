using System.Text;
using GroupConv.Kernel.Scripting.Surface;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace GroupConv.Kernel.Scripting.Instrumentation;

/// <summary>
/// Puts calls of <see cref="CellGuard"/> into a cell: into each turn of a loop, before each goto, at the start of functions that may recurse, around what
/// is awaited. It adds text within lines, so that every line keeps its number.
/// </summary>
internal sealed class CellInstrumenter : CSharpSyntaxWalker
{
    private const string Guard = "global::GroupConv.Kernel.Scripting.Surface.CellGuard.";
    private const string Poll = Guard + nameof(CellGuard.Poll) + "();";
    private const string Enter = Guard + nameof(CellGuard.Enter) + "();";

    private readonly List<TextChange> _changes = [];
    private readonly Func<SimpleNameSyntax, bool> _isExit;
    private int _functions;

    private CellInstrumenter(Func<SimpleNameSyntax, bool> isExit) => _isExit = isExit;

    /// <summary>The text with checks.</summary>
    /// <param name="tree">Code without syntax errors.</param>
    /// <param name="isExit">Whether a name stands for <see cref="Environment.Exit"/>; asked of names that are spelled like it.</param>
    public static SourceText Instrument(SyntaxTree tree, Func<SimpleNameSyntax, bool> isExit)
    {
        var walker = new CellInstrumenter(isExit);
        walker.Visit(tree.GetRoot());

        // At one place, what was added first stands first: outer openings before inner ones, inner ends before outer ones.
        var text = tree.GetText();
        var result = new StringBuilder();
        var at = 0;
        foreach (var change in walker._changes.OrderBy(c => c.Span.Start))
        {
            result.Append(text.ToString(TextSpan.FromBounds(at, change.Span.Start))).Append(change.NewText);
            at = change.Span.End;
        }

        return SourceText.From(result.Append(text.ToString(TextSpan.FromBounds(at, text.Length))).ToString(), Encoding.UTF8);
    }

    /// <inheritdoc/>
    public override void VisitWhileStatement(WhileStatementSyntax node) => Loop(node.Statement, () => base.VisitWhileStatement(node));

    /// <inheritdoc/>
    public override void VisitDoStatement(DoStatementSyntax node) => Loop(node.Statement, () => base.VisitDoStatement(node));

    /// <inheritdoc/>
    public override void VisitForStatement(ForStatementSyntax node) => Loop(node.Statement, () => base.VisitForStatement(node));

    /// <inheritdoc/>
    public override void VisitForEachStatement(ForEachStatementSyntax node) => Loop(node.Statement, () => base.VisitForEachStatement(node));

    /// <inheritdoc/>
    public override void VisitForEachVariableStatement(ForEachVariableStatementSyntax node) =>
        Loop(node.Statement, () => base.VisitForEachVariableStatement(node));

    /// <inheritdoc/>
    public override void VisitGotoStatement(GotoStatementSyntax node)
    {
        Insert(node.SpanStart, "{" + Poll);
        base.VisitGotoStatement(node);
        Insert(node.Span.End, "}");
    }

    /// <inheritdoc/>
    public override void VisitAwaitExpression(AwaitExpressionSyntax node)
    {
        // In an interpolated string a colon begins a format; and what follows a cell's own await must not begin with a parenthesis.
        var guard = node.Ancestors().Any(n => n is InterpolationSyntax) ? Guard["global::".Length..] : Guard;
        Insert(node.Expression.SpanStart, $"{guard}{nameof(CellGuard.Await)}(");
        base.VisitAwaitExpression(node);
        Insert(node.Expression.Span.End, _functions == 0 ? ",true)" : ",false)");
    }

    /// <inheritdoc/>
    public override void VisitIdentifierName(IdentifierNameSyntax node)
    {
        if (node.Identifier.ValueText != nameof(Environment.Exit) || !_isExit(node))
            return;

        var whole = node.Parent is MemberAccessExpressionSyntax access && access.Name == node ? access.Span : node.Span;
        _changes.Add(new TextChange(whole, Guard + nameof(CellGuard.Exit)));
    }

    /// <inheritdoc/>
    public override void VisitMethodDeclaration(MethodDeclarationSyntax node) =>
        Function(node.Body, node.ExpressionBody, node.SemicolonToken, Gives(node.ReturnType, node.Modifiers), always: false, () => base.VisitMethodDeclaration(node));

    /// <inheritdoc/>
    public override void VisitLocalFunctionStatement(LocalFunctionStatementSyntax node) =>
        Function(node.Body, node.ExpressionBody, node.SemicolonToken, Gives(node.ReturnType, node.Modifiers), always: false, () => base.VisitLocalFunctionStatement(node));

    /// <inheritdoc/>
    public override void VisitConstructorDeclaration(ConstructorDeclarationSyntax node) =>
        Function(node.Body, node.ExpressionBody, node.SemicolonToken, gives: false, always: false, () => base.VisitConstructorDeclaration(node));

    /// <inheritdoc/>
    public override void VisitOperatorDeclaration(OperatorDeclarationSyntax node) =>
        Function(node.Body, node.ExpressionBody, node.SemicolonToken, Gives(node.ReturnType, node.Modifiers), always: true, () => base.VisitOperatorDeclaration(node));

    /// <inheritdoc/>
    public override void VisitConversionOperatorDeclaration(ConversionOperatorDeclarationSyntax node) =>
        Function(node.Body, node.ExpressionBody, node.SemicolonToken, gives: true, always: true, () => base.VisitConversionOperatorDeclaration(node));

    /// <inheritdoc/>
    public override void VisitAccessorDeclaration(AccessorDeclarationSyntax node) =>
        Function(node.Body, node.ExpressionBody, node.SemicolonToken, node.IsKind(SyntaxKind.GetAccessorDeclaration), always: true, () => base.VisitAccessorDeclaration(node));

    /// <inheritdoc/>
    public override void VisitPropertyDeclaration(PropertyDeclarationSyntax node) =>
        Getter(node.ExpressionBody, node.SemicolonToken, () => base.VisitPropertyDeclaration(node));

    /// <inheritdoc/>
    public override void VisitIndexerDeclaration(IndexerDeclarationSyntax node) =>
        Getter(node.ExpressionBody, node.SemicolonToken, () => base.VisitIndexerDeclaration(node));

    /// <inheritdoc/>
    public override void VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node) =>
        Function(node.Block, null, default, gives: null, always: false, () => base.VisitParenthesizedLambdaExpression(node));

    /// <inheritdoc/>
    public override void VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node) =>
        Function(node.Block, null, default, gives: null, always: false, () => base.VisitSimpleLambdaExpression(node));

    /// <inheritdoc/>
    public override void VisitAnonymousMethodExpression(AnonymousMethodExpressionSyntax node) =>
        Function(node.Block, null, default, gives: null, always: false, () => base.VisitAnonymousMethodExpression(node));

    private void Loop(StatementSyntax body, Action visit)
    {
        if (body is BlockSyntax block)
        {
            Insert(block.OpenBraceToken.Span.End, Poll);
            visit();
            return;
        }

        Insert(body.SpanStart, "{" + Poll);
        visit();
        Insert(body.Span.End, "}");
    }

    private void Function(BlockSyntax? body, ArrowExpressionClauseSyntax? arrow, SyntaxToken semicolon, bool? gives, bool always, Action visit)
    {
        _functions++;
        if (body is not null && (always || MayRecurse(body)))
            Insert(body.OpenBraceToken.Span.End, Enter);

        var opened = arrow is { Expression: not ThrowExpressionSyntax } && gives is not null && (always || MayRecurse(arrow));
        if (opened)
            _changes.Add(new TextChange(arrow!.ArrowToken.Span, $"{{{Enter}{(gives == true ? "return " : "")}"));
        visit();
        if (opened)
            Insert(semicolon.Span.End, "}");
        _functions--;
    }

    private void Getter(ArrowExpressionClauseSyntax? arrow, SyntaxToken semicolon, Action visit)
    {
        _functions++;
        var opened = arrow is { Expression: not ThrowExpressionSyntax };
        if (opened)
            _changes.Add(new TextChange(arrow!.ArrowToken.Span, $"{{get{{{Enter}return "));
        visit();
        if (opened)
            Insert(semicolon.Span.End, "}}");
        _functions--;
    }

    /// <summary>Whether a function's expression is its value; null where the types, which are not known here, decide.</summary>
    private static bool? Gives(TypeSyntax type, SyntaxTokenList modifiers)
    {
        if (type is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword })
            return false;
        if (!modifiers.Any(SyntaxKind.AsyncKeyword))
            return true;

        var name = type is QualifiedNameSyntax qualified ? qualified.Right : type;
        return name switch
        {
            GenericNameSyntax => true,
            IdentifierNameSyntax { Identifier.ValueText: nameof(Task) or nameof(ValueTask) } => false,
            _ => null,
        };
    }

    private static bool MayRecurse(SyntaxNode body) =>
        body.DescendantNodes().Any(n => n is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax or ElementAccessExpressionSyntax);

    private void Insert(int position, string text) => _changes.Add(new TextChange(new TextSpan(position, 0), text));
}

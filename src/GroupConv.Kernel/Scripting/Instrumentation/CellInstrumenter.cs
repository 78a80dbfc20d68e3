using System.Text;
using GroupConv.Kernel.Scripting.Surface;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace GroupConv.Kernel.Scripting.Instrumentation;

/// <summary>
/// Inserts calls of <see cref="CellGuard"/> into a cell: into each loop body, before each goto, at the start of functions, and around
/// awaited expressions. Text is added within lines, so that line numbers do not change. Expression trees are left as they are.
/// </summary>
internal sealed class CellInstrumenter : CSharpSyntaxWalker
{
    private const string Guard = "global::GroupConv.Kernel.Scripting.Surface.CellGuard.";
    private const string Poll = Guard + nameof(CellGuard.Poll) + "();";
    private const string Enter = Guard + nameof(CellGuard.Enter) + "();";

    private readonly List<TextChange> _changes = [];
    private readonly SemanticModel _model;
    private readonly bool _expressions;
    private int _functions;
    private bool _isTree;

    private CellInstrumenter(SemanticModel model, bool expressions) => (_model, _expressions) = (model, expressions);

    /// <summary>The instrumented text.</summary>
    /// <param name="model">The semantic model of code without syntax errors.</param>
    /// <param name="expressions">Whether to instrument expression-bodied lambdas and query clauses, too.</param>
    public static SourceText Instrument(SemanticModel model, bool expressions = true)
    {
        var tree = model.SyntaxTree;
        var walker = new CellInstrumenter(model, expressions);
        walker.Visit(tree.GetRoot());

        // OrderBy is stable: at one position outer openings come before inner ones, and inner ends before outer ones.
        var text = tree.GetText();
        var result = new StringBuilder();
        int at = 0;
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
        // At the top level of a script, "await (" would parse as a call.
        Insert(node.Expression.SpanStart, $"{In(node, Guard)}{nameof(CellGuard.Await)}(");
        base.VisitAwaitExpression(node);
        Insert(node.Expression.Span.End, _functions == 0 ? ",true)" : ",false)");
    }

    /// <inheritdoc/>
    public override void VisitAssignmentExpression(AssignmentExpressionSyntax node)
    {
        if (!node.IsKind(SyntaxKind.SimpleAssignmentExpression) || CultureOf(_model.GetSymbolInfo(node.Left).Symbol) is not { } language)
        {
            base.VisitAssignmentExpression(node);
            return;
        }

        Insert(node.Right.SpanStart, $"{In(node, Guard)}{nameof(CellGuard.Culture)}(");
        base.VisitAssignmentExpression(node);
        Insert(node.Right.Span.End, language ? ",true)" : ",false)");
    }

    /// <inheritdoc/>
    public override void VisitIdentifierName(IdentifierNameSyntax node)
    {
        if (node.Identifier.ValueText != nameof(Environment.Exit) || !IsExit(_model.GetSymbolInfo(node)))
            return;

        var whole = node.Parent is MemberAccessExpressionSyntax access && access.Name == node ? access.Span : node.Span;
        _changes.Add(new TextChange(whole, Guard + nameof(CellGuard.Exit)));
    }

    /// <inheritdoc/>
    public override void VisitMethodDeclaration(MethodDeclarationSyntax node) =>
        Function(node.Body, node.ExpressionBody, node.SemicolonToken, Gives(node.ReturnType, node.Modifiers), always: false, () =>
            base.VisitMethodDeclaration(node));

    /// <inheritdoc/>
    public override void VisitLocalFunctionStatement(LocalFunctionStatementSyntax node) =>
        Function(node.Body, node.ExpressionBody, node.SemicolonToken, Gives(node.ReturnType, node.Modifiers), always: false, () =>
            base.VisitLocalFunctionStatement(node));

    /// <inheritdoc/>
    public override void VisitConstructorDeclaration(ConstructorDeclarationSyntax node)
    {
        // A static constructor that throws makes its type unusable.
        if (node.Modifiers.Any(SyntaxKind.StaticKeyword))
            base.VisitConstructorDeclaration(node);
        else
            Function(node.Body, node.ExpressionBody, node.SemicolonToken, gives: false, always: false, () =>
                base.VisitConstructorDeclaration(node));
    }

    /// <inheritdoc/>
    public override void VisitOperatorDeclaration(OperatorDeclarationSyntax node) =>
        Function(node.Body, node.ExpressionBody, node.SemicolonToken, Gives(node.ReturnType, node.Modifiers), always: true, () =>
            base.VisitOperatorDeclaration(node));

    /// <inheritdoc/>
    public override void VisitConversionOperatorDeclaration(ConversionOperatorDeclarationSyntax node) =>
        Function(node.Body, node.ExpressionBody, node.SemicolonToken, gives: true, always: true, () =>
            base.VisitConversionOperatorDeclaration(node));

    /// <inheritdoc/>
    public override void VisitAccessorDeclaration(AccessorDeclarationSyntax node) =>
        Function(node.Body, node.ExpressionBody, node.SemicolonToken, node.IsKind(SyntaxKind.GetAccessorDeclaration), always: true, () =>
            base.VisitAccessorDeclaration(node));

    /// <inheritdoc/>
    public override void VisitPropertyDeclaration(PropertyDeclarationSyntax node) =>
        Getter(node.ExpressionBody, node.SemicolonToken, () => base.VisitPropertyDeclaration(node));

    /// <inheritdoc/>
    public override void VisitIndexerDeclaration(IndexerDeclarationSyntax node) =>
        Getter(node.ExpressionBody, node.SemicolonToken, () => base.VisitIndexerDeclaration(node));

    /// <inheritdoc/>
    public override void VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node) =>
        Lambda(node, () => base.VisitParenthesizedLambdaExpression(node));

    /// <inheritdoc/>
    public override void VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node) =>
        Lambda(node, () => base.VisitSimpleLambdaExpression(node));

    /// <inheritdoc/>
    public override void VisitAnonymousMethodExpression(AnonymousMethodExpressionSyntax node) =>
        Lambda(node, () => base.VisitAnonymousMethodExpression(node));

    /// <inheritdoc/>
    public override void VisitWhereClause(WhereClauseSyntax node) =>
        Clause(node.Condition, _model.GetQueryClauseInfo(node).OperationInfo, () => base.VisitWhereClause(node));

    /// <inheritdoc/>
    public override void VisitLetClause(LetClauseSyntax node) =>
        Clause(node.Expression, _model.GetQueryClauseInfo(node).OperationInfo, () => base.VisitLetClause(node));

    /// <inheritdoc/>
    public override void VisitOrdering(OrderingSyntax node) =>
        Clause(node.Expression, _model.GetSymbolInfo(node), () => base.VisitOrdering(node));

    /// <inheritdoc/>
    public override void VisitSelectClause(SelectClauseSyntax node) =>
        Clause(node.Expression, _model.GetSymbolInfo(node), () => base.VisitSelectClause(node));

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

    private void Function(BlockSyntax? body, ArrowExpressionClauseSyntax? arrow, SyntaxToken semicolon, bool? gives, bool always,
        Action visit)
    {
        _functions++;
        string check = always || MayRecurse((SyntaxNode?)body ?? arrow) ? Enter : Poll;
        if (body is not null)
            Insert(body.OpenBraceToken.Span.End, check);

        bool opened = arrow is { Expression: not ThrowExpressionSyntax } && gives is not null;
        if (opened)
            _changes.Add(new TextChange(arrow!.ArrowToken.Span, $"{{{check}{(gives == true ? "return " : "")}"));
        visit();
        if (opened)
            Insert(semicolon.Span.End, "}");
        _functions--;
    }

    private void Lambda(AnonymousFunctionExpressionSyntax node, Action visit)
    {
        _functions++;
        bool outer = _isTree;
        _isTree |= node.ExpressionBody is not null && IsTree(_model.GetTypeInfo(node).ConvertedType);
        string check = In(node, MayRecurse(node.Body) ? Enter : Poll);
        if (node.Block is { } block)
            Insert(block.OpenBraceToken.Span.End, check);

        bool? gives = _expressions && !_isTree && node.ExpressionBody is not (null or ThrowExpressionSyntax)
            ? Gives(_model.GetSymbolInfo(node).Symbol as IMethodSymbol) : null;
        if (gives is not null)
            Insert(node.Body.SpanStart, $"{{{check}{(gives == true ? "return " : "")}");
        visit();
        if (gives is not null)
            Insert(node.Body.Span.End, ";}");
        _isTree = outer;
        _functions--;
    }

    /// <summary>A query clause, which is compiled to a lambda.</summary>
    private void Clause(ExpressionSyntax expression, SymbolInfo calls, Action visit)
    {
        bool outer = _isTree;
        var parameter = (calls.Symbol as IMethodSymbol)?.Parameters.FirstOrDefault()?.Type;
        _isTree |= IsTree(parameter);
        bool isChecked = _expressions && !_isTree && parameter?.TypeKind == TypeKind.Delegate;
        if (isChecked)
            Insert(expression.SpanStart, $"{In(expression, Guard)}{nameof(CellGuard.Polled)}(");
        visit();
        if (isChecked)
            Insert(expression.Span.End, ")");
        _isTree = outer;
    }

    private void Getter(ArrowExpressionClauseSyntax? arrow, SyntaxToken semicolon, Action visit)
    {
        _functions++;
        bool opened = arrow is { Expression: not ThrowExpressionSyntax };
        if (opened)
            _changes.Add(new TextChange(arrow!.ArrowToken.Span, $"{{get{{{Enter}return "));
        visit();
        if (opened)
            Insert(semicolon.Span.End, "}}");
        _functions--;
    }

    /// <summary>Whether an expression body returns its value; null if that depends on types that the syntax does not tell.</summary>
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

    /// <summary>The same for a lambda, whose type is known.</summary>
    private static bool? Gives(IMethodSymbol? lambda) => lambda switch
    {
        null or { ReturnType.TypeKind: TypeKind.Error } => null,
        { ReturnsVoid: true } => false,
        { IsAsync: true } => lambda.ReturnType is INamedTypeSymbol { Arity: > 0 },
        _ => true,
    };

    private static bool IsTree(ITypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type is { Name: "Expression", ContainingNamespace: { Name: "Expressions", ContainingNamespace.Name: "Linq" } })
                return true;
        }

        return false;
    }

    /// <summary>Whether a property is the current culture for texts (true) or for formats (false); null for others.</summary>
    private static bool? CultureOf(ISymbol? property) =>
        property is IPropertySymbol { ContainingType: { Name: "CultureInfo" or "Thread", ContainingNamespace: { } space } }
            && space.ToDisplayString() is ("System.Globalization" or "System.Threading")
            ? property.Name switch { "CurrentCulture" => false, "CurrentUICulture" => true, _ => null }
            : null;

    private static bool IsExit(SymbolInfo name) =>
        name.CandidateSymbols.Append(name.Symbol)
            .Any(s => s is IMethodSymbol { Name: nameof(Environment.Exit), ContainingType.Name: nameof(Environment) } exit
            && exit.ContainingNamespace.ToDisplayString() == nameof(System));

    private static bool MayRecurse(SyntaxNode? body) =>
        body?.DescendantNodesAndSelf()
            .Any(n => n is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax or ElementAccessExpressionSyntax) == true;

    /// <summary>Code for a position: in an interpolated string a colon would start a format.</summary>
    private static string In(SyntaxNode place, string code) =>
        place.Ancestors().Any(n => n is InterpolationSyntax) ? code["global::".Length..] : code;

    private void Insert(int position, string text) => _changes.Add(new TextChange(new TextSpan(position, 0), text));
}

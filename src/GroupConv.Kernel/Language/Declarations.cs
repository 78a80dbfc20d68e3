using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GroupConv.Kernel.Language;

/// <summary>
/// The declarations of all cells so far, as the text of one script: each name once, methods without bodies. A completion then costs as much
/// as there are living names, whereas a chain of a thousand submissions would be searched link by link.
/// </summary>
internal sealed class Declarations
{
    private static readonly SymbolDisplayFormat TypeFormat = SymbolDisplayFormat.FullyQualifiedFormat
        .WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted)
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    // Instrumented code contains this; it is not what the user wrote.
    private const string Guard = "CellGuard.";

    private readonly HashSet<string> _usings = new(StringComparer.Ordinal);
    private readonly List<string> _imports = [];
    private readonly List<Declaration> _declared = [];
    private readonly HashSet<string> _variables = new(StringComparer.Ordinal);
    private Compilation? _latest;

    /// <summary>Global usings. They are only ever added to.</summary>
    public IReadOnlyList<string> Imports => _imports;

    /// <summary>The names of the variables.</summary>
    public IReadOnlySet<string> Variables => _variables;

    /// <summary>The script.</summary>
    public string Text { get; private set; } = "";

    /// <summary>The source of a declaration; null if there is none, or if only the instrumented code is known.</summary>
    /// <param name="name">The name.</param>
    public string? SourceOf(string name)
    {
        var found = _declared
            .Where(d => d.Name == name && !d.Source.Contains(Guard, StringComparison.Ordinal))
            .Select(d => d.Source)
            .ToList();
        return found.Count > 0 ? string.Join("\n\n", found) : null;
    }

    /// <summary>Adds the submissions since the last call.</summary>
    /// <param name="latest">The latest submission.</param>
    public void Update(Compilation latest)
    {
        if (ReferenceEquals(latest, _latest))
            return;

        var added = new Stack<Compilation>();
        for (Compilation? c = latest; c is not null && !ReferenceEquals(c, _latest);)
        {
            added.Push(c);
            c = c.ScriptCompilationInfo?.PreviousScriptCompilation;
        }


        foreach (var submission in added)
            Add(submission);
        _latest = latest;
        Text = Write();
    }

    private void Add(Compilation submission)
    {
        if (submission.Options is CSharpCompilationOptions options)
            _imports.AddRange(options.Usings.Except(_imports));

        foreach (var root in submission.SyntaxTrees.Select(t => t.GetRoot()).OfType<CompilationUnitSyntax>())
            _usings.UnionWith(root.Usings.Where(u => u.GlobalKeyword.RawKind == 0)
                .Select(u => u.WithoutTrivia().NormalizeWhitespace().ToString()));

        foreach (var member in submission.ScriptClass?.GetMembers() ?? [])
        {
            var syntax = member.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax();
            if (member is { CanBeReferencedByName: true, IsImplicitlyDeclared: false } && TextOf(member, syntax) is { } text)
                Replace(member, text, syntax?.FirstAncestorOrSelf<MemberDeclarationSyntax>()?.WithoutTrivia().ToFullString() ?? text);
        }
    }

    /// <summary>A declaration hides all earlier ones of its name; a method hides only those with the same parameters.</summary>
    private void Replace(ISymbol member, string text, string source)
    {
        string? signature = member is IMethodSymbol method
            ? string.Join(',', method.Parameters.Select(p => p.RefKind + p.Type.ToDisplayString(TypeFormat)))
            : null;
        _declared.RemoveAll(d => d.Name == member.Name && (d.Signature is null || signature is null || d.Signature == signature));
        _declared.Add(new Declaration(member.Name, signature, text, source));
        _variables.Remove(member.Name);
        if (member is IFieldSymbol)
            _variables.Add(member.Name);
    }

    private string Write()
    {
        var text = new StringBuilder();
        foreach (string line in _usings)
            text.Append(line).Append('\n');
        foreach (var declaration in _declared)
            text.Append(declaration.Text).Append('\n');
        return text.ToString();
    }

    private static string? TextOf(ISymbol member, SyntaxNode? syntax) => member switch
    {
        IFieldSymbol field => Comments(syntax?.FirstAncestorOrSelf<FieldDeclarationSyntax>()) + Field(field, syntax),
        IMethodSymbol { MethodKind: MethodKind.Ordinary } when syntax is MethodDeclarationSyntax method =>
            Comments(method) + WithoutBody(method),
        INamedTypeSymbol or IPropertySymbol when syntax is not null => Comments(syntax) + syntax.WithoutTrivia().ToFullString(),
        _ => null,
    };

    private static string? Field(IFieldSymbol field, SyntaxNode? syntax)
    {
        // An anonymous type cannot be written, so the initializer stays.
        if (field.Type.IsAnonymousType || field.IsConst || MentionsAnonymous(field.Type))
        {
            return syntax is VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax declaration } declarator
                ? $"{(field.IsConst ? "const " : "")}{declaration.Type} {declarator.WithoutTrivia()};"
                : null;
        }

        return $"{field.Type.ToDisplayString(TypeFormat)} @{field.Name};";
    }

    private static bool MentionsAnonymous(ITypeSymbol type) => type switch
    {
        { IsAnonymousType: true } => true,
        IArrayTypeSymbol array => MentionsAnonymous(array.ElementType),
        INamedTypeSymbol named => named.TypeArguments.Any(MentionsAnonymous),
        _ => false,
    };

    private static string WithoutBody(MethodDeclarationSyntax method) =>
        method.WithoutLeadingTrivia().WithBody(null).WithExpressionBody(null).WithSemicolonToken(default).WithoutTrailingTrivia()
            .ToFullString() + " => throw null;";

    /// <summary>Leading comments carry the documentation; leading directives belong to the cell.</summary>
    private static string Comments(SyntaxNode? node) =>
        node is null ? "" : string.Concat(
            node.GetLeadingTrivia().Where(t => !t.IsDirective && t.ToFullString().Contains("//", StringComparison.Ordinal))
            .Select(t => t.ToFullString().TrimEnd() + "\n"));

    private sealed record Declaration(string Name, string? Signature, string Text, string Source);
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GroupConv.Kernel.Scripting.Submissions;

/// <summary>
/// Reduces an emitted submission to its declarations, with the types of variables written out. Roslyn binds earlier submissions again for
/// each new one and keeps the result; without statements and initializers that is little memory.
/// </summary>
internal static class Declarations
{
    private static readonly SymbolDisplayFormat Written = SymbolDisplayFormat.FullyQualifiedFormat
        .WithMiscellaneousOptions(
            SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers | SymbolDisplayMiscellaneousOptions.UseSpecialTypes);

    /// <summary>
    /// The reduced compilation, with the same names and slot; the compilation itself if a reduced one would differ for later cells.
    /// </summary>
    /// <param name="compilation">An emitted, instrumented compilation.</param>
    /// <param name="written">Its code as written.</param>
    public static CSharpCompilation Of(CSharpCompilation compilation, SyntaxTree written)
    {
        var fields = Fields(compilation);

        // Several trees: it loads scripts.
        if (fields.Any(f => IsAnonymous(f.Type)) || compilation.SyntaxTrees is not [var tree])
            return compilation;

        var types = fields.Where(f => !IsOfCell(f.Type)).ToDictionary(f => f.Name, f => f.Type, StringComparer.Ordinal);
        var root = (CompilationUnitSyntax)written.GetRoot();
        var members = root.Members.Select(m => Reduce(m, types)).OfType<MemberDeclarationSyntax>().ToList();

        // A submission without members would get no slot.
        if (members.Count == 0 && root.Members.Count > 0)
            members.Add(SyntaxFactory.GlobalStatement(SyntaxFactory.EmptyStatement()));

        var reduced = compilation.ReplaceSyntaxTree(
            tree, written.WithRootAndOptions(root.WithMembers(SyntaxFactory.List(members)), written.Options));
        var now = Fields(reduced);
        return now.Count == fields.Count && fields.Zip(now).All(p => p.First.Name == p.Second.Name && IsSame(p.First.Type, p.Second.Type))
            ? reduced : compilation;

        bool IsSame(ITypeSymbol before, ITypeSymbol after) => IsOfCell(before) || SymbolEqualityComparer.Default.Equals(before, after);
    }

    private static List<IFieldSymbol> Fields(CSharpCompilation compilation) =>
        [.. compilation.ScriptClass!.GetMembers().OfType<IFieldSymbol>().Where(f => !f.IsImplicitlyDeclared)];

    private static MemberDeclarationSyntax? Reduce(MemberDeclarationSyntax member, Dictionary<string, ITypeSymbol> types) => member switch
    {
        // A statement may declare variables, by an out argument or a pattern.
        GlobalStatementSyntax statement => statement.DescendantNodes().Any(n => n is SingleVariableDesignationSyntax) ? statement : null,
        FieldDeclarationSyntax field when field.Modifiers.Count == 0
            && field.Declaration.Variables.All(v => types.ContainsKey(v.Identifier.ValueText)) =>
            Reduce(field, types),
        _ => member,
    };

    private static FieldDeclarationSyntax Reduce(FieldDeclarationSyntax field, Dictionary<string, ITypeSymbol> types)
    {
        string type = types[field.Declaration.Variables[0].Identifier.ValueText].ToDisplayString(Written);
        return SyntaxFactory.FieldDeclaration(SyntaxFactory.VariableDeclaration(
            SyntaxFactory.ParseTypeName(type).WithTrailingTrivia(SyntaxFactory.Space),
            SyntaxFactory.SeparatedList(field.Declaration.Variables.Select(v => SyntaxFactory.VariableDeclarator(v.Identifier)))));
    }

    private static bool IsAnonymous(ITypeSymbol type) =>
        Parts(type).Any(t => t.IsAnonymousType || (t.TypeKind == TypeKind.Delegate && !t.CanBeReferencedByName));

    /// <summary>Whether a type is declared in a cell: such a type has no name that can be written.</summary>
    private static bool IsOfCell(ITypeSymbol type) => Parts(type).Any(t =>
    {
        for (var outer = t.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            if (outer.IsScriptClass)
                return true;
        }

        return t.TypeKind == TypeKind.Error;
    });

    private static IEnumerable<ITypeSymbol> Parts(ITypeSymbol type)
    {
        yield return type;
        var inner = type switch
        {
            IArrayTypeSymbol array => [array.ElementType],
            IPointerTypeSymbol pointer => [pointer.PointedAtType],
            IFunctionPointerTypeSymbol function => function.Signature.Parameters.Select(p => p.Type).Append(function.Signature.ReturnType),
            INamedTypeSymbol named => named.TypeArguments.Concat(named.ContainingType is { } outer ? [outer] : []),
            _ => Enumerable.Empty<ITypeSymbol>(),
        };
        foreach (var part in inner.SelectMany(Parts))
            yield return part;
    }
}

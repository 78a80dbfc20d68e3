using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace GroupConv.Kernel.Language.Documentation;

/// <summary>Finds the XML documentation of symbols.</summary>
internal static class SymbolDocumentation
{
    private const int MostInherited = 8;

    /// <summary>
    /// A symbol's documentation with inheritdoc resolved; for an undocumented constructor or variable, that of its type; or null.
    /// </summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="compilation">Resolves crefs.</param>
    public static string? Of(ISymbol symbol, Compilation compilation)
    {
        string? own = WithInherited(symbol is IMethodSymbol { ReducedFrom: { } reduced } ? reduced : symbol, compilation, MostInherited);
        if (own is not null)
            return own;

        return symbol switch
        {
            IMethodSymbol { MethodKind: MethodKind.Constructor } constructor =>
                WithInherited(constructor.ContainingType, compilation, MostInherited),
            IFieldSymbol { ContainingType.IsScriptClass: true } field => WithInherited(field.Type, compilation, MostInherited),
            ILocalSymbol local => WithInherited(local.Type, compilation, MostInherited),
            _ => null,
        };
    }

    /// <summary>Resolves inheritdoc to a limited depth, since it may refer to itself.</summary>
    private static string? WithInherited(ISymbol symbol, Compilation compilation, int left)
    {
        string? xml = symbol.OriginalDefinition.GetDocumentationCommentXml(CultureInfo.InvariantCulture);
        if (string.IsNullOrWhiteSpace(xml))
            return null;
        if (!xml.Contains("<inheritdoc", StringComparison.Ordinal) || left == 0)
            return xml;

        try
        {
            var root = XElement.Parse(xml, LoadOptions.PreserveWhitespace);
            var from = (string?)root.Descendants("inheritdoc").First().Attribute("cref") is { } id
                ? DocumentationCommentId.GetFirstSymbolForDeclarationId(id, compilation)
                : Inherited(symbol);
            root.Descendants("inheritdoc").Remove();
            if (from is not null && WithInherited(from, compilation, left - 1) is { } inherited)
                root.Add(XElement.Parse(inherited, LoadOptions.PreserveWhitespace).Elements()
                    .Where(e => !root.Elements(e.Name).Any(own => Name(own) == Name(e))));
            return root.ToString(SaveOptions.DisableFormatting);
        }
        catch (XmlException)
        {
            return xml;
        }
    }

    private static string? Name(XElement element) => (string?)element.Attribute("name") ?? (string?)element.Attribute("cref");

    private static ISymbol? Inherited(ISymbol symbol) => symbol switch
    {
        IMethodSymbol { OverriddenMethod: { } overridden } => overridden,
        IPropertySymbol { OverriddenProperty: { } overridden } => overridden,
        INamedTypeSymbol { BaseType: { SpecialType: not SpecialType.System_Object } parent } => parent,
        INamedTypeSymbol type => type.Interfaces.FirstOrDefault(),
        { ContainingType: { } type } => type.AllInterfaces
            .SelectMany(i => i.GetMembers(symbol.Name))
            .FirstOrDefault(m => SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(m), symbol)),
        _ => null,
    };
}

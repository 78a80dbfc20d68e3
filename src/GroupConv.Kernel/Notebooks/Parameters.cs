using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GroupConv.Kernel.Notebooks;

/// <summary>
/// Parametrizes a notebook as papermill does: a cell with the tag <c>injected-parameters</c> follows the one with the tag
/// <c>parameters</c>. A value gets the type that the notebook declares for its name.
/// </summary>
internal static partial class Parameters
{
    private static readonly Dictionary<string, (Int128 Min, Int128 Max, string Suffix)> Integers = new(StringComparer.Ordinal)
    {
        ["sbyte"] = (sbyte.MinValue, sbyte.MaxValue, ""),
        ["byte"] = (byte.MinValue, byte.MaxValue, ""),
        ["short"] = (short.MinValue, short.MaxValue, ""),
        ["ushort"] = (ushort.MinValue, ushort.MaxValue, ""),
        ["int"] = (int.MinValue, int.MaxValue, ""),
        ["uint"] = (uint.MinValue, uint.MaxValue, "U"),
        ["long"] = (long.MinValue, long.MaxValue, "L"),
        ["ulong"] = (ulong.MinValue, ulong.MaxValue, "UL"),
    };

    /// <summary>The tag of the cell with the default values.</summary>
    public const string Tag = "parameters";

    /// <summary>The tag of the injected cell; one of an earlier run is replaced.</summary>
    public const string InjectedTag = "injected-parameters";

    /// <summary>Injects values into a notebook.</summary>
    /// <param name="notebook">The notebook.</param>
    /// <param name="values">Names, and values as they were written.</param>
    /// <returns>Warnings about names that the notebook does not declare.</returns>
    /// <exception cref="NotebookException">A value does not fit its type.</exception>
    public static IReadOnlyList<string> Inject(NotebookFile notebook, IReadOnlyList<(string Name, string Value)> values)
    {
        if (values.Count == 0)
            return [];

        var declared = new Dictionary<string, string>(StringComparer.Ordinal);
        var tagged = notebook.Cells.Select((cell, at) => (cell, at)).Where(c => c.cell.Type == "code" && c.cell.HasTag(Tag)).ToList();
        foreach (var (cell, _) in tagged)
            Declarations(cell.Source, declared);

        var code = new StringBuilder("// Parameters\n");
        foreach (var (name, value) in values.GroupBy(v => v.Name, StringComparer.Ordinal).Select(group => group.Last()))
            code.Append(Declaration(name, value, declared.GetValueOrDefault(name))).Append('\n');

        int at = tagged.Count == 0 ? 0 : tagged[0].at + 1;
        for (int i = notebook.Cells.Count - 1; i >= 0; i--)
        {
            if (!notebook.Cells[i].HasTag(InjectedTag))
                continue;
            notebook.RemoveAt(i);
            if (i < at)
                at--;
        }

        notebook.Insert(at, "code", code.ToString().TrimEnd('\n'), new JsonObject { ["tags"] = new JsonArray(InjectedTag) });
        return tagged.Count == 0
            ? [$"No cell has the tag '{Tag}': the values stand before the first cell."]
            : [.. values.Select(v => v.Name).Distinct().Where(name => !declared.ContainsKey(name))
                .Select(name => $"--param {name}: the cell with the tag '{Tag}' declares no '{name}'.")];
    }

    /// <summary>Parses NAME=VALUE.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="NotebookException">There is no '=', or the name is not a C# identifier.</exception>
    public static (string Name, string Value) Parse(string text)
    {
        int at = text.IndexOf('=', StringComparison.Ordinal);
        string name = at < 0 ? text : text[..at].Trim();
        if (at < 0 || !SyntaxFacts.IsValidIdentifier(name) || SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None)
            throw new NotebookException($"--param '{text}' is not NAME=VALUE with the name of a C# variable. Write, for example, --param "
                + "epochs=5");
        return (name, text[(at + 1)..]);
    }

    /// <summary>The C# that declares a value.</summary>
    /// <param name="name">The variable.</param>
    /// <param name="value">The value as written.</param>
    /// <param name="type">The type that the notebook declares, or null.</param>
    internal static string Declaration(string name, string value, string? type)
    {
        if (type is null or "var")
        {
            var (inferred, literal) = Infer(value);
            return $"{inferred} {name} = {literal};";
        }

        string plain = type.TrimEnd('?');
        if (plain != type && value == "null")
            return $"{type} {name} = null;";
        if (plain == "object")
        {
            var (inferred, literal) = Infer(value);
            return $"{type} {name} = ({inferred}){literal};";
        }

        if (!CanWrite(plain))
            throw new NotebookException($"--param {name}={value}: the notebook declares '{type} {name}', and --param gives bool, "
                + $"numbers, char, string and lists of these. Declare one of them, and make the {plain} from it in a later cell.");
        return Literal(plain, value) is { } typed
            ? $"{type} {name} = {typed};"
            : throw new NotebookException($"--param {name}={value}: the notebook declares '{type} {name}', and '{value}' is none. Give a "
                + "value of that type.");
    }

    /// <summary>Whether a value of a type can be written as a literal.</summary>
    private static bool CanWrite(string type) =>
        ItemType(type) is { } item ? CanWrite(item)
            : Integers.ContainsKey(type) || type is "bool" or "double" or "float" or "decimal" or "char" or "string";

    private static (string Type, string Literal) Infer(string value)
    {
        foreach (string? type in new[] { "bool", "int", "long", "double" })
        {
            if (Literal(type, value) is { } literal)
                return (type, literal);
        }

        foreach (string? type in new[] { "bool[]", "int[]", "long[]", "double[]", "string[]" })
        {
            if (Literal(type, value) is { } literal)
                return (type, literal);
        }

        return ("string", Quote(value));
    }

    /// <summary>A value as a C# literal of a type; null if it does not fit.</summary>
    private static string? Literal(string type, string value)
    {
        if (ItemType(type) is { } item)
            return Items(item, value);

        var culture = CultureInfo.InvariantCulture;
        if (Integers.TryGetValue(type, out var range))
            return Int128.TryParse(value, NumberStyles.AllowLeadingSign, culture, out var whole) && whole >= range.Min && whole <= range.Max
                ? whole.ToString(culture) + range.Suffix : null;

        return type switch
        {
            "bool" => bool.TryParse(value, out bool truth) ? (truth ? "true" : "false") : null,
            "double" => double.TryParse(value, NumberStyles.Float, culture, out double number) ? Floating(number, "double", "D") : null,
            "float" => float.TryParse(value, NumberStyles.Float, culture, out float number) ? Floating(number, "float", "F") : null,
            "decimal" => decimal.TryParse(value, NumberStyles.Float, culture, out decimal number) ? number.ToString(culture) + "M" : null,
            "char" => value.Length == 1 ? SymbolDisplay.FormatLiteral(value[0], quote: true) : null,
            "string" => Quote(value),
            _ => null,
        };
    }

    private static string Floating(double number, string type, string suffix) =>
        double.IsNaN(number) ? $"{type}.NaN"
        : double.IsPositiveInfinity(number) ? $"{type}.PositiveInfinity"
        : double.IsNegativeInfinity(number) ? $"{type}.NegativeInfinity"
        : (suffix == "F" ? ((float)number).ToString("R", CultureInfo.InvariantCulture) : number.ToString("R", CultureInfo.InvariantCulture))
            + suffix;

    /// <summary>The element type of a list type; null for other types.</summary>
    private static string? ItemType(string type) =>
        type.EndsWith("[]", StringComparison.Ordinal)
            ? type[..^2] : ListType().Match(type) is { Success: true } list ? list.Groups[1].Value : null;

    [GeneratedRegex(@"\A(?:List|IList|IReadOnlyList|ICollection|IReadOnlyCollection|IEnumerable|HashSet)<(.+)>\z")]
    private static partial Regex ListType();

    /// <summary>A JSON array as a C# collection expression.</summary>
    private static string? Items(string type, string value)
    {
        if (!value.StartsWith('['))
            return null;

        try
        {
            using var json = JsonDocument.Parse(value);
            var items = json.RootElement.EnumerateArray()
                .Select(item => item.ValueKind == JsonValueKind.String
                    ? type is "string" or "char" ? Literal(type, item.GetString()!) : null
                    : type == "string" ? null : Literal(type, item.GetRawText()))
                .ToList();
            return items.TrueForAll(item => item is not null) ? $"[{string.Join(", ", items)}]" : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Unquoted(string value) => value is ['"', .. var inside, '"'] ? inside : value;

    private static string Quote(string text) => SymbolDisplay.FormatLiteral(Unquoted(text), quote: true);

    /// <summary>The types of the variables that a cell declares; for <c>var</c>, the type of a literal.</summary>
    private static void Declarations(string source, Dictionary<string, string> types)
    {
        var root = CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(kind: SourceCodeKind.Script)).GetCompilationUnitRoot();
        foreach (var declaration in root.Members.OfType<FieldDeclarationSyntax>().Select(field => field.Declaration))
        {
            foreach (var variable in declaration.Variables)
            {
                string type = declaration.Type.ToString();
                types[variable.Identifier.ValueText] = type == "var" ? LiteralType(variable.Initializer?.Value) : type;
            }
        }
    }

    private static string LiteralType(ExpressionSyntax? value)
    {
        if (value is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression } negative)
            value = negative.Operand;
        return (value as LiteralExpressionSyntax)?.Token.Value switch
        {
            bool => "bool",
            int => "int",
            long => "long",
            double => "double",
            float => "float",
            decimal => "decimal",
            string => "string",
            _ => "var",
        };
    }
}

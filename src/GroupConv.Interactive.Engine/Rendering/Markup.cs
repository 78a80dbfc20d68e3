using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace GroupConv.Interactive.Engine.Rendering;

/// <summary>
/// HTML or SVG that is safe to show. The only way to make it is <see cref="Of"/>, whose literal parts are trusted and whose
/// holes are escaped; so this file is the only escaping there is.
/// </summary>
internal readonly record struct Markup
{
    private readonly string? _text;

    private Markup(string text) => _text = text;

    /// <summary>Nothing.</summary>
    public static Markup Empty => default;

    /// <summary>
    /// Markup from a template: <c>Markup.Of($"&lt;td class=\"{kind}\"&gt;{text}&lt;/td&gt;")</c>. Attributes must be quoted.
    /// </summary>
    /// <param name="template">The template; holes take text, numbers, markup and sequences of markup.</param>
    public static Markup Of(ref Template template) => new(template.ToString());

    /// <summary>JSON as the content of a script element, which no text in it can end.</summary>
    /// <param name="json">Valid JSON.</param>
    public static Markup Json(string json) => new(json
        .Replace("<", "\\u003c", StringComparison.Ordinal)
        .Replace("\u2028", "\\u2028", StringComparison.Ordinal)
        .Replace("\u2029", "\\u2029", StringComparison.Ordinal));

    /// <summary>
    /// A text file of this assembly, such as its style sheet: as trusted as the program. Indentation and comment lines stay behind.
    /// </summary>
    /// <param name="resource">The file's name under <c>Rendering/</c>.</param>
    public static Markup Resource(string resource)
    {
        using var stream = typeof(Markup).Assembly.GetManifestResourceStream(resource)
            ?? throw new FileNotFoundException($"{resource} is not a resource of this assembly.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var lines = reader.ReadToEnd().Split('\n').Select(line => line.Trim());
        return new Markup(string.Join('\n', lines.Where(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal))));
    }

    /// <inheritdoc/>
    public override string ToString() => _text ?? "";

    /// <summary>Builds <see cref="Markup"/> from an interpolated string.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Template
    {
        private readonly StringBuilder _text;

        public Template(int literalLength, int formattedCount) => _text = new StringBuilder(literalLength + 16 * formattedCount);

        public void AppendLiteral(string literal) => _text.Append(literal);

        public void AppendFormatted(Markup markup) => _text.Append(markup._text);

        public void AppendFormatted(IEnumerable<Markup> parts)
        {
            foreach (var part in parts)
                _text.Append(part._text);
        }

        public void AppendFormatted(string? text) => AppendFormatted(text.AsSpan());

        public void AppendFormatted(int number) => _text.Append(CultureInfo.InvariantCulture, $"{number}");

        public void AppendFormatted(long number) => _text.Append(CultureInfo.InvariantCulture, $"{number}");

        /// <summary>A coordinate: two decimals at most.</summary>
        public void AppendFormatted(double number) => _text.Append(CultureInfo.InvariantCulture, $"{number:0.##}");

        public override string ToString() => _text.ToString();

        private void AppendFormatted(ReadOnlySpan<char> text)
        {
            for (int i = 0; i < text.Length; i++)
            {
                char c = text[i];
                if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                    _text.Append(c).Append(text[++i]);
                else
                    _ = Entity(c) is { } entity ? _text.Append(entity) : _text.Append(c);
            }
        }

        // Characters that XML cannot carry at all become the replacement character: an SVG must stay well-formed.
        private static string? Entity(char c) => c switch
        {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\'' => "&#39;",
            '\t' or '\n' or '\r' => null,
            < ' ' or '\uFFFE' or '\uFFFF' => "\uFFFD",
            _ when char.IsSurrogate(c) => "\uFFFD",
            _ => null,
        };
    }
}

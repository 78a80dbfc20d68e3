using System.Reflection;
using System.Text.Json;
using Microsoft.DotNet.Interactive.Formatting;

namespace GroupConv.Kernel.Scripting;

/// <summary>A value as Jupyter carries it: MIME type to data, with text always, made by <c>Formatter</c>.</summary>
internal static class ValueBundle
{
    private const string PlainText = "text/plain";

    private static readonly Type[] TextAlone =
    [
        typeof(string), typeof(decimal), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan),
        typeof(Guid), typeof(Half), typeof(Int128), typeof(UInt128), typeof(System.Numerics.BigInteger),
    ];

    /// <summary>Makes Formatter give text beside HTML, for every value.</summary>
    public static void SetDefaults()
    {
        Formatter.SetPreferredMimeTypesFor(typeof(object), HtmlFormatter.MimeType, PlainText);
        foreach (var type in TextAlone)
            Formatter.SetPreferredMimeTypesFor(type, PlainText);
    }

    /// <summary>Formats a value. A formatter that throws leaves text with the reason.</summary>
    /// <param name="value">The value.</param>
    /// <param name="mimeTypes">The forms it is wanted in, beside text; none for those that are preferred for its type.</param>
    public static IReadOnlyDictionary<string, object> Of(object? value, params IReadOnlyList<string> mimeTypes)
    {
        var bundle = new SortedDictionary<string, object>(StringComparer.Ordinal);
        foreach (var mime in mimeTypes.Count == 0 ? MimeTypes(value) : mimeTypes.Append(PlainText).Distinct(StringComparer.Ordinal))
        {
            try
            {
                var text = Formatter.ToDisplayString(value, mime);

                // A formatter that has no picture of this value writes nothing.
                if (text.Length > 0 || mime == PlainText)
                    bundle[mime] = Data(mime, text);
            }
            catch (Exception thrown)
            {
                var e = thrown is TargetInvocationException { InnerException: { } inner } ? inner : thrown;
                bundle[PlainText] = $"{value?.GetType().Name} (cannot be shown as {mime}: {e.GetType().Name}: {e.Message})";
                return bundle;
            }
        }

        return bundle;
    }

    /// <summary>Text that is already in the form it is shown in.</summary>
    /// <param name="text">The text.</param>
    /// <param name="mimeType">Its form.</param>
    public static IReadOnlyDictionary<string, object> OfText(string text, string mimeType) => new SortedDictionary<string, object>(StringComparer.Ordinal)
    {
        [PlainText] = mimeType.StartsWith("text/", StringComparison.Ordinal) ? text : $"({mimeType})",
        [mimeType] = Data(mimeType, text),
    };

    private static IEnumerable<string> MimeTypes(object? value)
    {
        var type = value?.GetType();
        return type is null || type.IsPrimitive || type.IsEnum
            ? [PlainText]
            : Formatter.GetPreferredMimeTypesFor(type).Append(PlainText).Distinct(StringComparer.Ordinal);
    }

    /// <summary>JSON travels as JSON; everything else as text.</summary>
    private static object Data(string mime, string text)
    {
        if (mime != "application/json" && !mime.EndsWith("+json", StringComparison.Ordinal))
            return text;

        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.Clone();
        }
        catch (JsonException)
        {
            return text;
        }
    }
}

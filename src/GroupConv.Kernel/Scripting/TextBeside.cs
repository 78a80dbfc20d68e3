using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;

namespace GroupConv.Kernel.Scripting;

/// <summary>The plain text of a value that is shown as HTML or a picture: short, because front ends show the other form.</summary>
internal static class TextBeside
{
    /// <summary>The text.</summary>
    /// <param name="value">The value.</param>
    /// <param name="shown">Its other forms, by MIME type; not empty.</param>
    /// <param name="interrupt">Cancelled when the user interrupts the cell.</param>
    public static string Of(object value, IReadOnlyDictionary<string, object> shown, CancellationToken interrupt)
    {
        var type = value.GetType();
        var registered = Formatter.RegisteredFormatters(includeDefaults: false).Where(f => !DisplayDepth.IsDefault(f)
            && IsFor(f.Type, type))
            .ToList();
        if (registered.Any(f => f.MimeType == PlainTextFormatter.MimeType))
            return DisplayWriter.Format(value, PlainTextFormatter.MimeType, DisplayBudget.Full, interrupt);
        if (value is IHtmlContent && shown.TryGetValue(HtmlFormatter.MimeType, out object? html))
            return HtmlText.Of((string)html);

        // The user made a picture of it: the default text, of all its properties, would be long, and costs time.
        if (registered.Any(f => shown.ContainsKey(f.MimeType)))
            return SaysItself(type) && value.ToString() is { Length: > 0 } own ? Cut(own) : TypeName.Of(type);
        return DisplayWriter.Format(value, PlainTextFormatter.MimeType, DisplayBudget.Beside, interrupt);
    }

    private static string Cut(string text) =>
        text.Length <= DisplayBudget.Beside.Length ? text : text[..DisplayBudget.Beside.Length] + " ...";

    /// <summary>Whether a formatter's type covers a type.</summary>
    private static bool IsFor(Type formatter, Type type)
    {
        if (!formatter.IsGenericTypeDefinition)
            return formatter.IsAssignableFrom(type);
        for (var at = type; at is not null; at = at.BaseType)
        {
            if (at.IsGenericType && at.GetGenericTypeDefinition() == formatter)
                return true;
        }

        return formatter.IsInterface && type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == formatter);
    }

    private static bool SaysItself(Type type) => type.GetMethod(nameof(ToString), [])?.DeclaringType is { } says
        && says != typeof(object) && says != typeof(ValueType);
}

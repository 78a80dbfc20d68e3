using System.Reflection;
using System.Text.Json;
using Microsoft.DotNet.Interactive.Formatting;

namespace GroupConv.Kernel.Scripting;

/// <summary>Formats values as MIME bundles, which always contain plain text.</summary>
internal static class ValueBundle
{
    private const string PlainText = "text/plain";

    // Libraries may display through Formatter, which raises an event for that.
    private static readonly Lazy<IDisposable> Displayed = new(() => Formatter.SubscribeToDisplayedValues(Show));

    private static readonly Type[] TextAlone =
    [
        typeof(string), typeof(decimal), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan),
        typeof(Guid), typeof(Half), typeof(Int128), typeof(UInt128), typeof(System.Numerics.BigInteger),
    ];

    /// <summary>Sets the preferred MIME types: HTML and text in general, text alone for simple types.</summary>
    public static void SetDefaults()
    {
        Formatter.SetPreferredMimeTypesFor(typeof(object), HtmlFormatter.MimeType, PlainText);
        foreach (var type in TextAlone)
            Formatter.SetPreferredMimeTypesFor(type, PlainText);
        Scalars.Register();
        DisplayDepth.Register();
        _ = Displayed.Value;
    }

    /// <summary>
    /// Formats a value. This is the border of all displays: a formatter that throws leaves a line of text with the reason.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="mimeTypes">The MIME types, besides text; none for the preferred ones of its type.</param>
    public static IReadOnlyDictionary<string, object> Of(object? value, params IReadOnlyList<string> mimeTypes)
    {
        var bundle = new SortedDictionary<string, object>(StringComparer.Ordinal);
        var interrupt = CellScope.Current?.Cancellation ?? default;
        string current = PlainText;
        try
        {
            NestedValues.Check(value);
            foreach (string mime in mimeTypes.Count == 0 ? MimeTypes(value) : mimeTypes.Append(PlainText).Distinct(StringComparer.Ordinal))
            {
                current = mime;
                string text = mime == PlainText && bundle.Count > 0
                    ? TextBeside.Of(value!, bundle, interrupt) : DisplayWriter.Format(value, mime, DisplayBudget.Full, interrupt);

                // A formatter writes nothing if it has no picture of this value.
                if (text.Length > 0 || mime == PlainText)
                    bundle[mime] = Data(mime, text);
            }
        }
        catch (Exception thrown)
        {
            var e = thrown;
            while (e is TargetInvocationException { InnerException: { } inner })
                e = inner;
            if (e is OperationCanceledException && interrupt.IsCancellationRequested)
                throw new OperationCanceledException(ExceptionFailure.Interrupted, e, interrupt);
            string type = value is null ? "null" : TypeName.Of(value.GetType());
            bundle[PlainText] = $"{type} (cannot be shown as {current}: {e.GetType().Name}: {ExceptionFailure.Message(e)})";
        }

        return bundle;
    }

    /// <summary>The bundle of a text in a MIME type.</summary>
    /// <param name="text">The text.</param>
    /// <param name="mimeType">The MIME type.</param>
    public static IReadOnlyDictionary<string, object> OfText(string text, string mimeType) =>
        new SortedDictionary<string, object>(StringComparer.Ordinal)
        {
            [PlainText] = mimeType == HtmlFormatter.MimeType ? HtmlText.Of(text)
            : mimeType.StartsWith("text/", StringComparison.Ordinal) ? text : $"({mimeType})",
            [mimeType] = Data(mimeType, text),
        };

    private static void Show(DisplayedValue value)
    {
        var bundle = new SortedDictionary<string, object>(StringComparer.Ordinal);
        foreach (var form in value.FormattedValues)
            bundle[form.MimeType] = Data(form.MimeType, form.Value);
        if (value.IsUpdated)
            CellScope.Required.Output.Update(bundle, value.DisplayId);
        else
            CellScope.Required.Output.Display(bundle, value.DisplayId);
    }

    private static IEnumerable<string> MimeTypes(object? value)
    {
        var type = value?.GetType();
        return type is null || type.IsPrimitive || type.IsEnum
            ? [PlainText]
            : Formatter.GetPreferredMimeTypesFor(type).Append(PlainText).Distinct(StringComparer.Ordinal);
    }

    /// <summary>JSON is sent as JSON, everything else as text.</summary>
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

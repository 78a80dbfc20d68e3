using GroupConv.Kernel.Scripting;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting.TabularData;

namespace System;

/// <summary>Extension methods that display values.</summary>
public static class DisplayExtensions
{
    /// <summary>Displays a value through <c>Formatter</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="mimeTypes">The MIME types; none for the preferred ones of its type.</param>
    /// <returns>What updates it in place.</returns>
    public static DisplayedValue Display(this object? value, params string[] mimeTypes) => CellScope.Required.Display(value, mimeTypes);

    /// <summary>Displays text as a MIME type: <c>"&lt;b&gt;x&lt;/b&gt;".DisplayAs("text/html")</c>.</summary>
    /// <param name="value">The text.</param>
    /// <param name="mimeType">The MIME type.</param>
    /// <returns>What updates it in place.</returns>
    /// <exception cref="ArgumentException">The MIME type is blank.</exception>
    public static DisplayedValue DisplayAs(this string value, string mimeType)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(mimeType);
        return CellScope.Required.DisplayData(ValueBundle.OfText(value, mimeType), [mimeType]);
    }

    /// <summary>Displays a sequence as a table: a row for each element, a column for each property.</summary>
    /// <typeparam name="T">The elements' type.</typeparam>
    /// <param name="value">The sequence.</param>
    /// <param name="mimeTypes">As for <see cref="Display"/>.</param>
    /// <returns>What updates it in place.</returns>
    public static DisplayedValue DisplayTable<T>(this IEnumerable<T>? value, params string[] mimeTypes) =>
        value is null ? Display(value, mimeTypes) : Display(value.ToTabularDataResource(), mimeTypes);
}

using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Formatting;

/// <summary>
/// <c>Formatter</c> asks for one MIME type after another; this draws the bundle of a value once for all of them. If a MIME type is asked
/// for again, a new display has begun and the value may have changed: then the bundle is drawn anew.
/// </summary>
internal sealed class BundleCache(Func<object, MimeBundle> render, int mimeTypes)
{
    [ThreadStatic]
    private static Display? _current; // a thread shows one display at a time

    /// <summary>The bundle of a value, for one of its MIME types. Throws what drawing throws.</summary>
    /// <param name="value">The value.</param>
    /// <param name="mimeType">The MIME type.</param>
    public MimeBundle Get(object value, string mimeType)
    {
        var display = _current;
        if (display is null || !ReferenceEquals(display.Value, value) || !display.Given.Add(mimeType))
            display = new Display(value, render(value), [mimeType]);
        _current = display.Given.Count < mimeTypes ? display : null; // release the value once all are given
        return display.Bundle;
    }

    private sealed record Display(object Value, MimeBundle Bundle, HashSet<string> Given);
}

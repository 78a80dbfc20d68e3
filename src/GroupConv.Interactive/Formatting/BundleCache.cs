using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Formatting;

/// <summary>
/// <c>Formatter</c> asks for one MIME type after the other; this makes the bundle of a value once for all of them. A MIME type asked
/// for again is a new display, and the value may have changed since: then the bundle is made anew.
/// </summary>
internal sealed class BundleCache(Func<object, MimeBundle> render, int mimeTypes)
{
    [ThreadStatic]
    private static Display? _current; // one display at a time on a thread

    public MimeBundle Get(object value, string mimeType)
    {
        var display = _current;
        if (display is null || !ReferenceEquals(display.Value, value) || !display.Given.Add(mimeType))
            display = new Display(value, Render(value), [mimeType]);
        _current = display.Given.Count < mimeTypes ? display : null; // all given: nothing stays alive
        return display.Bundle;
    }

    private MimeBundle Render(object value)
    {
        try
        {
            return render(value);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return new MimeBundle($"{value.GetType().Name} could not be drawn: {exception.Message}");
        }
    }

    private sealed record Display(object Value, MimeBundle Bundle, HashSet<string> Given);
}

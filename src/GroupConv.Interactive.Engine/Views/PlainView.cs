using GroupConv.Interactive.Engine.Rendering;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>Shows a value as its own text says it: for types that need no picture, and that a notebook would show as a table of their properties.</summary>
/// <typeparam name="T">The type.</typeparam>
internal sealed class PlainView<T> : View<T>
    where T : notnull
{
    /// <inheritdoc/>
    protected override MimeBundle Draw(T value)
    {
        string text = (value.ToString() ?? "").ReplaceLineEndings("\n");
        return new MimeBundle(text, () => Output.Html(Markup.Of($"<pre>{text}</pre>"), live: false));
    }
}

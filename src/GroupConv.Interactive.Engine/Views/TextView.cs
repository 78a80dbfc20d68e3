using GroupConv.Interactive.Engine.Rendering;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>Shows a value as it prints itself, where that says it all. Without a view, a host would list its properties.</summary>
/// <typeparam name="T">The type.</typeparam>
internal sealed class TextView<T> : View<T>
    where T : notnull
{
    /// <inheritdoc/>
    protected override MimeBundle Draw(T value)
    {
        string text = (value.ToString() ?? "").ReplaceLineEndings("\n");
        return new MimeBundle(text, () => Output.Html(Markup.Of($"<pre>{text}</pre>"), live: false));
    }
}

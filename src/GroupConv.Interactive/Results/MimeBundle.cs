namespace GroupConv.Interactive.Results;

/// <summary>One output in the forms that front ends choose from: text always, HTML and PNG where they say more.</summary>
public sealed class MimeBundle
{
    private readonly Lazy<string?> _html;
    private readonly Lazy<ReadOnlyMemory<byte>?> _png;

    /// <summary>Keeps the text and, unmade until asked for, the richer forms.</summary>
    /// <param name="text">The whole output as plain text; its first line stands alone, in at most 120 characters.</param>
    /// <param name="html">Makes the HTML, or null where text says it all.</param>
    /// <param name="png">Makes the PNG, for dense pictures only; null where it turns out that there is none.</param>
    public MimeBundle(string text, Func<string>? html = null, Func<ReadOnlyMemory<byte>?>? png = null)
    {
        Text = text;
        _html = new Lazy<string?>(() => html?.Invoke());
        _png = new Lazy<ReadOnlyMemory<byte>?>(() => png?.Invoke());
        HasHtml = html is not null;
        HasPng = png is not null;
    }

    /// <summary><c>text/plain</c>.</summary>
    public string Text { get; }

    /// <summary>Whether there is <c>text/html</c>.</summary>
    public bool HasHtml { get; }

    /// <summary>Whether there is <c>image/png</c>.</summary>
    public bool HasPng { get; }

    /// <summary><c>text/html</c>, or null.</summary>
    public string? Html => _html.Value;

    /// <summary><c>image/png</c>, or null.</summary>
    public ReadOnlyMemory<byte>? Png => _png.Value;
}

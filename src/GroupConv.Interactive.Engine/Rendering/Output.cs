using System.Collections.Concurrent;
using System.Text;

namespace GroupConv.Interactive.Engine.Rendering;

/// <summary>
/// The frame of every HTML output: one element with an id of its own, the theme scoped to it, and the script that upgrades its pictures.
/// </summary>
internal static class Output
{
    private static readonly Lazy<Markup> _theme = new(() => Markup.Resource("theme.css"));
    private static readonly Lazy<Markup> _script = new(() => Markup.Resource("output.js"));
    private static readonly ConcurrentDictionary<string, Markup> _extra = new(StringComparer.Ordinal);

    /// <summary>The HTML of an output.</summary>
    /// <param name="body">What it shows.</param>
    /// <param name="live">Whether it has pictures that a script makes interactive.</param>
    /// <param name="extra">The script of a kind of pictures, such as <c>maps.js</c>; runs after the common one.</param>
    public static string Html(Markup body, bool live, string? extra = null)
    {
        string id = NewId();
        var own = extra is null ? Markup.Empty : Markup.Of($"{_extra.GetOrAdd(extra, Markup.Resource)}(\"{id}\");");
        var script = live ? Markup.Of($"<script>{_script.Value}(\"{id}\");{own}</script>") : Markup.Empty;
        return Markup.Of($"<div class=\"groupconv\" id=\"{id}\"><style>{_theme.Value}</style>{body}{script}</div>").ToString();
    }

    /// <summary>A picture: an image that shows everywhere, which the script replaces by the same SVG inline.</summary>
    /// <param name="svg">A whole SVG document with its own ground.</param>
    /// <param name="alt">What it shows, in words.</param>
    public static Markup Picture(Markup svg, string alt) => Image(svg, alt, "gc-svg");

    /// <summary>A picture that stays an image, or gives way to a chart.</summary>
    /// <param name="svg">A whole SVG document with its own ground.</param>
    /// <param name="alt">What it shows, in words.</param>
    public static Markup Still(Markup svg, string alt) => Image(svg, alt, "gc-still");

    /// <summary>An id that no other output has.</summary>
    public static string NewId() => $"gc-{Guid.NewGuid():N}";

    private static Markup Image(Markup svg, string alt, string kind)
    {
        string data = Convert.ToBase64String(Encoding.UTF8.GetBytes(svg.ToString()));
        return Markup.Of($"<img class=\"{kind}\" src=\"data:image/svg+xml;base64,{data}\" alt=\"{alt}\">");
    }
}

using System.IO.Compression;
using System.Text;
using Plotly.NET;

namespace GroupConv.Interactive.Engine.Rendering;

/// <summary>
/// plotly.js for charts, from Plotly.NET's own copy: no network. It stands packed in the first chart's output; the script of every
/// output knows how to unpack it, and charts that come before it or after it wait for it.
/// </summary>
internal static class PlotlyScript
{
    private static readonly Lazy<Markup> _packed = new(Pack);
    private static int _given;

    /// <summary>The element with plotly.js for the first chart of a document; nothing for later ones.</summary>
    public static Markup Once() => Interlocked.Exchange(ref _given, 1) == 0 ? _packed.Value : Markup.Empty;

    /// <summary>A new document begins: its first chart carries plotly.js again.</summary>
    public static void Reset() => Volatile.Write(ref _given, 0);

    /// <summary>Text as gzip in base64, as the outputs' script unpacks it.</summary>
    /// <param name="text">The text.</param>
    public static string Zip(ReadOnlySpan<byte> text)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.SmallestSize))
            zip.Write(text);
        return Convert.ToBase64String(packed.ToArray());
    }

    /// <summary>The element that carries a figure's JSON.</summary>
    /// <param name="json">The figure.</param>
    public static Markup Figure(string json) =>
        Markup.Of($"<script class=\"gc-figure\" type=\"application/gzip\">{Zip(Encoding.UTF8.GetBytes(json))}</script>");

    private static Markup Pack()
    {
        var assembly = typeof(GenericChart).Assembly;
        string name = assembly.GetManifestResourceNames().Single(
            resource => resource.Contains("plotly", StringComparison.OrdinalIgnoreCase)
                && resource.EndsWith(".min.js", StringComparison.Ordinal));
        using var stream = assembly.GetManifestResourceStream(name)!;
        var source = new byte[stream.Length];
        stream.ReadExactly(source);
        return Markup.Of($"<script class=\"groupconv-plotly\" type=\"application/gzip\">{Zip(source)}</script>");
    }
}

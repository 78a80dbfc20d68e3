using System.Globalization;
using System.Net;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Formatting;

namespace GroupConv.Kernel.Scripting;

/// <summary>Values of the framework that are one thing, which Formatter would show as a tree of their properties.</summary>
internal static class Scalars
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Registers their formatters.</summary>
    public static void Register()
    {
        Add<DateOnly>(date => date.ToString("O", CultureInfo.InvariantCulture));
        Add<TimeOnly>(time => time.ToString(time.Ticks % TimeSpan.TicksPerSecond == 0 ? "HH:mm:ss" : "HH:mm:ss.FFFFFFF",
            CultureInfo.InvariantCulture));
        Add<Half>(Invariant);
        Add<Int128>(Invariant);
        Add<UInt128>(Invariant);
        Add<BigInteger>(Invariant);
        Add<Complex>(Invariant);
        Add<Rune>(rune => rune.ToString());
        Add<Index>(index => index.ToString());
        Add<Range>(range => range.ToString());
        Add<Version>(version => version.ToString());
        Add<IPAddress>(address => address.ToString());
        Add<Uri>(uri => uri.ToString());
        Add<CultureInfo>(culture => culture.Name.Length == 0 ? "(invariant)" : culture.Name);
        Add<JsonNode>(node => node.ToJsonString(Indented), "pre");
    }

    private static void Add<T>(Func<T, string> text, string tag = "span")
    {
        Formatter.Register<T>((value, writer) => writer.Write(text(value)), PlainTextFormatter.MimeType);
        Formatter.Register<T>((value, writer) => writer.Write($"<{tag}>{WebUtility.HtmlEncode(text(value))}</{tag}>"),
            HtmlFormatter.MimeType);
    }

    private static string Invariant<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}

using System.Numerics.Tensors;
using System.Text.Encodings.Web;
using GroupConv.Interactive.Hosting;
using GroupConv.Interactive.Results;
using Microsoft.DotNet.Interactive.Formatting;

namespace GroupConv.Interactive.Formatting;

/// <summary>Tells .NET Interactive's <c>Formatter</c> what the engine draws.</summary>
public static class FormatterRegistration
{
    private const string Text = "text/plain";
    private const string Html = "text/html";
    private const string Png = "image/png";

    // What is drawn of dense pixels; a value of these without a picture (a scalar) gives an empty PNG, which hosts leave out.
    private static readonly HashSet<Type> Dense = [typeof(Tensor<float>), typeof(MapsResult)];

    /// <summary>Registers every type that the engine draws; safe to call again.</summary>
    /// <param name="engine">The engine.</param>
    public static void Register(IEngine engine)
    {
        foreach (var type in engine.RenderedTypes)
        {
            string[] mimeTypes = Dense.Contains(type) ? [Html, Png, Text] : [Html, Text];
            var bundles = new BundleCache(engine.Render, mimeTypes.Length);
            foreach (string mimeType in mimeTypes)
                Formatter.Register(type, (value, writer) => writer.Write(Form(bundles.Get(value, mimeType), mimeType)), mimeType);
            Formatter.SetPreferredMimeTypesFor(type, mimeTypes);
        }
    }

    private static string Form(MimeBundle bundle, string mimeType) => mimeType switch
    {
        Html => HtmlOf(bundle),
        Png => PngOf(bundle),
        _ => bundle.Text,
    };

    private static string HtmlOf(MimeBundle bundle)
    {
        try
        {
            return bundle.Html ?? Preformatted(bundle.Text);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return Preformatted($"{bundle.Text}\n(no picture: {exception.Message})");
        }
    }

    private static string PngOf(MimeBundle bundle)
    {
        try
        {
            return bundle.Png is { } png ? Convert.ToBase64String(png.Span) : "";
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return ""; // the HTML and the text beside it say the reason
        }
    }

    private static string Preformatted(string text) => $"<pre>{HtmlEncoder.Default.Encode(text)}</pre>";
}

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
                Formatter.Register(type, (value, writer) => writer.Write(Form(bundles, value, mimeType)), mimeType);
            Formatter.SetPreferredMimeTypesFor(type, mimeTypes);
        }
    }

    /// <summary>
    /// Draws a value. Every host comes through here, so this is the one place where a drawing that fails becomes text with the reason:
    /// a host would otherwise fail the cell, whose result is there. An interrupt, and memory that runs out, are for the host to handle.
    /// </summary>
    /// <param name="bundles">Draws values.</param>
    /// <param name="value">The value.</param>
    /// <param name="mimeType">The form asked for.</param>
    /// <returns>The form; empty for a PNG that there is not, which hosts leave out.</returns>
    internal static string Form(BundleCache bundles, object value, string mimeType)
    {
        MimeBundle? bundle = null;
        try
        {
            bundle = bundles.Get(value, mimeType);
            return mimeType switch
            {
                Html => bundle.Html ?? Preformatted(bundle.Text),
                Png => bundle.Png is { } png ? Convert.ToBase64String(png.Span) : "",
                _ => bundle.Text,
            };
        }
        catch (Exception failure) when (failure is not (OutOfMemoryException or OperationCanceledException))
        {
            string text = bundle is null
                ? $"{value.GetType().Name} could not be drawn: {failure.Message}"
                : $"{bundle.Text}\n(no picture: {failure.Message})";
            return mimeType switch
            {
                Html => Preformatted(text),
                Png => "", // the HTML and the text beside it give the reason
                _ => text,
            };
        }
    }

    private static string Preformatted(string text) => $"<pre>{HtmlEncoder.Default.Encode(text)}</pre>";
}

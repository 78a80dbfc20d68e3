using GroupConv.Interactive.Engine.Rendering;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>
/// Draws a figure of the notebook's own with the plotly.js that every chart shares: no network. Where no script runs, a card says what it
/// is.
/// </summary>
internal sealed class FigureView : View<FigureResult>
{
    private const int Width = 480;
    private const int Height = 64;

    /// <inheritdoc/>
    protected override MimeBundle Draw(FigureResult value) => new(value.Text, () => Html(value));

    private static string Html(FigureResult value)
    {
        var card = Svg.Document(Width, Height, Markup.Of(
            $"{Svg.Text(16, 28, Lines.Clip(value.Text, 64), 13, bold: true)}{Svg.Text(16, 48, "The chart is drawn where the page may run scripts.", 12, dim: true)}"));
        var body = Markup.Of(
            $"<div class=\"gc-scroll\">{Output.Still(card, value.Text)}{PlotlyScript.Figure(value.Json)}</div>{PlotlyScript.Once()}");
        return Output.Html(body, live: true);
    }
}

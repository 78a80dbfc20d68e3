using GroupConv.Core;
using GroupConv.Core.Planning;
using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Rendering;
using GroupConv.Interactive.Results;
using GroupConv.Learning;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>The views there are, most specific first: the first whose type a value has draws it.</summary>
internal static class ViewTable
{
    private static readonly IView[] _views =
    [
        new ExplainView(),
        new LayersView(),
        new WiringView(),
        new RunView(),
        new MapsView(),
        new ChartView(),
        new FigureView(),
        new HelpView(),
        new ConvLayerView(),
        new ConvPlanView(),
        new ConvSpecView(),
        new ConvExceptionView(),
        new ModuleSummaryView(),
        new EpochResultView(),
        new TensorView<float>(),
        new TensorView<double>(),
        new PlainView<ConvShape>(),
        new PlainView<ConvCost>(),
        new PlainView<ConvPadding>(),
        new PlainView<GroupSlice>(),
        new PlainView<IntTuple>(),
        new PlainView<TensorShape>(),
        new PlainView<ConvBound>(),
        new PlainView<ConvGradients>(),
        new PlainView<ConvGradients<double>>(),
        new PlainView<ConvOptions>(),
        new PlainView<PreparedConv>(),
        new PlainView<ChannelShuffle>(),
        new PlainView<Module>(),
        new PlainView<ModuleRow>(),
        new PlainView<Parameter>(),
        new PlainView<Evaluation>(),
        new PlainView<CrossEntropyLoss>(),
        new PlainView<Optimizer>(),
        new PlainView<LRScheduler>(),
        new PlainView<TensorDataset>(),
        new PlainView<Trainer>(),
    ];

    /// <summary>The types drawn, in the table's order.</summary>
    public static IReadOnlyList<Type> Types { get; } = [.. _views.Select(view => view.Draws)];

    /// <summary>Draws a value. Never throws: a view that fails, now or when its HTML or PNG is asked for, gives way to text with the reason.</summary>
    /// <param name="value">The value.</param>
    public static MimeBundle Render(object value) => Render(value, _views);

    /// <summary>Draws a value with the views given.</summary>
    /// <param name="value">The value.</param>
    /// <param name="views">The views, most specific first.</param>
    public static MimeBundle Render(object value, IReadOnlyList<IView> views)
    {
        try
        {
            var view = views.FirstOrDefault(view => view.Draws.IsInstanceOfType(value));
            return view is null ? new MimeBundle(value.ToString() ?? "") : Guarded(view.Draw(value));
        }
        catch (Exception error)
        {
            return new MimeBundle(Reason(value, error));
        }
    }

    private static MimeBundle Guarded(MimeBundle bundle)
    {
        return new MimeBundle(bundle.Text, bundle.HasHtml ? Html : null, bundle.HasPng ? Png : null);

        string Html()
        {
            try
            {
                return bundle.Html!;
            }
            catch (Exception error)
            {
                return Output.Html(Markup.Of($"<pre>{bundle.Text}</pre><p class=\"gc-quiet\">The picture failed: {error.Message}</p>"), live: false);
            }
        }

        ReadOnlyMemory<byte>? Png()
        {
            try
            {
                return bundle.Png;
            }
            catch (Exception)
            {
                // The HTML and the text say what failed; a front end that asks for the PNG falls back to them.
                return null;
            }
        }
    }

    private static string Reason(object value, Exception error)
    {
        string text;
        try
        {
            text = value.ToString() ?? "";
        }
        catch (Exception)
        {
            text = "";
        }

        string what = Lines.First($"{value.GetType().Name} could not be drawn: {error.Message}");
        return text.Length == 0 ? what : $"{what}\n{text}";
    }
}

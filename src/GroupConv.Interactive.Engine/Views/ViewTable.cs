using GroupConv.Interactive.Results;

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
    ];

    /// <summary>The types drawn, in the table's order.</summary>
    public static IReadOnlyList<Type> Types { get; } = [.. _views.Select(view => view.Draws)];

    /// <summary>Draws a value with the first view for its type; without one, its text. Throws what the view throws.</summary>
    /// <param name="value">The value.</param>
    public static MimeBundle Render(object value) =>
        _views.FirstOrDefault(view => view.Draws.IsInstanceOfType(value))?.Draw(value) ?? new MimeBundle(value.ToString() ?? "");
}

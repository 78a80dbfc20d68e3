using DynamicObj;
using Microsoft.FSharp.Collections;
using Plotly.NET;
using Plotly.NET.LayoutObjects;

namespace GroupConv.Interactive.Engine.Rendering;

/// <summary>
/// The Plotly figure of a map without its numbers, made by Plotly.NET: a heatmap over axes that show nothing, without margins. The page's
/// script adds numbers, range and title.
/// </summary>
internal static class MapFigure
{
    /// <summary>The figure's JSON.</summary>
    /// <param name="colors">The colours of the heatmap.</param>
    public static string Json(Colormap colors)
    {
        var heatmap = new Trace("heatmap");
        Set(
            heatmap,
            ("colorscale", colors.Stops.Select(stop => new object[] { Math.Round(stop.At, 4), stop.Color }).ToArray()),
            ("showscale", false),
            ("hoverongaps", false));
        var layout = new Layout();
        Set(layout, ("autosize", true), ("showlegend", false), ("margin", Make(("l", 0), ("r", 0), ("t", 0), ("b", 0))));
        Set(layout, ("paper_bgcolor", "rgba(0,0,0,0)"), ("plot_bgcolor", "rgba(0,0,0,0)"));
        layout.SetProperty("xaxis", Axis());
        layout.SetProperty("yaxis", Axis());
        return GenericChart.toFigureJson(
            GenericChart.setLayout(layout, GenericChart.ofTraceObjects(false, ListModule.OfSeq<Trace>([heatmap]))));
    }

    private static LinearAxis Axis()
    {
        var axis = new LinearAxis();
        Set(axis, ("visible", false));
        return axis;
    }

    private static DynamicObj.DynamicObj Make(params ReadOnlySpan<(string Name, object Value)> properties)
    {
        var made = new DynamicObj.DynamicObj();
        Set(made, properties);
        return made;
    }

    private static void Set(DynamicObj.DynamicObj target, params ReadOnlySpan<(string Name, object Value)> properties)
    {
        foreach (var (name, value) in properties)
            target.SetProperty(name, value);
    }
}

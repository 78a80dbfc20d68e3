using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Rendering;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>Draws a tensor: shape, statistics over its finite values, and its planes as pictures.</summary>
internal static class PlanesView
{
    private const int PlanesDrawn = 16;

    /// <summary>Draws a tensor.</summary>
    /// <param name="planes">The tensor.</param>
    public static MimeBundle Draw(Planes planes)
    {
        var all = planes.Measure();
        long count = PlanesOfFirst(planes);
        string first = TensorText.Summary(planes, all);
        string table = count > 1 ? TensorText.PerPlane(planes, count, plane => Name(planes, plane)) : "";
        string text = $"{first}\n{TensorText.Values(planes)}{table}";
        if (planes.IsEmpty || all.Count == 1)
            return new MimeBundle(text.TrimEnd('\n'));
        var builder = Builder(planes, count, all);
        return new MimeBundle(
            text,
            () => Html(planes, all, count, builder.Build(all)),
            () => builder.BuildCoarse(all) is var coarse ? TilePng.Draw(coarse, new TileLayout(coarse)) : null);
    }

    /// <summary>Prepares the picture of a tensor's first image.</summary>
    /// <param name="planes">The tensor.</param>
    /// <param name="count">Planes of the first image.</param>
    /// <param name="all">Statistics of the tensor.</param>
    private static SheetBuilder Builder(Planes planes, long count, Statistics all)
    {
        bool isPhotograph = Photograph.Is(planes, all);
        return new SheetBuilder(planes)
        {
            Shown = [.. Elision.Pick((int)Math.Min(count, int.MaxValue), PlanesDrawn).Select(plane => (long)plane)],
            Of = count,
            Title = plane => [isPhotograph ? $"{Name(planes, plane)} · {Photograph.ChannelNames[(int)plane]}" : Name(planes, plane)],
            Alt = $"Tensor {TensorText.Shape(planes)}: {TensorText.Range(all)}{(all.NonFinite > 0 ? ", " + all.NonFiniteText : "")}.",
        };
    }

    private static string Html(Planes planes, Statistics all, long count, TileSheet sheet)
    {
        string title = $"Tensor<{planes.TypeName}> {TensorText.Shape(planes)}";
        var photograph = Photograph.Is(planes, all) ? Photograph.Draw(planes, all, title) : Markup.Empty;
        string[] notes =
        [
            sheet.Reduced,
            planes.Outer.Count >= 2 && planes.Outer[0] > 1
                ? FormattableString.Invariant($"index 0 of the first dimension, which is {planes.Outer[0]}")
                : "",
            sheet.Tiles.Count < count ? FormattableString.Invariant($"showing {sheet.Tiles.Count} of {count}") : "",
            MapsView.Steps(sheet),
        ];
        var facts = LayerHtml.Facts(
            (Numbers.Value(all.Min), "min"),
            (Numbers.Value(all.Max), "max"),
            (Numbers.Value(all.Mean), "mean"),
            (Numbers.Value(all.Deviation), "std"),
            (Numbers.Short(all.Count), Numbers.Noun(all.Count, "value")),
            (all.NonFiniteText, "not finite"));
        var body = Markup.Of(
            $"<div class=\"gc-title\">{title}</div>{facts}{photograph}{MapGrid.Draw(sheet)}{notes.Where(note => note.Length > 0).Select(note => Markup.Of($"<p class=\"gc-quiet\">{note}</p>"))}");
        return Output.Html(body, live: true, extra: MapGrid.Script);
    }

    // The first image of a batch: everything but the first dimension, where there are two or more before the last two.
    private static long PlanesOfFirst(Planes planes) =>
        planes.Outer.Count >= 2 && planes.Outer[0] > 0 ? planes.Count / planes.Outer[0] : planes.Count;

    private static string Name(Planes planes, long plane)
    {
        var index = planes.IndexOf(plane);
        return index.Count switch
        {
            0 => planes.Rows == 1 ? Numbers.Of(planes.Columns, "value") : $"{Numbers.By(planes.Rows, planes.Columns)}",
            <= 2 => FormattableString.Invariant($"channel {index[^1]}"),
            3 => FormattableString.Invariant($"channel {index[1]} · depth {index[2]}"),
            _ => new TensorShape([.. index.Select(i => (nint)i)]).ToString(),
        };
    }
}

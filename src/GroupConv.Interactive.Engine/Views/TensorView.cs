using System.Numerics;
using System.Numerics.Tensors;
using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Rendering;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>Draws a tensor: shape, statistics over its finite values, and its planes as pictures.</summary>
/// <typeparam name="T">The type of its numbers.</typeparam>
internal sealed class TensorView<T> : View<Tensor<T>>
    where T : unmanaged, INumber<T>
{
    private const int PlanesDrawn = 16;

    /// <inheritdoc/>
    protected override MimeBundle Draw(Tensor<T> value)
    {
        var planes = Planes.Of(value, squeeze: true);
        var all = planes.Measure();
        long count = PlanesOfFirst(planes);
        string first = TensorText.Summary(planes, all);
        string table = count > 1 ? TensorText.PerPlane(planes, count, plane => Name(planes, plane)) : "";
        string text = $"{first}\n{TensorText.Values(planes)}{table}";
        if (planes.IsEmpty || all.Count == 1)
            return new MimeBundle(text.TrimEnd('\n'));
        var sheet = new Lazy<TileSheet>(() => Builder(planes, count, all).Build(all));
        return new MimeBundle(
            text, () => Html(planes, all, count, sheet.Value), () => TilePng.Draw(sheet.Value, new TileLayout(sheet.Value)));
    }

    /// <summary>Prepares the picture of a tensor's first image.</summary>
    /// <param name="planes">The tensor.</param>
    /// <param name="count">Planes of the first image.</param>
    /// <param name="all">Statistics of the tensor.</param>
    private static SheetBuilder Builder(Planes planes, long count, Statistics all) => new(planes)
    {
        Shown = [.. Elision.Pick((int)Math.Min(count, int.MaxValue), PlanesDrawn).Select(plane => (long)plane)],
        Of = count,
        Title = plane => [Name(planes, plane)],
        Alt = $"Tensor {TensorText.Shape(planes)}: {TensorText.Range(all)}{(all.NonFinite > 0 ? ", " + all.NonFiniteText : "")}.",
    };

    private static string Html(Planes planes, Statistics all, long count, TileSheet sheet)
    {
        var picture = Output.Picture(TileSvg.Draw(sheet, new TileLayout(sheet)), sheet.Alt);
        string[] notes =
        [
            Builder(planes, count, all).Shrunk,
            planes.Outer.Count >= 2 && planes.Outer[0] > 1
                ? FormattableString.Invariant($"index 0 of the first dimension, which is {planes.Outer[0]}")
                : "",
            sheet.Tiles.Count < count ? FormattableString.Invariant($"showing {sheet.Tiles.Count} of {count}") : "",
        ];
        return Output.Html(
            Markup.Of(
                $"""
                <div class="gc-title">Tensor&lt;{planes.TypeName}&gt; {TensorText.Shape(planes)}</div>{LayerHtml.Facts(
                    (Numbers.Value(all.Min), "min"),
                    (Numbers.Value(all.Max), "max"),
                    (Numbers.Value(all.Mean), "mean"),
                    (Numbers.Value(all.Deviation), "std"),
                    (Numbers.Short(all.Count), Numbers.Noun(all.Count, "value")),
                    (all.NonFiniteText, "not finite"))}{picture}{notes.Where(note => note.Length > 0).Select(note => Markup.Of($"<p class=\"gc-quiet\">{note}</p>"))}
                """),
            live: true);
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

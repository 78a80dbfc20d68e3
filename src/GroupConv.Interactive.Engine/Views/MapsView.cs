using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Rendering;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>
/// Draws feature maps by group, beside the input channels that the group reads. A map of a signal is a strip, a map of a volume the slice
/// asked for.
/// </summary>
internal sealed class MapsView : View<MapsResult>
{
    /// <inheritdoc/>
    protected override MimeBundle Draw(MapsResult value)
    {
        int dims = value.Dims;
        var planes = Planes.OfMaps(value.Maps, dims);
        long channels = MapSlices.Channels(planes, dims), depth = MapSlices.Depth(planes, dims);
        var all = planes.IsEmpty ? new Statistics() : planes.Measure(0, channels * depth);
        int groups = value.Groups >= 1 && channels % value.Groups == 0 ? value.Groups : 1;
        var shown = ChannelChoice.Pick(channels, groups, value.All ? TileSheet.TileMost : TileSheet.TileLimit);
        bool ofLayer = value.Spec is not null && value.Spec.OutChannels == channels;
        bool isPhotograph = !ofLayer && dims == 2 && Photograph.Is(planes, all);
        var made = new MapGroups(planes, channels, depth, groups, ofLayer ? value.Spec : null);
        var builder = new SheetBuilder(planes)
        {
            Shown = [.. shown.Select(channel => MapSlices.Plane(planes, dims, channel, value.Slice))],
            Of = channels * depth,
            Groups = groups,
            GroupTitle = made.Title,
            Scale = value.Scale,
            Title = plane => Title(plane / depth),
            Alt = $"{value.Source}: {Numbers.Of(shown.Count, "feature map")} of {TensorText.Shape(planes)} by group, {TensorText.Range(all)}.",
        };

        string first = Lines.First(
            $"maps {Lines.Clip(value.Source, 40)} {TensorText.Shape(planes)}",
            Showing(shown.Count, channels),
            groups > 1 ? Numbers.Of(groups, "group") : "",
            all.NonFiniteText,
            planes.IsEmpty ? "empty" : $"{Numbers.Value(all.Min)} … {Numbers.Value(all.Max)}",
            $"scale by {value.Scale.ToString().ToLowerInvariant()}");
        string facts = planes.IsEmpty ? "" : made.Facts;
        string[] notes = [.. Notes(value, planes, shown.Count, channels), .. facts.Length > 0 ? (string[])[$"channels {facts}"] : []];
        string[] head = [first, .. value.Spec is null ? [] : (string[])[LayerText.Summary(value.Spec)], .. notes];
        string table = planes.IsEmpty ? "" : "\n" + TensorText.PerPlane(planes, channels, c => string.Join(" · ", Title(c)), depth);
        string text = $"{string.Join('\n', head)}\n{table}{Lines.CSharp(value.CSharp)}";
        if (planes.IsEmpty)
            return new MimeBundle(text);

        var sheet = new Lazy<TileSheet>(() => InputTiles.Beside(builder.Build(all), value.Input, value.Spec));
        return new MimeBundle(
            text,
            () => Html(value, sheet.Value, first, notes, Picture(value, planes, all, isPhotograph)),
            () => builder.BuildCoarse(all) is var coarse ? TilePng.Draw(coarse, new TileLayout(coarse)) : null);

        IReadOnlyList<string> Title(long channel)
        {
            int index = (int)channel, group = (int)(channel / (channels / groups));
            string name = FormattableString.Invariant($"{(ofLayer ? "out" : "channel")} {index}")
                + (isPhotograph ? $" · {Photograph.ChannelNames[index]}" : "")
                + (groups > 1 ? FormattableString.Invariant($" · group {group}") : "");
            if (!ofLayer)
                return [name];
            var slice = value.Spec!.Slice(value.Spec.GroupOfOutput(index));
            string reads = $"reads in {GroupSlice.Span(slice.FirstInput, slice.LastInput)}";
            return dims == 1 ? [$"{name} · {reads}"] : [name, reads]; // a strip is wide and low
        }
    }

    // A photograph is shown as one, before its channels or what a layer makes of it.
    private static Markup Picture(MapsResult value, Planes planes, Statistics all, bool isPhotograph) =>
        isPhotograph ? Photograph.Draw(planes, all, value.Source) : InputTiles.Picture(value.Input, value.Dims, value.Source);

    private static string Html(MapsResult value, TileSheet sheet, string first, string[] notes, Markup picture)
    {
        var head = value.Spec is null ? Markup.Of($"<div class=\"gc-title\">{value.Source}</div>") : LayerHtml.Head(value.Spec);
        string[] all = [.. notes, sheet.Reduced, Steps(sheet)];
        var body = Markup.Of(
            $"{head}<p class=\"gc-quiet\">{first}</p>{picture}{MapGrid.Draw(sheet)}{all.Where(note => note.Length > 0).Select(note => Markup.Of($"<p class=\"gc-quiet\">{note}</p>"))}{LayerHtml.CSharp(value.CSharp)}");
        return Output.Html(body, live: true, extra: MapGrid.Script);
    }

    /// <summary>How exact the numbers of a live picture are; empty where they are those of the tensor.</summary>
    /// <param name="sheet">The picture.</param>
    public static string Steps(TileSheet sheet) => MapGrid.IsExact(sheet)
        ? ""
        : "numbers under the pointer come in 250 steps of a map's scale";

    private static IEnumerable<string> Notes(MapsResult value, Planes planes, int shown, long channels)
    {
        if (planes.IsEmpty)
            yield return "There is nothing to draw: a dimension is 0.";
        if (planes.Outer.Count == (value.Dims == 3 ? 3 : 2) && planes.Outer[0] > 1)
            yield return FormattableString.Invariant(
                $"{(value.Dims == 1 ? "signal" : value.Dims == 2 ? "image" : "volume")} 0 of a batch of {planes.Outer[0]}");
        if (MapSlices.Note(planes, value.Dims, value.Slice) is { Length: > 0 } slice)
            yield return slice;
        if (shown < channels)
            yield return $"{Showing(shown, channels)}, {(value.All ? "as many as an output holds" : "as many of each group; --all shows more")}";
    }

    private static string Showing(int shown, long channels) =>
        shown == channels ? Numbers.Of(channels, "channel") : FormattableString.Invariant($"showing {shown} of {channels}");
}

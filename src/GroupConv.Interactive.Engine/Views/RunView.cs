using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Rendering;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>Draws what a forward call computed, how long it took and what its output is like.</summary>
internal sealed class RunView : View<RunResult>
{
    private const int MapsDrawn = 12;
    private const int MostSource = 24;

    /// <inheritdoc/>
    protected override MimeBundle Draw(RunResult value)
    {
        var spec = value.Shape.Spec;
        var planes = Planes.OfMaps(value.Output, spec.Dims);
        var all = planes.Measure();
        string time = Numbers.Time(value.Elapsed);
        string first = Lines.First(
            LayerText.Short(spec),
            $"{Lines.Clip(value.Source, MostSource)} {value.Shape.Input} → {value.StoredAs ?? "output"} {value.Shape.Output}",
            time,
            value.Plan.Algorithm);
        string input = value.Source.Length > MostSource ? $"input       {value.Source}\n" : "";
        string text = $"""
            {first}
            {input}output      {TensorText.Summary(planes, all)}
            stored as   {value.StoredAs ?? "nothing: give --as NAME to keep it"}
            ran         {value.Plan.Algorithm}, {Numbers.Of(value.Plan.Threads, "thread")}, {Numbers.Bytes(value.Plan.WorkspaceBytes)} workspace; {value.Plan.Reason}
            time        {time}, once and not warmed up

            """.ReplaceLineEndings("\n") + Warning(value) + Lines.CSharp(value.CSharp);
        if (planes.IsEmpty)
            return new MimeBundle(text);
        var sheet = new Lazy<TileSheet>(() => Sheet(value, planes, all));
        return new MimeBundle(
            text, () => Html(value, all, time, sheet.Value), () => TilePng.Draw(sheet.Value, new TileLayout(sheet.Value)));
    }

    private static TileSheet Sheet(RunResult value, Planes planes, Statistics all)
    {
        var spec = value.Shape.Spec;
        var builder = new SheetBuilder(planes)
        {
            Shown = [.. ChannelChoice.Pick(spec.OutChannels, spec.Groups, MapsDrawn).Select(
                channel => MapSlices.Plane(planes, spec.Dims, channel, null))],
            Of = spec.OutChannels * MapSlices.Depth(planes, spec.Dims),
            Groups = spec.Groups,
            Title = plane => [Title(spec, plane / MapSlices.Depth(planes, spec.Dims))],
            Alt = $"Output {value.Shape.Output} of {spec}: {TensorText.Range(all)}.",
        };
        return builder.Build(all);
    }

    private static string Title(ConvSpec spec, long channel) => spec.Groups == 1
        ? FormattableString.Invariant($"out {channel}")
        : FormattableString.Invariant($"out {channel} · group {spec.GroupOfOutput((int)channel)}");

    private static string Html(RunResult value, Statistics all, string time, TileSheet sheet)
    {
        var spec = value.Shape.Spec;
        string warning = Warning(value).TrimEnd();
        string shown = sheet.Tiles.Count < spec.OutChannels
            ? FormattableString.Invariant($"showing {sheet.Tiles.Count} of {spec.OutChannels} channels; maps shows more")
            : "";
        string slice = MapSlices.Note(Planes.OfMaps(value.Output, spec.Dims), spec.Dims, null);
        return Output.Html(
            Markup.Of(
                $"""
                {LayerHtml.Head(spec)}{LayerHtml.Facts(
                    (value.Shape.Input.ToString(), value.Source),
                    (value.Shape.Output.ToString(), value.StoredAs is null ? "output" : $"output, stored as {value.StoredAs}"),
                    (time, "once, not warmed up"),
                    (TensorText.Range(all).Replace("min ", "", StringComparison.Ordinal).Replace(" · max ", " … ", StringComparison.Ordinal), "output values"),
                    (all.NonFiniteText, "not finite in the output"))}{Note(warning)}{Output.Picture(TileSvg.Draw(sheet, new TileLayout(sheet)), sheet.Alt)}{Note(slice)}{Note(shown)}<p class="gc-quiet">{value.Plan.Algorithm}, {Numbers.Of(value.Plan.Threads, "thread")}: {value.Plan.Reason}</p>{LayerHtml.CSharp(value.CSharp)}
                """),
            live: true);
    }

    private static Markup Note(string note) => note.Length == 0 ? Markup.Empty : Markup.Of($"<p class=\"gc-quiet\">{note}</p>");

    private static string Warning(RunResult value) => value.InputNonFinite == 0
        ? ""
        : $"The input has {Numbers.Full(value.InputNonFinite)} {(value.InputNonFinite == 1 ? "value that is" : "values that are")} NaN or ±Inf, which spread to every output whose window holds one.\n";
}

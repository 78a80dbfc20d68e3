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
        var builder = Builder(value, planes, all);
        return new MimeBundle(
            text,
            () => Html(value, all, time, InputTiles.Beside(builder.Build(all), value.Input, spec)),
            () => builder.BuildCoarse(all) is var coarse ? TilePng.Draw(coarse, new TileLayout(coarse)) : null);
    }

    private static SheetBuilder Builder(RunResult value, Planes planes, Statistics all)
    {
        var spec = value.Shape.Spec;
        long depth = MapSlices.Depth(planes, spec.Dims);
        return new SheetBuilder(planes)
        {
            Shown = [.. ChannelChoice.Pick(spec.OutChannels, spec.Groups, MapsDrawn).Select(
                channel => MapSlices.Plane(planes, spec.Dims, channel, null))],
            Of = spec.OutChannels * depth,
            Groups = spec.Groups,
            GroupTitle = new MapGroups(planes, spec.OutChannels, depth, spec.Groups, spec).Title,
            Title = plane => [Title(spec, plane / depth)],
            Alt = $"Output {value.Shape.Output} of {spec}: {TensorText.Range(all)}.",
        };
    }

    private static string Title(ConvSpec spec, long channel) => spec.Groups == 1
        ? FormattableString.Invariant($"out {channel}")
        : FormattableString.Invariant($"out {channel} · group {spec.GroupOfOutput((int)channel)}");

    private static string Html(RunResult value, Statistics all, string time, TileSheet sheet)
    {
        var spec = value.Shape.Spec;
        int made = sheet.Tiles.Count(tile => !tile.IsInput);
        string[] notes =
        [
            made < spec.OutChannels ? FormattableString.Invariant($"showing {made} of {spec.OutChannels} channels; maps shows more") : "",
            MapSlices.Note(Planes.OfMaps(value.Output, spec.Dims), spec.Dims, null),
            sheet.Reduced,
            MapsView.Steps(sheet),
        ];
        var facts = LayerHtml.Facts(
            (value.Shape.Input.ToString(), value.Source),
            (value.Shape.Output.ToString(), value.StoredAs is null ? "output" : $"output, stored as {value.StoredAs}"),
            (all.Finite == 0 ? "" : $"{Numbers.Value(all.Min)} … {Numbers.Value(all.Max)}", "output values"),
            (all.NonFiniteText, "not finite in the output"));
        var how = Markup.Of(
            $"<details><summary>how it ran: {value.Plan.Algorithm}, {time}</summary><p class=\"gc-quiet\">{Numbers.Of(value.Plan.Threads, "thread")}, {Numbers.Bytes(value.Plan.WorkspaceBytes)} of memory beside the tensors; measured once, not warmed up</p><p class=\"gc-quiet\">{value.Plan.Reason}</p></details>");
        var body = Markup.Of(
            $"{LayerHtml.Head(spec)}{facts}{Note(Warning(value).TrimEnd())}{InputTiles.Picture(value.Input, spec.Dims, value.Source)}{MapGrid.Draw(sheet)}{notes.Select(Note)}{how}{LayerHtml.CSharp(value.CSharp)}");
        return Output.Html(body, live: true, extra: MapGrid.Script);
    }

    private static Markup Note(string note) => note.Length == 0 ? Markup.Empty : Markup.Of($"<p class=\"gc-quiet\">{note}</p>");

    private static string Warning(RunResult value) => value.InputNonFinite == 0
        ? ""
        : $"The input has {Numbers.Full(value.InputNonFinite)} {(value.InputNonFinite == 1 ? "value that is" : "values that are")} NaN or ±Inf, which spread to every output whose window holds one.\n";
}

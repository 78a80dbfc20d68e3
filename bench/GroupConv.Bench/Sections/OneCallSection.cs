using System.Text.Json;
using GroupConv.Bench.Against;
using GroupConv.Bench.Harness;
using GroupConv.Bench.Layers;
using GroupConv.Bench.Peers;
using GroupConv.Bench.Report;

namespace GroupConv.Bench.Sections;

/// <summary>One grouped call against the same groups one by one, both ours.</summary>
internal sealed class OneCallSection : ISection
{
    private static readonly Layer[] s_layers =
    [
        Layer.Of("3→9 g3 3x3 64", 3, 9, 3, 64, groups: 3),
        Layer.Of("64 g4 3x3 56", 64, 64, 3, 56, groups: 4),
        Layer.Of("64 g16 3x3 56", 64, 64, 3, 56, groups: 16),
        Layer.Of("64 g64 3x3 56", 64, 64, 3, 56, groups: 64),
        Layer.Of("512 g32 3x3 14", 512, 512, 3, 14, groups: 32),
        Layer.Of("depthwise 960 3x3 7", 960, 960, 3, 7, groups: 960),
    ];

    private static readonly string[] s_gauged = ["oneCall", "inPlace"];

    public string Name => "one-call";

    public string Title => "One grouped call against group by group";

    public SectionReport Run(Options options, Action<string> progress)
    {
        var rows = new List<OneCallRow>();
        foreach (var (layer, threads) in options.Pick(s_layers))
        {
            var row = Measure(layer, threads, options.Effort);
            rows.Add(row);
            string found = row.Agrees
                ? $"in place {Figures.Times(row.ToInPlace)}, concatenated {Figures.Times(row.ToConcatenated)}"
                : "WRONG";
            progress($"{row.Layer,-48} {Figures.Count(threads)}t  {found}");
        }

        return new SectionReport(
            "Group by group (channel by channel where groups = in_channels) with a prepared layer for each group. \"In place\" reads and "
            + "writes slices that "
            + "already exist, the lower bound of such a loop; \"concatenated\" slices the input, allocates each group's output "
            + "and concatenates them, as code usually does.",
            [
                new Table(
                    "One call against a loop over groups",
                    [
                        "layer",
                        "threads",
                        "one call ms",
                        "in place ms",
                        "ratio",
                        "median [quartiles]",
                        "concatenated ms",
                        "ratio",
                        "median [quartiles]",
                    ],
                    [.. rows.Select(row => (IReadOnlyList<string>)
                    [
                        row.Layer,
                        Figures.Count(row.Threads),
                        Figures.Milliseconds(row.OneCall?.LowSeconds),
                        Figures.Milliseconds(row.InPlace?.LowSeconds),
                        row.Agrees ? Figures.Times(row.ToInPlace) : "WRONG",
                        Figures.Spread(row.ToInPlace),
                        Figures.Milliseconds(row.Concatenated?.LowSeconds),
                        row.Agrees ? Figures.Times(row.ToConcatenated) : "WRONG",
                        Figures.Spread(row.ToConcatenated),
                    ])]),
            ],
            rows,
            rows.Count(row => !row.Agrees));
    }

    // No peer: both sides are ours, and a faster loop over groups is not a slower call.
    public IEnumerable<Gauge> Gauges(JsonElement data) =>
        from row in data.EnumerateArray()
        from what in s_gauged
        where row.TryGetProperty(what, out _)
        let timing = row.GetProperty(what)
        select new Gauge(Gauge.KeyOf(row), what, what, "", Gauge.LowOf(timing), Gauge.SpreadOf(timing), PeakGflops: Gauge.PeakOf(row));

    private static OneCallRow Measure(Layer layer, int threads, Effort effort)
    {
        var data = new LayerData(layer);
        using var oneCall = new GroupConvPeer(data, threads);
        using var groupByGroup = new GroupByGroupPeer(data, oneCall.Conv);
        oneCall.Run();
        if (!Agrees(groupByGroup.Run) || !Agrees(groupByGroup.RunAndConcatenate))
            return new OneCallRow(layer.Name, threads, false, null, null, null, null, null, []);
        var contest = Interleaver.Run(threads, effort, oneCall.Run, groupByGroup.Run, groupByGroup.RunAndConcatenate);
        Timing[] timings = [.. contest.Seconds.Select(seconds => Timing.Of(seconds, layer.Flops))];
        return new OneCallRow(
            layer.Name,
            threads,
            true,
            timings[0],
            timings[1],
            timings[2],
            Ratio.Of(contest.Seconds[1], contest.Seconds[0]),
            Ratio.Of(contest.Seconds[2], contest.Seconds[0]),
            contest.PeakOfWidths);

        bool Agrees(Action run)
        {
            groupByGroup.Output.Span.Fill(float.NaN);
            run();
            return Agreement.Of(layer, groupByGroup.Output.Span, oneCall.Output.Span).Holds;
        }
    }

    private sealed record OneCallRow(
        string Layer,
        int Threads,
        bool Agrees,
        Timing? OneCall,
        Timing? InPlace,
        Timing? Concatenated,
        Ratio? ToInPlace,
        Ratio? ToConcatenated,
        IReadOnlyList<Peak> Peaks);
}

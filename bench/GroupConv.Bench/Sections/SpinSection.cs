using GroupConv.Bench.Harness;
using GroupConv.Bench.Layers;
using GroupConv.Bench.Peers;
using GroupConv.Bench.Report;

namespace GroupConv.Bench.Sections;

/// <summary>Whether ONNX Runtime loses anything by the one setting that is not its default: how long its workers spin.</summary>
internal sealed class SpinSection : ISection
{
    private static readonly Layer[] s_layers =
    [
        Layer.Of("seed 3→9 g3 3x3 64", 3, 9, 3, 64, groups: 3),
        Layer.Of("64 g64 3x3 56", 64, 64, 3, 56, groups: 64),
        Layer.Of("128 g32 3x3 56", 128, 128, 3, 56, groups: 32),
        Layer.Of("dense 64 3x3 56", 64, 64, 3, 56),
    ];

    public string Name => "spin";

    public string Title => "ONNX Runtime with its default spinning";

    public SectionReport Run(Options options, Action<string> progress)
    {
        var rows = new List<SpinRow>();
        foreach (var layer in s_layers.Where(layer => layer.Matches(options.Filter)))
        {
            // One thread has no workers.
            foreach (int threads in options.Threads.Where(threads => threads > 1))
            {
                var data = new LayerData(layer);
                using var limited = new OnnxRuntimePeer(data, threads);
                using var byDefault = new OnnxRuntimePeer(data, threads, limitSpin: false);
                var contest = Interleaver.Run(threads, options.Effort, limited.Run, byDefault.Run);
                rows.Add(new SpinRow(
                    layer.Name,
                    threads,
                    Timing.Of(contest.Seconds[0], layer.Flops),
                    Timing.Of(contest.Seconds[1], layer.Flops),
                    Ratio.Of(contest.Seconds[1], contest.Seconds[0])));
                progress($"{layer.Name,-48} {Figures.Count(threads)}t  {Figures.Times(rows[^1].Ratio)}");
            }
        }

        return new SectionReport(
            "Elsewhere ONNX Runtime's workers spin for a limited time, so that they do not run beside what is measured next. A ratio "
            + "near 1 says that this costs it nothing; "
            + "below 1, its default is faster by so much.",
            [
                new Table(
                    "ONNX Runtime against itself",
                    ["layer", "threads", "limited ms", "default ms", "ratio", "median [quartiles]"],
                    [.. rows.Select(row => (IReadOnlyList<string>)
                    [
                        row.Layer,
                        Figures.Count(row.Threads),
                        Figures.Milliseconds(row.Limited.LowSeconds),
                        Figures.Milliseconds(row.Default.LowSeconds),
                        Figures.Times(row.Ratio),
                        Figures.Spread(row.Ratio),
                    ])]),
            ],
            rows);
    }

    private sealed record SpinRow(string Layer, int Threads, Timing Limited, Timing Default, Ratio Ratio);
}

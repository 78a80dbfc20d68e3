using GroupConv.Bench.Harness;
using GroupConv.Bench.Layers;
using GroupConv.Bench.Peers;
using GroupConv.Bench.Report;

namespace GroupConv.Bench.Sections;

/// <summary>The effect of ONNX Runtime's only non-default setting: how long its workers spin.</summary>
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
        // With one thread there are no workers.
        foreach (var (layer, threads) in options.Pick(s_layers).Where(row => row.Threads > 1))
        {
            var data = new LayerData(layer);
            var limited = Measure(data, threads, options.Effort, limitSpin: true);
            var byDefault = Measure(data, threads, options.Effort, limitSpin: false);
            rows.Add(new SpinRow(
                layer.Name, threads, Timing.Of(limited, layer.Flops), Timing.Of(byDefault, layer.Flops), Ratio.Of(byDefault, limited)));
            progress($"{layer.Name,-48} {Figures.Count(threads)}t  {Figures.Times(rows[^1].Ratio)}");
        }

        return new SectionReport(
            "Elsewhere ONNX Runtime's workers spin for a limited time, so that they do not disturb the next measurement. A ratio "
            + "near 1 means that this has no cost; below 1, its default is faster by that factor. The two are measured one after the other, "
            + "not interleaved, because by default its workers would spin during the other's batches.",
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

    private static Samples Measure(LayerData data, int threads, Effort effort, bool limitSpin)
    {
        using var peer = new OnnxRuntimePeer(data, threads, limitSpin);
        return Interleaver.Run(threads, effort, peer.Run).Seconds[0];
    }

    private sealed record SpinRow(string Layer, int Threads, Timing Limited, Timing Default, Ratio Ratio);
}

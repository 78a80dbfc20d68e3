using System.Numerics.Tensors;
using System.Text.Json;
using GroupConv.Bench.Against;
using GroupConv.Bench.Harness;
using GroupConv.Bench.Layers;
using GroupConv.Bench.Peers;
using GroupConv.Bench.Report;
using GroupConv.Core;

namespace GroupConv.Bench.Sections;

/// <summary>The time of a layer's gradients, relative to a forward call.</summary>
internal sealed class BackwardSection : ISection
{
    private const double Goal = 2.5;

    // Names of a row's first times in the report, in the order of measurement.
    private static readonly string[] s_gauged = ["forward", "backward", "input", "weight"];

    public string Name => "backward";

    public string Title => "Gradients against the forward call";

    public SectionReport Run(Options options, Action<string> progress)
    {
        var rows = new List<BackwardRow>();
        foreach (var (layer, threads) in options.Pick(LayerTable.Tuned.Where(layer => layer.Algorithm is null)))
        {
            rows.Add(Measure(layer, threads, options.Effort));
            progress($"{layer.Name,-48} {Figures.Count(threads)}t  {Figures.Times(rows[^1].Backward / rows[^1].Forward)}");
        }

        return new SectionReport(
            "Forward is `Forward(x, destination)`, and the gradients also go to existing tensors. Both read the weight in each call. In "
            + "the last two columns both allocate their results: "
            + "`Forward(x)` and `Backward(x, gradOutput)`, where allocating a large tensor costs as much as a grouped layer. "
            + "No peer computes gradients in this process. "
            + $"The goal is {Figures.Text(Goal, "0.0")} forward calls for all three gradients of a grouped layer.",
            [
                new Table(
                    "Milliseconds a call",
                    [
                        "layer",
                        "threads",
                        "forward",
                        "backward",
                        "times forward",
                        "input",
                        "weight",
                        "bias",
                        "Forward(x)",
                        "times that, Backward(x, g)",
                    ],
                    [.. rows.Select(row => (IReadOnlyList<string>)
                    [
                        row.Layer,
                        Figures.Count(row.Threads),
                        Figures.Milliseconds(row.Forward),
                        Figures.Milliseconds(row.Backward),
                        Figures.Times(row.Backward / row.Forward),
                        Figures.Milliseconds(row.Input),
                        Figures.Milliseconds(row.Weight),
                        Figures.Milliseconds(row.Bias),
                        Figures.Milliseconds(row.ForwardNew),
                        Figures.Times(row.BackwardNew / row.ForwardNew),
                    ])]),
            ],
            rows);
    }

    // Calls that allocate their results are excluded: the time of new memory depends on the system.
    public IEnumerable<Gauge> Gauges(JsonElement data) =>
        from row in data.EnumerateArray()
        from what in s_gauged
        let seconds = row.GetProperty(what).GetDouble()
        select new Gauge(Gauge.KeyOf(row), what, what, "", seconds, SpreadOf(row, what), PeakGflops: Gauge.PeakOf(row));

    // Reports from before the gate have none.
    private static double SpreadOf(JsonElement row, string what) =>
        row.TryGetProperty("spreads", out var spreads) ? spreads.GetProperty(what).GetDouble() : 0;

    private static BackwardRow Measure(Layer layer, int threads, Effort effort)
    {
        var data = new LayerData(layer);
        using var peer = new GroupConvPeer(data, threads);
        var x = data.Input.AsTensor(layer.InputLengths);
        var gradOutput = Tensor.CreateFromShape<float>(layer.OutputLengths);
        gradOutput.Fill(.5f);
        var conv = peer.Conv;
        var all = conv.Backward(x, gradOutput);
        ConvGradients input = new(all.Input, null, null), weight = new(null, all.Weight, null), bias = new(null, null, all.Bias);
        var contest = Interleaver.Run(
            threads,
            effort,
            peer.RunLayer,
            () => conv.Backward(x, gradOutput, all),
            () => conv.Backward(x, gradOutput, input),
            () => conv.Backward(x, gradOutput, weight),
            () => conv.Backward(x, gradOutput, bias),
            () => peer.RunNew(),
            () => conv.Backward(x, gradOutput));
        double[] low = [.. contest.Seconds.Select(seconds => seconds.Low)];
        var spreads = s_gauged.Index().ToDictionary(what => what.Item, what => contest.Seconds[what.Index].Spread);
        return new BackwardRow(layer.Name, threads, low[0], low[1], low[2], low[3], low[4], low[5], low[6], spreads, contest.PeakOfWidths);
    }

    private sealed record BackwardRow(
        string Layer,
        int Threads,
        double Forward,
        double Backward,
        double Input,
        double Weight,
        double Bias,
        double ForwardNew,
        double BackwardNew,
        IReadOnlyDictionary<string, double> Spreads,
        IReadOnlyList<Peak> Peaks);
}

using System.Numerics.Tensors;
using System.Text.Json;
using GroupConv.Bench.Against;
using GroupConv.Bench.Harness;
using GroupConv.Bench.Layers;
using GroupConv.Bench.Peers;
using GroupConv.Bench.Report;
using GroupConv.Core;

namespace GroupConv.Bench.Sections;

/// <summary>What the gradients of a layer cost, in forward calls.</summary>
internal sealed class BackwardSection : ISection
{
    private const double Goal = 2.5;

    // The first times of a row, in the order in which they are measured, by their names in the report.
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
            "Forward is `Forward(x, destination)`, and the gradients go to tensors of the caller's, too; both read the weight anew. In "
            + "the last two columns both make their results: "
            + "`Forward(x)` and `Backward(x, gradOutput)`, where a fresh large tensor costs as much as a grouped layer. No peer computes "
            + "gradients in this process. "
            + $"The aim is {Figures.Text(Goal, "0.0")} forward calls for all three gradients of a grouped layer.",
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

    // The calls that make their results are left out: fresh memory costs what the system asks for it.
    public IEnumerable<Gauge> Gauges(JsonElement data) =>
        from row in data.EnumerateArray()
        from what in s_gauged
        let seconds = row.GetProperty(what).GetDouble()
        select new Gauge(Gauge.KeyOf(row), what, what, "", seconds, SpreadOf(row, what), PeakGflops: Gauge.PeakOf(row));

    // Reports of before the gate have none.
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

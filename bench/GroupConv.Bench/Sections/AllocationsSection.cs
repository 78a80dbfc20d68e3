using GroupConv.Bench.Layers;
using GroupConv.Bench.Peers;
using GroupConv.Bench.Report;

namespace GroupConv.Bench.Sections;

/// <summary>Managed bytes of a call.</summary>
internal sealed class AllocationsSection : ISection
{
    private const int Calls = 100;

    // Enough calls for the runtime to finish recompiling, which sometimes allocates.
    private const int WarmUpCalls = 200;

    private static readonly Layer[] s_layers =
    [
        Layer.Of("seed 3→9 g3 3x3 64", 3, 9, 3, 64, groups: 3),
        Layer.Of("64 g4 3x3 28", 64, 64, 3, 28, groups: 4),
        Layer.Of("depthwise 240 5x5 28", 240, 240, 5, 28, groups: 240),
        Layer.Of("depthwise 96 3x3 s2 56", 96, 96, 3, 56, groups: 96, stride: 2),
        Layer.Of("240 g3 1x1 28", 240, 240, 1, 28, groups: 3),
        Layer.Of("dense 64 3x3 28", 64, 64, 3, 28),
        Layer.Of("batch 8: 64 g16 3x3 28", 64, 64, 3, 28, groups: 16, batch: 8),
    ];

    public string Name => "allocations";

    public string Title => "Managed bytes per call";

    public SectionReport Run(Options options, Action<string> progress)
    {
        var rows = new List<AllocationRow>();
        foreach (var (layer, threads) in options.Pick(s_layers))
        {
            var data = new LayerData(layer);
            using var ours = new GroupConvPeer(data, threads);
            using var theirs = new OnnxRuntimePeer(data, threads);
            rows.Add(new AllocationRow(
                layer.Name,
                threads,
                Measure(ours.Run),
                Measure(ours.RunLayer),
                Measure(() => ours.RunNew()),
                Measure(theirs.Run),
                sizeof(float) * layer.Shape.OutputElements));
            progress($"{layer.Name,-48} {Figures.Count(threads)}t  {Figures.Text(rows[^1].Prepared.AllThreads, "0.0")} bytes");
        }

        return new SectionReport(
            "Bytes of the managed heap, on the calling thread and on all threads, averaged over calls. \"Prepared\" is "
            + "`PreparedConv.Forward(x, destination)`, the others are of `Conv2d`; "
            + "`Forward(x)` allocates its output, whose size is the last column.",
            [
                new Table(
                    "Bytes a call",
                    [
                        "layer",
                        "threads",
                        "prepared",
                        "all threads",
                        "Forward(x, destination)",
                        "all threads",
                        "Forward(x)",
                        "all threads",
                        "ONNX Runtime, bound",
                        "all threads",
                        "output",
                    ],
                    [.. rows.Select(row => (IReadOnlyList<string>)
                    [
                        row.Layer,
                        Figures.Count(row.Threads),
                        .. Cells(row.Prepared),
                        .. Cells(row.Destination),
                        .. Cells(row.New),
                        .. Cells(row.OnnxRuntime),
                        Figures.Count(row.OutputBytes),
                    ])]),
            ],
            rows);
    }

    private static string[] Cells(Bytes bytes) => [Figures.Text(bytes.ThisThread, "0.#"), Figures.Text(bytes.AllThreads, "0.#")];

    private static Bytes Measure(Action run)
    {
        for (int i = 0; i < WarmUpCalls; i++)
            run();
        long total = GC.GetTotalAllocatedBytes(precise: true), thread = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Calls; i++)
            run();
        thread = GC.GetAllocatedBytesForCurrentThread() - thread;
        total = GC.GetTotalAllocatedBytes(precise: true) - total;
        return new Bytes((double)thread / Calls, (double)total / Calls);
    }

    private readonly record struct Bytes(double ThisThread, double AllThreads);

    private sealed record AllocationRow(
        string Layer, int Threads, Bytes Prepared, Bytes Destination, Bytes New, Bytes OnnxRuntime, double OutputBytes);
}

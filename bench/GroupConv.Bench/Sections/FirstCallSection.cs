using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using GroupConv.Bench.Harness;
using GroupConv.Bench.Layers;
using GroupConv.Bench.Peers;
using GroupConv.Bench.Report;
using GroupConv.OnnxPeer;

namespace GroupConv.Bench.Sections;

/// <summary>
/// The cost of a process's first call. Each measurement runs this program again as a child process.
/// </summary>
internal sealed class FirstCallSection : ISection
{
    /// <summary>The first argument of a child process, followed by peer, layer and threads.</summary>
    public const string ChildArgument = "--first-call";

    private const string Ours = "GroupConv";
    private const string Theirs = "ONNX Runtime";

    private static readonly Layer[] s_layers =
    [
        Layer.Of("seed 3→9 g3 3x3 64", 3, 9, 3, 64, groups: 3),
        Layer.Of("64 g16 3x3 56", 64, 64, 3, 56, groups: 16),
        Layer.Of("depthwise 144 3x3 56", 144, 144, 3, 56, groups: 144),
        Layer.Of("dense 64 3x3 56", 64, 64, 3, 56),
    ];

    public string Name => "first-call";

    public string Title => "The first call of a process";

    public SectionReport Run(Options options, Action<string> progress)
    {
        var rows = new List<FirstCallRow>();
        foreach (var layer in s_layers.Where(layer => layer.Matches(options.Filter)))
        {
            foreach (string peer in new[] { Ours, Theirs })
            {
                var runs = Enumerable.Range(0, options.Effort.Rounds / 2 + 1)
                    .Select(_ => RunChild(peer, layer, options.Threads[^1])).ToList();
                rows.Add(new FirstCallRow(
                    layer.Name,
                    peer,
                    options.Threads[^1],
                    Median(runs, run => run.Create),
                    Median(runs, run => run.First),
                    Median(runs, run => run.Second),
                    Median(runs, run => run.Hundredth)));
                progress($"{layer.Name,-48} {peer,-12}  {Figures.Milliseconds(rows[^1].Create + rows[^1].First)} ms");
            }
        }

        return new SectionReport(
            "Medians over fresh processes with the runtime's default settings. \"create\" is the layer or the session (for ONNX Runtime "
            + "with loading its native library, "
            + "planning and packing); \"first\" includes our just-in-time compilation, planning and packing; the hundredth call is "
            + "not yet the best that "
            + "the runtime compiles.",
            [
                new Table(
                    "Milliseconds",
                    ["layer", "library", "threads", "create", "first call", "create + first", "second call", "hundredth call"],
                    [.. rows.Select(row => (IReadOnlyList<string>)
                    [
                        row.Layer,
                        row.Peer,
                        Figures.Count(row.Threads),
                        Figures.Milliseconds(row.Create),
                        Figures.Milliseconds(row.First),
                        Figures.Milliseconds(row.Create + row.First),
                        Figures.Milliseconds(row.Second),
                        Figures.Milliseconds(row.Hundredth),
                    ])]),
            ],
            rows);
    }

    /// <summary>The child process: measures and prints JSON.</summary>
    public static void RunAsChild(string peerName, string layerName, string threadsText)
    {
        int threads = int.Parse(threadsText, CultureInfo.InvariantCulture);
        var data = new LayerData(s_layers.Single(layer => layer.Name == layerName));
        byte[] model = OnnxModel.Of(data.Layer.Shape, data.Weight, data.Bias);
        long start = Stopwatch.GetTimestamp();
        using IPeer peer = peerName == Ours ? new GroupConvPeer(data, threads) : new OnnxRuntimePeer(data, model, threads);
        double create = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double first = Time(), second = Time();
        for (int i = 3; i < 100; i++)
            peer.Run();
        Console.WriteLine(JsonSerializer.Serialize(new FirstCalls(create, first, second, Time())));

        double Time()
        {
            long call = Stopwatch.GetTimestamp();
            peer.Run();
            return Stopwatch.GetElapsedTime(call).TotalSeconds;
        }
    }

    private static FirstCalls RunChild(string peer, Layer layer, int threads)
    {
        // Under "dotnet X.dll" the process is dotnet, and the program its first argument.
        string host = Environment.ProcessPath!;
        string[] program = Path.GetFileNameWithoutExtension(host) == "dotnet"
            ? [Path.Combine(AppContext.BaseDirectory, "GroupConv.Bench.dll")]
            : [];
        string[] arguments = [.. program, ChildArgument, peer, layer.Name, threads.ToString(CultureInfo.InvariantCulture)];
        using var process = Process.Start(new ProcessStartInfo(host, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<FirstCalls>(output)!
            : throw new InvalidOperationException(
                $"The process that measures the first call of {peer} on {layer.Name} ended with exit code {process.ExitCode}.");
    }

    private static double Median(IEnumerable<FirstCalls> runs, Func<FirstCalls, double> value) => new Samples(runs.Select(value)).Median;

    private sealed record FirstCalls(double Create, double First, double Second, double Hundredth);

    private sealed record FirstCallRow(
        string Layer, string Peer, int Threads, double Create, double First, double Second, double Hundredth);
}

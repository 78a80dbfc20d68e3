using GroupConv.Bench.Layers;
using GroupConv.Bench.Peers;
using GroupConv.Core.Planning;

namespace GroupConv.Bench.Harness;

/// <summary>The outcome of a row.</summary>
internal enum Outcome
{
    /// <summary>Both sides agree and were measured.</summary>
    Measured,

    /// <summary>The forced algorithm does not exist.</summary>
    Skipped,

    /// <summary>The outputs differ, which is a bug; not measured.</summary>
    Disagrees,
}

/// <summary>One layer at one thread count, as the reports show it.</summary>
/// <param name="Layer">The layer's name.</param>
/// <param name="Spec">The layer as PyTorch prints it.</param>
/// <param name="Input">Lengths of the input, NCHW.</param>
/// <param name="Category">The category's name.</param>
/// <param name="InTable">Whether the engine was tuned on it.</param>
/// <param name="Threads">Threads of each side.</param>
/// <param name="Algorithm">Our algorithm.</param>
/// <param name="Blocking">Its tile, blocks and partition.</param>
/// <param name="Bound">The bound of our plan, or null.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="Note">The reason, if it was not measured.</param>
/// <param name="Flops">Floating-point operations per call.</param>
/// <param name="MaxDifference">The largest difference of the outputs.</param>
/// <param name="Tolerance">The largest allowed difference.</param>
/// <param name="Ours">Our times, or null.</param>
/// <param name="Theirs">ONNX Runtime's times, or null.</param>
/// <param name="Ratio">The speedup over ONNX Runtime, or null.</param>
/// <param name="Peaks">The peak loop with these threads at each vector width, measured between the batches.</param>
internal sealed record Row(
    string Layer,
    string Spec,
    IReadOnlyList<long> Input,
    string Category,
    bool InTable,
    int Threads,
    string Algorithm,
    string Blocking,
    ConvBound? Bound,
    Outcome Outcome,
    string Note,
    double Flops,
    double? MaxDifference,
    double? Tolerance,
    Timing? Ours,
    Timing? Theirs,
    Ratio? Ratio,
    IReadOnlyList<Peak> Peaks)
{
    /// <summary>The algorithm and its tile, which is the first phrase of the blocking.</summary>
    public string By => Blocking.Length == 0 ? Algorithm : $"{Algorithm}, {Blocking.Split(", ")[0]}";

    /// <summary>Our GFLOP/s relative to the peak of the best width.</summary>
    public double? OursOfPeak => Ours?.Gflops / Peaks.Max(peak => (double?)peak.Gflops);

    /// <summary>ONNX Runtime's GFLOP/s relative to the peak of the best width.</summary>
    public double? TheirsOfPeak => Theirs?.Gflops / Peaks.Max(peak => (double?)peak.Gflops);

    public static Row Measured(Layer layer, int threads, ConvPlan plan, Agreement agreement, Contest contest) =>
        Of(layer, threads, plan.Algorithm, plan, Outcome.Measured, "") with
        {
            MaxDifference = agreement.MaxDifference,
            Tolerance = agreement.Tolerance,
            Ours = Timing.Of(contest.Seconds[0], layer.Flops),
            Theirs = Timing.Of(contest.Seconds[1], layer.Flops),
            Ratio = Harness.Ratio.Of(contest.Seconds[1], contest.Seconds[0]),
            Peaks = contest.PeakOfWidths,
        };

    public static Row Disagreeing(Layer layer, int threads, ConvPlan plan, Agreement agreement) =>
        Of(layer, threads, plan.Algorithm, plan, Outcome.Disagrees, agreement.ToString()) with
        {
            MaxDifference = agreement.MaxDifference,
            Tolerance = agreement.Tolerance,
        };

    public static Row Skipped(Layer layer, int threads, string note) =>
        Of(layer, threads, layer.Algorithm ?? "", null, Outcome.Skipped, note);

    private static Row Of(Layer layer, int threads, string algorithm, ConvPlan? plan, Outcome outcome, string note) => new(
        layer.Name,
        layer.Spec.ToString(),
        [.. layer.Shape.Input],
        layer.Category.Name,
        layer.InTable,
        threads,
        algorithm,
        plan?.Blocking ?? "",
        plan?.Bound,
        outcome,
        note,
        layer.Flops,
        MaxDifference: null,
        Tolerance: null,
        Ours: null,
        Theirs: null,
        Ratio: null,
        Peaks: []);
}

/// <summary>The times of one side.</summary>
/// <param name="LowSeconds">Seconds a call, low quantile.</param>
/// <param name="MedianSeconds">Seconds a call, median.</param>
/// <param name="Spread">Width of the middle half over the median.</param>
/// <param name="Batches">Number of batches.</param>
/// <param name="Gflops">GFLOP/s at the low quantile.</param>
internal sealed record Timing(double LowSeconds, double MedianSeconds, double Spread, int Batches, double Gflops)
{
    public static Timing Of(Samples seconds, double flops) =>
        new(seconds.Low, seconds.Median, seconds.Spread, seconds.Count, flops / seconds.Low / 1e9);
}

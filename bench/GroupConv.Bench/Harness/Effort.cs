namespace GroupConv.Bench.Harness;

/// <summary>How long to measure.</summary>
/// <param name="Name">Its name in the reports.</param>
/// <param name="Rounds">Number of batches of each side.</param>
/// <param name="Batch">Duration of a batch.</param>
/// <param name="WarmUp">Duration of each side's warm-up: the runtime recompiles hot code in its first tenths of a second.</param>
/// <param name="Limit">Duration after which a row with slow calls ends, with at least three rounds.</param>
internal sealed record Effort(string Name, int Rounds, TimeSpan Batch, TimeSpan WarmUp, TimeSpan Limit)
{
    public static readonly Effort Full = new(
        "full", 21, TimeSpan.FromMilliseconds(12), TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(20));

    public static readonly Effort Quick = new(
        "quick", 5, TimeSpan.FromMilliseconds(4), TimeSpan.FromMilliseconds(80), TimeSpan.FromSeconds(3));

    public const int FewestRounds = 3;
}

namespace GroupConv.Bench.Harness;

/// <summary>How long to measure.</summary>
/// <param name="Name">What the reports call it.</param>
/// <param name="Rounds">How often each side gets a batch, in turn.</param>
/// <param name="Batch">How long a batch lasts.</param>
/// <param name="WarmUp">How long each side runs before: the runtime recompiles hot code during its first tenths of a second.</param>
/// <param name="Limit">When to end a row early, with at least three rounds, because its calls are slow.</param>
internal sealed record Effort(string Name, int Rounds, TimeSpan Batch, TimeSpan WarmUp, TimeSpan Limit)
{
    public static readonly Effort Full = new(
        "full", 21, TimeSpan.FromMilliseconds(12), TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(20));

    public static readonly Effort Quick = new(
        "quick", 5, TimeSpan.FromMilliseconds(4), TimeSpan.FromMilliseconds(80), TimeSpan.FromSeconds(3));

    public const int FewestRounds = 3;
}

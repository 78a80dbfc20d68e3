using GroupConv.Bench.Harness;

namespace GroupConv.Bench;

/// <summary>What the user asked for.</summary>
/// <param name="Filter">Rows whose name or category contains it; null for all.</param>
/// <param name="Threads">The thread counts to measure, each for itself.</param>
/// <param name="Effort">How long to measure.</param>
internal sealed record Options(string? Filter, IReadOnlyList<int> Threads, Effort Effort);

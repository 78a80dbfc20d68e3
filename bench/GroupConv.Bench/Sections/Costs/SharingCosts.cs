using GroupConv.Bench.Harness;
using GroupConv.Core.Planning;

namespace GroupConv.Bench.Sections.Costs;

/// <summary>What it costs to share a run among threads, one run after another.</summary>
internal static class SharingCosts
{
    /// <summary>Measures.</summary>
    /// <param name="threads">Threads that share.</param>
    /// <param name="lanes">Lanes of the width that the engine's values are taken from.</param>
    /// <param name="rounds">How many batches of each.</param>
    public static IEnumerable<CostRow> Measure(int threads, int lanes, int rounds)
    {
        double meeting = CycleClock.Cycles(PoolWork.Meeting(threads), rounds);
        yield return new CostRow(lanes, nameof(MachineCosts.SharedRun), "cycles until all threads have met", meeting);
        yield return new CostRow(
            lanes, "run of an empty item for each thread", "cycles", CycleClock.Cycles(PoolWork.Empty(threads), rounds));
    }
}

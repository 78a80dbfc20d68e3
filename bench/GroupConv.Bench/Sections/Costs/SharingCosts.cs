using GroupConv.Bench.Harness;
using GroupConv.Core.Planning;

namespace GroupConv.Bench.Sections.Costs;

/// <summary>The overhead of sharing a run between threads, in consecutive runs.</summary>
internal static class SharingCosts
{
    /// <summary>Measures.</summary>
    /// <param name="threads">Number of threads.</param>
    /// <param name="lanes">Lanes of the vector width of the engine's values.</param>
    /// <param name="rounds">Number of batches of each.</param>
    public static IEnumerable<CostRow> Measure(int threads, int lanes, int rounds)
    {
        double meeting = CycleClock.Cycles(PoolWork.Meeting(threads), rounds);
        yield return new CostRow(lanes, nameof(MachineCosts.SharedRun), "cycles until all threads have met", meeting);
        yield return new CostRow(
            lanes, "run of an empty item for each thread", "cycles", CycleClock.Cycles(PoolWork.Empty(threads), rounds));
    }
}

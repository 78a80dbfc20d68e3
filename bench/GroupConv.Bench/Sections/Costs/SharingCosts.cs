using GroupConv.Bench.Harness;

namespace GroupConv.Bench.Sections.Costs;

/// <summary>What it costs to share a run among threads.</summary>
internal static class SharingCosts
{
    private const string Group = "sharing a run";

    /// <summary>The costs.</summary>
    /// <param name="threads">Threads that share.</param>
    public static IEnumerable<Cost> All(int threads) =>
    [
        new(Group, "EmptyRun", "cycles, an item a thread, run after run", rounds => CycleClock.Cycles(PoolWork.Empty(threads), rounds)),
        new(Group, "CyclesOfSharing", "cycles until all threads have met, run after run", rounds => CycleClock.Cycles(PoolWork.Meeting(threads), rounds), 4000),
    ];
}

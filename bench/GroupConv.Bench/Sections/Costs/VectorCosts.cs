using System.Runtime.CompilerServices;
using GroupConv.Core.Execution;
using GroupConv.Core.Kernels.Lanes;
using GroupConv.Core.Planning;

namespace GroupConv.Bench.Sections.Costs;

/// <summary>Throughput of multiply-adds, loads and stores in the L1 cache.</summary>
/// <typeparam name="TLanes">The vectors' operations.</typeparam>
/// <typeparam name="TVector">The vectors.</typeparam>
internal static unsafe class VectorCosts<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    // 8 instructions per iteration; each iteration starts at another of 64 cache lines, which fit the L1 cache.
    private const int Turns = 1000;
    private const int OfTurn = 8;
    private const int LinesOfTurns = 63;

    // Two multiply-adds per cycle with a latency of 4 need 8 chains; more leave a margin, and fit 16 registers with two constants.
    private const int Chains = 12;

    /// <summary>Measures.</summary>
    /// <param name="memory">Scratch memory.</param>
    /// <param name="rounds">Number of batches of each.</param>
    public static IReadOnlyList<CostRow> Measure(Workspace memory, int rounds)
    {
        var rows = new List<CostRow>();
        nint at = (nint)memory.Floats;
        int lanes = sizeof(TVector) / sizeof(float);
        rows.Add(new CostRow(lanes, nameof(MachineCosts.MultiplyAddLatency), "cycles", Cycles(Chain)));
        rows.Add(new CostRow(lanes, nameof(MachineCosts.MultiplyAddsACycle), "a cycle", 1 / (Cycles(MultiplyAdds) * OfTurn / Chains)));
        double load = Cycles(() => Loads((float*)at, lanes)), store = Cycles(() => Stores((float*)at, lanes));
        rows.Add(new CostRow(lanes, nameof(MachineCosts.LoadsACycle), "a cycle", 1 / load));
        double unaligned = Cycles(() => Loads((float*)at + 1, lanes));
        rows.Add(new CostRow(lanes, nameof(MachineCosts.UnalignedLoad), "aligned loads", unaligned / load));
        rows.Add(new CostRow(lanes, "broadcasts of a number", "a cycle", 1 / Cycles(() => Broadcasts((float*)at))));
        rows.Add(new CostRow(lanes, "stores of a vector", "a cycle", 1 / store));
        rows.Add(new CostRow(lanes, "store at any address", "aligned stores", Cycles(() => Stores((float*)at + 1, lanes)) / store));
        return rows;

        double Cycles(Action turns) => CycleClock.Cycles(turns, rounds) / (Turns * OfTurn);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Chain()
    {
        TVector m = TLanes.Create(.999f), c = TLanes.Create(.001f), a = c;
        for (int i = 0; i < Turns; i++)
        {
            a = TLanes.MultiplyAdd(a, m, c);
            a = TLanes.MultiplyAdd(a, m, c);
            a = TLanes.MultiplyAdd(a, m, c);
            a = TLanes.MultiplyAdd(a, m, c);
            a = TLanes.MultiplyAdd(a, m, c);
            a = TLanes.MultiplyAdd(a, m, c);
            a = TLanes.MultiplyAdd(a, m, c);
            a = TLanes.MultiplyAdd(a, m, c);
        }

        Keep(a);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyAdds()
    {
        TVector m = TLanes.Create(.999f), c = TLanes.Create(.001f);
        TVector a0 = c, a1 = c, a2 = c, a3 = c, a4 = c, a5 = c, a6 = c, a7 = c, a8 = c, a9 = c, a10 = c, a11 = c;
        for (int i = 0; i < Turns; i++)
        {
            a0 = TLanes.MultiplyAdd(a0, m, c);
            a1 = TLanes.MultiplyAdd(a1, m, c);
            a2 = TLanes.MultiplyAdd(a2, m, c);
            a3 = TLanes.MultiplyAdd(a3, m, c);
            a4 = TLanes.MultiplyAdd(a4, m, c);
            a5 = TLanes.MultiplyAdd(a5, m, c);
            a6 = TLanes.MultiplyAdd(a6, m, c);
            a7 = TLanes.MultiplyAdd(a7, m, c);
            a8 = TLanes.MultiplyAdd(a8, m, c);
            a9 = TLanes.MultiplyAdd(a9, m, c);
            a10 = TLanes.MultiplyAdd(a10, m, c);
            a11 = TLanes.MultiplyAdd(a11, m, c);
        }

        Keep(TLanes.Add(Sum(a0, a1, a2, a3, a4, a5, a6, a7), TLanes.Add(TLanes.Add(a8, a9), TLanes.Add(a10, a11))));
    }

    // A bitwise and of each loaded vector: at least three ports execute it, so that loads are the bottleneck.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Loads(float* from, int lanes)
    {
        TVector a0 = TLanes.Zero, a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0, a7 = a0;
        for (int i = 0; i < Turns; i++)
        {
            float* at = from + (i & LinesOfTurns) * 16;
            a0 = TLanes.And(a0, TLanes.Load(at));
            a1 = TLanes.And(a1, TLanes.Load(at + lanes));
            a2 = TLanes.And(a2, TLanes.Load(at + 2 * lanes));
            a3 = TLanes.And(a3, TLanes.Load(at + 3 * lanes));
            a4 = TLanes.And(a4, TLanes.Load(at + 4 * lanes));
            a5 = TLanes.And(a5, TLanes.Load(at + 5 * lanes));
            a6 = TLanes.And(a6, TLanes.Load(at + 6 * lanes));
            a7 = TLanes.And(a7, TLanes.Load(at + 7 * lanes));
        }

        Keep(Sum(a0, a1, a2, a3, a4, a5, a6, a7));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Broadcasts(float* from)
    {
        TVector a0 = TLanes.Zero, a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0, a7 = a0;
        for (int i = 0; i < Turns; i++)
        {
            float* at = from + (i & LinesOfTurns);
            a0 = TLanes.And(a0, TLanes.Broadcast(at));
            a1 = TLanes.And(a1, TLanes.Broadcast(at + 1));
            a2 = TLanes.And(a2, TLanes.Broadcast(at + 2));
            a3 = TLanes.And(a3, TLanes.Broadcast(at + 3));
            a4 = TLanes.And(a4, TLanes.Broadcast(at + 4));
            a5 = TLanes.And(a5, TLanes.Broadcast(at + 5));
            a6 = TLanes.And(a6, TLanes.Broadcast(at + 6));
            a7 = TLanes.And(a7, TLanes.Broadcast(at + 7));
        }

        Keep(Sum(a0, a1, a2, a3, a4, a5, a6, a7));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Stores(float* to, int lanes)
    {
        var a = TLanes.Create(.5f);
        for (int i = 0; i < Turns; i++)
        {
            float* at = to + (i & LinesOfTurns) * 16;
            TLanes.Store(a, at);
            TLanes.Store(a, at + lanes);
            TLanes.Store(a, at + 2 * lanes);
            TLanes.Store(a, at + 3 * lanes);
            TLanes.Store(a, at + 4 * lanes);
            TLanes.Store(a, at + 5 * lanes);
            TLanes.Store(a, at + 6 * lanes);
            TLanes.Store(a, at + 7 * lanes);
        }
    }

    private static TVector Sum(TVector a, TVector b, TVector c, TVector d, TVector e, TVector f, TVector g, TVector h) => TLanes.Add(
        TLanes.Add(TLanes.Add(a, b), TLanes.Add(c, d)), TLanes.Add(TLanes.Add(e, f), TLanes.Add(g, h)));

    // Uses the result, so that the computation is not removed.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Keep(TVector value) => _ = value;
}

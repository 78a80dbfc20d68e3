using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace GroupConv.Core.Kernels;

/// <summary>What is assumed of the machine's vector unit, to choose tiles by.</summary>
internal static class VectorUnit
{
    // Two multiply-adds begin in a cycle and each takes four, so eight must be under way.
    private const double MultiplyAddsACycle = 2;
    private const double MultiplyAddLatency = 4;

    // The same where an accumulator takes several multiply-adds one after another: measured, they do not follow each other without a gap.
    private const double ChainedLatency = 5;

    // Instructions that begin in a cycle, and those of a tap that are neither load nor multiply-add.
    private const double IssueWidth = 4.5;
    private const double LoopInstructions = 4;

    // What a tap takes besides: measured, tiles of few accumulators lose the most.
    private const double LoopCycles = 1;

    /// <summary>Lanes of the widest vectors that this machine computes with.</summary>
    public static int BestLanes =>
        Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : Vector128.IsHardwareAccelerated ? 4 : 1;

    /// <summary>Vector registers.</summary>
    public static int Registers => Vector512.IsHardwareAccelerated || AdvSimd.Arm64.IsSupported ? 32 : 16;

    /// <summary>Whether it has an instruction that loads some lanes of a vector and touches no memory of the others.</summary>
    /// <param name="lanes">Lanes of the vector.</param>
    public static bool MasksLoads(int lanes) => lanes > 1 && Avx.IsSupported;

    /// <summary>What a load of a vector counts for, at any address: a part of them crosses a cache line and counts twice.</summary>
    public static double UnalignedLoad(int lanes) => lanes switch { 16 => 2, 8 => 1.5, 4 => 1.25, _ => 1 };

    /// <summary>Cycles that a tile's loop takes for a tap.</summary>
    /// <param name="lanes">Lanes of a vector.</param>
    /// <param name="multiplyAdds">Multiply-adds: the tile's accumulators.</param>
    /// <param name="loads">Loads of vectors and of single numbers; one that crosses a cache line counts twice.</param>
    /// <param name="chain">Multiply-adds that each accumulator takes one after another.</param>
    public static double TapCycles(int lanes, double multiplyAdds, double loads, int chain = 1)
    {
        // Measured on Ice Lake: 1.2 loads a cycle of 64 bytes, 2 of 32.
        double loadsACycle = lanes == 16 ? 1.2 : 2;
        return LoopCycles + Math.Max(
            Math.Max(multiplyAdds / MultiplyAddsACycle, chain == 1 ? MultiplyAddLatency : chain * ChainedLatency),
            Math.Max(loads / loadsACycle, (multiplyAdds + loads + LoopInstructions) / IssueWidth));
    }
}

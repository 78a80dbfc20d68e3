using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace GroupConv.Core.Kernels;

/// <summary>What is assumed of the machine's vector unit, to choose tiles by.</summary>
internal static class VectorUnit
{
    /// <summary>Lanes of the widest vectors that this machine computes with.</summary>
    public static int BestLanes =>
        Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : Vector128.IsHardwareAccelerated ? 4 : 1;

    /// <summary>Vector registers.</summary>
    public static int Registers => Vector512.IsHardwareAccelerated || AdvSimd.Arm64.IsSupported ? 32 : 16;

    /// <summary>Whether it has an instruction that loads some lanes of a vector and touches no memory of the others.</summary>
    /// <param name="lanes">Lanes of the vector.</param>
    public static bool MasksLoads(int lanes) => lanes > 1 && Avx.IsSupported;
}

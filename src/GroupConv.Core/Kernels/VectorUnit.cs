using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace GroupConv.Core.Kernels;

/// <summary>Properties of the machine's vector unit that the choice of tiles depends on.</summary>
internal static class VectorUnit
{
    /// <summary>Lanes of the widest hardware vectors.</summary>
    public static int BestLanes =>
        Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : Vector128.IsHardwareAccelerated ? 4 : 1;

    /// <summary>Vector registers.</summary>
    public static int Registers => Vector512.IsHardwareAccelerated || AdvSimd.Arm64.IsSupported ? 32 : 16;

    /// <summary>Whether a masked load instruction exists, which does not access the memory of masked-out lanes.</summary>
    /// <param name="lanes">Lanes of the vector.</param>
    public static bool MasksLoads(int lanes) => lanes > 1 && Avx.IsSupported;
}

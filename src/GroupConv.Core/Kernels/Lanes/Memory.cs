using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace GroupConv.Core.Kernels.Lanes;

/// <summary>Prefetching.</summary>
internal static unsafe class Memory
{
    /// <summary>Prefetches a cache line. Any address is allowed, also one that is not mapped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(float* from)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(from);
    }
}

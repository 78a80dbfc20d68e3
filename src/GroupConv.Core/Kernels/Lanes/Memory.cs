using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace GroupConv.Core.Kernels.Lanes;

/// <summary>What a microkernel tells the memory.</summary>
internal static unsafe class Memory
{
    /// <summary>Asks for a line of cache that will be wanted soon. It may lie anywhere, in no memory at all, too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(float* from)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(from);
    }
}

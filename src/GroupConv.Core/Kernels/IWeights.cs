using System.Runtime.CompilerServices;

namespace GroupConv.Core.Kernels;

/// <summary>How a weight becomes a vector: what the lanes of a tile are decides it.</summary>
internal unsafe interface IWeights<TVector>
    where TVector : unmanaged
{
    /// <summary>From one channel's bias to the next one's, in floats.</summary>
    static abstract int BiasStep { get; }

    static abstract TVector Load(float* from);
}

/// <summary>Lanes are pixels: one number serves all of them.</summary>
internal readonly unsafe struct PixelWeights<TLanes, TVector> : IWeights<TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    public static int BiasStep => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(float* from) => TLanes.Broadcast(from);
}

/// <summary>Lanes are channels: each has a number of its own, packed one behind another.</summary>
internal readonly unsafe struct ChannelWeights<TLanes, TVector> : IWeights<TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    public static int BiasStep => sizeof(TVector) / sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(float* from) => TLanes.Load(from);
}

using System.Runtime.CompilerServices;

namespace GroupConv.Core.Kernels;

/// <summary>How a vector of columns is read from a row.</summary>
internal unsafe interface IRow<TVector>
    where TVector : unmanaged
{
    /// <summary>The mask of some columns.</summary>
    static abstract TVector Mask(float* from);

    static abstract TVector Load(float* from, TVector mask);
}

/// <summary>All columns are in the row.</summary>
internal readonly unsafe struct WholeRow<TLanes, TVector> : IRow<TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Mask(float* from) => TLanes.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(float* from, TVector mask) => TLanes.Load(from);
}

/// <summary>Some columns lie beside the row: they are zeros.</summary>
internal readonly unsafe struct MaskedRow<TLanes, TVector> : IRow<TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Mask(float* from) => TLanes.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(float* from, TVector mask) => TLanes.LoadMasked(from, mask);
}

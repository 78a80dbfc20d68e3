using System.Runtime.CompilerServices;

namespace GroupConv.Core.Kernels.Lanes;

/// <summary>How a vector of columns is loaded from a row.</summary>
internal unsafe interface IRow<TVector>
    where TVector : unmanaged
{
    /// <summary>Loads a mask of columns, if this reading needs one.</summary>
    static abstract TVector Mask(float* from);

    static abstract TVector Load(float* from, TVector mask);

    /// <summary>Loads a row that may be above or below the plane; such a row is zero.</summary>
    static abstract TVector Load(float* from, TVector mask, bool isInside);
}

/// <summary>All columns are inside the row, and all rows inside the plane.</summary>
internal readonly unsafe struct WholeRow<TLanes, TVector> : IRow<TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Mask(float* from) => TLanes.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(float* from, TVector mask) => TLanes.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(float* from, TVector mask, bool isInside) => TLanes.Load(from);
}

/// <summary>Columns outside the row are zero, and their memory is not accessed.</summary>
internal readonly unsafe struct MaskedRow<TLanes, TVector> : IRow<TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Mask(float* from) => TLanes.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(float* from, TVector mask) => TLanes.LoadMasked(from, mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(float* from, TVector mask, bool isInside)
    {
        // Zeros first: with an else, the JIT emits two jumps for each row that is inside.
        var row = TLanes.Zero;
        if (isInside)
            row = TLanes.LoadMasked(from, mask);
        return row;
    }
}

/// <summary>Columns outside the row are zero. Faster than a masked load, but reads their memory.</summary>
internal readonly unsafe struct ClearedRow<TLanes, TVector> : IRow<TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Mask(float* from) => TLanes.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(float* from, TVector mask) => TLanes.And(TLanes.Load(from), mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(float* from, TVector mask, bool isInside)
    {
        var row = TLanes.Zero;
        if (isInside)
            row = TLanes.And(TLanes.Load(from), mask);
        return row;
    }
}

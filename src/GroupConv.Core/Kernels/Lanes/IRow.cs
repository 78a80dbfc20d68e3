using System.Runtime.CompilerServices;

namespace GroupConv.Core.Kernels.Lanes;

/// <summary>How a vector of columns is read from a row.</summary>
internal unsafe interface IRow<TVector>
    where TVector : unmanaged
{
    /// <summary>The mask of some columns.</summary>
    static abstract TVector Mask(float* from);

    static abstract TVector Load(float* from, TVector mask);

    /// <summary>The same where the row may lie above or below the plane.</summary>
    static abstract TVector Load(float* from, TVector mask, bool isInside);
}

/// <summary>All columns are in the row, and all rows in the plane.</summary>
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

/// <summary>Some columns lie beside the row: they are zeros.</summary>
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
        // Zeros first: an else would be compiled to jumps there and back for each row that is inside.
        var row = TLanes.Zero;
        if (isInside)
            row = TLanes.LoadMasked(from, mask);
        return row;
    }
}

/// <summary>The same, faster, where what stands beside the row may be read, if not computed with.</summary>
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

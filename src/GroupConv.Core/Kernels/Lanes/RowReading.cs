namespace GroupConv.Core.Kernels.Lanes;

/// <summary>How microkernels load vectors that reach past a row, or rows outside a plane.</summary>
internal enum RowReading
{
    /// <summary>There are none: use  <see cref="WholeRow{TLanes, TVector}"/>.</summary>
    Whole,

    /// <summary>Columns outside the row are read and cleared:  <see cref="ClearedRow{TLanes, TVector}"/>.</summary>
    Cleared,

    /// <summary>Columns outside the row are not accessed:  <see cref="MaskedRow{TLanes, TVector}"/>.</summary>
    Masked,
}

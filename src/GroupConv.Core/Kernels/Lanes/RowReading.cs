namespace GroupConv.Core.Kernels.Lanes;

/// <summary>How microkernels read vectors that reach beyond a row, or rows beyond a plane.</summary>
internal enum RowReading
{
    /// <summary>There are none: <see cref="WholeRow{TLanes, TVector}"/>.</summary>
    Whole,

    /// <summary>What is beside a row is read and cleared: <see cref="ClearedRow{TLanes, TVector}"/>.</summary>
    Cleared,

    /// <summary>What is beside a row is not touched: <see cref="MaskedRow{TLanes, TVector}"/>.</summary>
    Masked,
}

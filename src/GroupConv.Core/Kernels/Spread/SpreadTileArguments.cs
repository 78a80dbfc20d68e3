namespace GroupConv.Core.Kernels.Spread;

/// <summary>
/// Arguments of a spread tile: rows of one output channel of a transposed convolution with stride 2 along columns. Even and odd output
/// columns use different taps: the pixel at an offset from the tile's column meets a tap of the even column, of the odd column, or of both.
/// Offsets are in floats.
/// </summary>
internal unsafe struct SpreadTileArguments
{
    /// <summary>The first input channel's plane, at row 0 and column 0.</summary>
    public float* Source;

    /// <summary>Number of input channels, at least 1.</summary>
    public nint Channels;

    public nint SourceChannelStep;

    /// <summary>The filter from the first input channel to the output channel.</summary>
    public float* Weight;

    public nint WeightChannelStep;

    /// <summary>Number of output rows.</summary>
    public nint Rows;

    /// <summary>Per output row, and once past the last: its first entry in the two tables that follow.</summary>
    public int* Starts;

    /// <summary>Per input row that an output row sums over: its offset.</summary>
    public int* Sources;

    /// <summary>Per input row: the offset of the filter's row that it meets.</summary>
    public int* Taps;

    /// <summary>Per vector of the tile: the pixel at its first even column.</summary>
    public int* Columns;

    /// <summary>Number of pixel offsets with a tap of both columns; each is one pixel before the previous one.</summary>
    public nint Pairs;

    /// <summary>The first of these offsets.</summary>
    public nint PairOffset;

    /// <summary>The even columns' tap at the first offset; the next is two taps on.</summary>
    public nint PairEven;

    /// <summary>The odd columns' tap at the first offset; the next is two taps on.</summary>
    public nint PairOdd;

    /// <summary>Whether even columns have one more tap, with a pixel that odd columns do not use.</summary>
    public bool HasEven;

    public nint EvenOffset;

    public nint EvenTap;

    /// <summary>Whether odd columns have one more tap, with a pixel that even columns do not use.</summary>
    public bool HasOdd;

    public nint OddOffset;

    public nint OddTap;

    /// <summary>Initial value of the even columns.</summary>
    public float Even;

    /// <summary>Initial value of the odd columns.</summary>
    public float Odd;

    /// <summary>The first output row.</summary>
    public float* Destination;

    /// <summary>Distance between two output rows.</summary>
    public nint DestinationRow;
}

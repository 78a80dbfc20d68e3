namespace GroupConv.Core.Kernels.Spread;

/// <summary>
/// What a spread tile microkernel works on: rows of one output channel of a transposed convolution whose columns have stride 2. Even and odd output columns are sums over taps of their own: pixel
/// offset o from the tile's column meets both an even and an odd column's tap, or one of them. All offsets count floats.
/// </summary>
internal unsafe struct SpreadTileArguments
{
    /// <summary>The first input channel's plane: row 0, where the pixel of column 0 stands.</summary>
    public float* Source;

    /// <summary>Input channels, at least 1.</summary>
    public nint Channels;

    public nint SourceChannelStep;

    /// <summary>The filter that leads from the first input channel to the output channel.</summary>
    public float* Weight;

    public nint WeightChannelStep;

    /// <summary>Output rows.</summary>
    public nint Rows;

    /// <summary>For each output row, and behind the last, the first of its places in the two tables that follow.</summary>
    public int* Starts;

    /// <summary>For each input row that an output row is a sum over, where it stands.</summary>
    public int* Sources;

    /// <summary>And where the filter's row stands that it meets.</summary>
    public int* Taps;

    /// <summary>For each vector of the tile, the pixel that its even columns begin at.</summary>
    public int* Columns;

    /// <summary>Pixel offsets that both columns' taps meet; the next one is one pixel before.</summary>
    public nint Pairs;

    /// <summary>The first of them.</summary>
    public nint PairOffset;

    /// <summary>The even columns' tap there; the next one is two further on.</summary>
    public nint PairEven;

    /// <summary>The odd columns' tap there.</summary>
    public nint PairOdd;

    /// <summary>Whether even columns have a tap more, which meets a pixel of its own.</summary>
    public bool HasEven;

    public nint EvenOffset;

    public nint EvenTap;

    /// <summary>Whether odd columns have a tap more.</summary>
    public bool HasOdd;

    public nint OddOffset;

    public nint OddTap;

    /// <summary>What sums of even columns begin with.</summary>
    public float Even;

    /// <summary>What sums of odd columns begin with.</summary>
    public float Odd;

    /// <summary>The first output row.</summary>
    public float* Destination;

    /// <summary>From one output row to the next.</summary>
    public nint DestinationRow;
}

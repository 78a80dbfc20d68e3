namespace GroupConv.Core.Kernels.Winograd;

/// <summary>Arguments of the filter transform: one block of output channels. Steps are in floats.</summary>
internal unsafe struct WinogradFilterArguments
{
    /// <summary>The first channel's filters, 9 values per input channel.</summary>
    public float* Weight;

    /// <summary>Number of real output channels; the rest of the block becomes zeros.</summary>
    public int Channels;

    /// <summary>Output channels of a block.</summary>
    public int BlockChannels;

    public nint InChannels;

    /// <summary>Per position and input channel, the values of the block, contiguous.</summary>
    public float* Destination;

    public nint DestinationPosition;
}

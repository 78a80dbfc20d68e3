namespace GroupConv.Core.Kernels.Winograd;

/// <summary>What the filter transform of Winograd tiles works on: one block of output channels. All steps count floats.</summary>
internal unsafe struct WinogradFilterArguments
{
    /// <summary>The first channel's filters, 9 numbers for each input channel.</summary>
    public float* Weight;

    /// <summary>Output channels that there are; the others of the block become zeros.</summary>
    public int Channels;

    /// <summary>Output channels of a block.</summary>
    public int BlockChannels;

    public nint InChannels;

    /// <summary>For each position and input channel, the numbers of the block side by side.</summary>
    public float* Destination;

    public nint DestinationPosition;
}

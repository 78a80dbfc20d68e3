namespace GroupConv.Core.Kernels;

/// <summary>What the output transform of Winograd tiles works on. All steps count floats.</summary>
internal unsafe struct WinogradSumsArguments
{
    /// <summary>Products of the first channel: for each of the (m + 2)² positions, <see cref="Count"/> tiles.</summary>
    public float* Source;

    /// <summary>Floats of one position: whole vectors of tiles.</summary>
    public nint Count;

    /// <summary>Output channels.</summary>
    public nint Channels;

    /// <summary>One number for each channel, or null for zeros.</summary>
    public float* Bias;

    /// <summary>Room for m · (m + 2) vectors.</summary>
    public float* Half;

    /// <summary>For each channel, m rows of m · <see cref="Count"/> pixels: the tiles side by side.</summary>
    public float* Destination;
}

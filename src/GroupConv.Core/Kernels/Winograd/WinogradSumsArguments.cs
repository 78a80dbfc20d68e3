namespace GroupConv.Core.Kernels.Winograd;

/// <summary>What the output transform of Winograd tiles works on: lanes are output channels. All steps count floats.</summary>
internal unsafe struct WinogradSumsArguments
{
    /// <summary><see cref="IWinogradTransform.SumsConstants"/>.</summary>
    public float* Constants;

    /// <summary>Products of the first tile: a vector for each of the (m + 2)² positions.</summary>
    public float* Source;

    /// <summary>From one tile to the next.</summary>
    public nint SourceTile;

    /// <summary>How many tiles there are.</summary>
    public nint Tiles;

    /// <summary>A vector.</summary>
    public float* Bias;

    /// <summary>Room for m · (m + 2) vectors.</summary>
    public float* Half;

    /// <summary>m rows of m · <see cref="Tiles"/> pixels, a vector each: the tiles side by side.</summary>
    public float* Destination;
}

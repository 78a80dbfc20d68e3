namespace GroupConv.Core.Kernels.Winograd;

/// <summary>Arguments of the output transform; lanes are output channels. Steps are in floats.</summary>
internal unsafe struct WinogradSumsArguments
{
    /// <summary><see cref="IWinogradTransform.SumsConstants"/>.</summary>
    public float* Constants;

    /// <summary>Products of the first tile: one vector per position, (m + 2)² in all.</summary>
    public float* Source;

    /// <summary>Distance between two tiles.</summary>
    public nint SourceTile;

    /// <summary>Number of tiles.</summary>
    public nint Tiles;

    /// <summary>One vector.</summary>
    public float* Bias;

    /// <summary>Scratch memory for m · (m + 2) vectors.</summary>
    public float* Half;

    /// <summary>m rows of m · <see cref="Tiles"/> pixels, one vector per pixel: the tiles side by side.</summary>
    public float* Destination;
}

using System.Globalization;

namespace GroupConv.Core.Specs;

/// <summary>
/// One number for each of the two spatial dimensions, in PyTorch's order (height, width). A single number stands for both,
/// as in PyTorch.
/// </summary>
/// <param name="Height">The number for the height.</param>
/// <param name="Width">The number for the width.</param>
public readonly record struct IntPair(int Height, int Width)
{
    /// <summary>The same number for both dimensions.</summary>
    /// <param name="both">The number.</param>
    public static implicit operator IntPair(int both) => new(both, both);

    /// <summary>A tuple (height, width).</summary>
    /// <param name="pair">The tuple.</param>
    public static implicit operator IntPair((int Height, int Width) pair) => new(pair.Height, pair.Width);

    /// <summary>The same number for both dimensions.</summary>
    /// <param name="both">The number.</param>
    public static IntPair FromInt32(int both) => both;

    /// <summary>A tuple (height, width).</summary>
    /// <param name="pair">The tuple.</param>
    public static IntPair FromValueTuple((int Height, int Width) pair) => pair;

    /// <summary><c>3</c> where both are alike, else <c>(1, 7)</c>, as PyTorch accepts it.</summary>
    public override string ToString() => Height == Width
        ? Height.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"({Height}, {Width})");
}

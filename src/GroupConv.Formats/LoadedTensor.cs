using System.Numerics.Tensors;

namespace GroupConv.Formats;

/// <summary>The tensor of a file, and what reading it did to the numbers.</summary>
/// <param name="Value">The tensor.</param>
/// <param name="Notes">
/// What a reader should know, each as a phrase without a full stop, such as <c>turned upright (EXIF orientation 6)</c>; empty where the
/// tensor holds just what the file holds.
/// </param>
public sealed record LoadedTensor(Tensor<float> Value, IReadOnlyList<string> Notes)
{
    /// <summary>A tensor that holds just what its file holds.</summary>
    /// <param name="value">The tensor.</param>
    public LoadedTensor(Tensor<float> value)
        : this(value, [])
    {
    }
}

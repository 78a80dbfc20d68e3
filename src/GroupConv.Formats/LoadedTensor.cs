using System.Numerics.Tensors;

namespace GroupConv.Formats;

/// <summary>The tensor of a file, and notes on how reading changed its values.</summary>
/// <param name="Value">The tensor.</param>
/// <param name="Notes">
/// Changes that users should know, each a phrase without a full stop, such as <c>turned upright (EXIF orientation 6)</c>; empty if the
/// tensor has exactly the values of the file.
/// </param>
public sealed record LoadedTensor(Tensor<float> Value, IReadOnlyList<string> Notes)
{
    /// <summary>A tensor with exactly the values of its file.</summary>
    /// <param name="value">The tensor.</param>
    public LoadedTensor(Tensor<float> value)
        : this(value, [])
    {
    }
}

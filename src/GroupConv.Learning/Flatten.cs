using System.Globalization;
using System.Numerics.Tensors;
using GroupConv.Core.Specs;

namespace GroupConv.Learning;

/// <summary>Flattens a range of dimensions into one: (N, C, H, W) becomes (N, C·H·W). Source: PyTorch, <c>torch.nn.Flatten</c>.</summary>
/// <param name="startDim">The first dimension; negative values count from the end.</param>
/// <param name="endDim">The last dimension; negative values count from the end.</param>
public sealed class Flatten(int startDim = 1, int endDim = -1) : Module
{
    private readonly ReusedTensor _output = new("The output");
    private readonly ReusedTensor _gradInput = new("The gradient with respect to the input");
    private nint[] _inputLengths = [];

    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape lengths)
    {
        (int start, int end) = (Place("start_dim", startDim, lengths), Place("end_dim", endDim, lengths));
        if (start > end)
        {
            throw new ConvException(
                "start_dim",
                string.Create(CultureInfo.InvariantCulture, $"start_dim={startDim} comes after end_dim={endDim} in {lengths}."),
                "The first dimension must not come after the last.");
        }

        long product = 1;
        foreach (long length in lengths[start..(end + 1)])
            product *= length;
        return [.. lengths[..start], product, .. lengths[(end + 1)..]];
    }

    /// <summary>The layer as PyTorch prints it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"Flatten(start_dim={startDim}, end_dim={endDim})");

    /// <inheritdoc/>
    protected internal override Tensor<float> Compute(Tensor<float> x)
    {
        _inputLengths = x.Lengths.ToArray();
        return Copied(x, _output.Of(OutputShape(x.Lengths)));
    }

    /// <inheritdoc/>
    protected internal override Tensor<float>? Differentiate(Tensor<float> gradOutput, bool input) =>
        input ? Copied(gradOutput, _gradInput.Of(_inputLengths)) : null;

    // Tensor.Reshape rejects some views; a copy costs little compared with the other layers.
    private static Tensor<float> Copied(Tensor<float> from, Tensor<float> to)
    {
        Spans.Of(from).CopyTo(Spans.Of(to));
        return to;
    }

    private static int Place(string name, int dim, TensorShape lengths)
    {
        int place = dim < 0 ? dim + lengths.Count : dim;
        return place >= 0 && place < lengths.Count
            ? place
            : throw new ConvException(
                name,
                string.Create(CultureInfo.InvariantCulture, $"{name}={dim} is not a dimension of {lengths}, which has {lengths.Count}."),
                string.Create(CultureInfo.InvariantCulture, $"From {-lengths.Count} to {lengths.Count - 1}."));
    }
}

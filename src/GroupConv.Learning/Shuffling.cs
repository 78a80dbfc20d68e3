using System.Globalization;
using System.Numerics.Tensors;
using GroupConv.Core;
using GroupConv.Core.Specs;

namespace GroupConv.Learning;

/// <summary>A channel shuffle as a layer of a network.</summary>
internal sealed class Shuffling(ChannelShuffle shuffle) : Module
{
    private readonly ChannelShuffle _shuffle = shuffle
        ?? throw new ConvException("shuffle", "The channel shuffle is null.", "Give one.", "new ChannelShuffle(4)");
    private readonly ReusedTensor _output = new("The output");
    private readonly ReusedTensor _gradInput = new("The gradient with respect to the input");

    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape lengths)
    {
        ChannelShuffle.RequireInput(lengths, _shuffle.Groups, _shuffle.Dims);
        return lengths;
    }

    public override string ToString() => _shuffle.ToString();

    protected internal override Tensor<float> Compute(Tensor<float> x)
    {
        var y = _output.Of(x.Lengths);
        ChannelShuffle.Move(Spans.Of(x), Spans.Of(y), x.Lengths, _shuffle.Groups, _shuffle.Dims);
        return y;
    }

    /// <summary>The inverse of a shuffle with g groups of c/g channels is one with c/g groups of g channels.</summary>
    protected internal override Tensor<float>? Differentiate(Tensor<float> gradOutput, bool input)
    {
        if (!input)
            return null;
        var gradInput = _gradInput.Of(gradOutput.Lengths);
        int piles = (int)gradOutput.Lengths[^(_shuffle.Dims + 1)] / _shuffle.Groups;
        ChannelShuffle.Move(Spans.Of(gradOutput), Spans.Of(gradInput), gradOutput.Lengths, piles, _shuffle.Dims);
        return gradInput;
    }
}

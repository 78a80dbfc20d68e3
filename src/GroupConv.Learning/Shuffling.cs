using System.Globalization;
using System.Numerics.Tensors;
using GroupConv.Core;

namespace GroupConv.Learning;

/// <summary>A channel shuffle as a layer of a network.</summary>
internal sealed class Shuffling(ChannelShuffle shuffle) : Module
{
    private readonly ReusedTensor _output = new("The output");
    private readonly ReusedTensor _gradInput = new("The gradient with respect to the input");

    /// <inheritdoc/>
    public override nint[] OutputShape(ReadOnlySpan<nint> lengths)
    {
        ChannelShuffle.RequireInput(lengths, shuffle.Groups, shuffle.Dims);
        return lengths.ToArray();
    }

    public override string ToString() => shuffle.ToString();

    protected internal override Tensor<float> Compute(Tensor<float> x)
    {
        var y = _output.Of(x.Lengths);
        ChannelShuffle.Move(Spans.Of(x), Spans.Of(y), x.Lengths, shuffle.Groups, shuffle.Dims);
        return y;
    }

    /// <summary>Dealing g piles of c/g cards is undone by dealing c/g piles of g.</summary>
    protected internal override Tensor<float>? Differentiate(Tensor<float> gradOutput, bool input)
    {
        if (!input)
            return null;
        var gradInput = _gradInput.Of(gradOutput.Lengths);
        ChannelShuffle.Move(Spans.Of(gradOutput), Spans.Of(gradInput), gradOutput.Lengths, (int)gradOutput.Lengths[^(shuffle.Dims + 1)] / shuffle.Groups, shuffle.Dims);
        return gradInput;
    }
}

using System.Numerics.Tensors;
using GroupConv.Core.Specs;

namespace GroupConv.Learning;

/// <summary>
/// Average pooling to a given output size; size 1 is global average pooling. Source: PyTorch, <c>torch.nn.AdaptiveAvgPool2d</c>.
/// </summary>
public sealed class AdaptiveAvgPool2d : Module
{
    private readonly IntTuple _outputSize;
    private readonly MeanWindows _means = new();

    /// <summary>Creates a layer.</summary>
    /// <param name="outputSize">Height and width of the output.</param>
    /// <exception cref="ConvException">A length is below 1.</exception>
    public AdaptiveAvgPool2d(IntTuple outputSize) => _outputSize = Require.Pair("output_size", outputSize, 1);

    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape lengths)
    {
        Require.Images("AdaptiveAvgPool2d", lengths, unbatched: true);
        return [.. lengths[..^2], _outputSize[0], _outputSize[1]];
    }

    /// <summary>The layer as PyTorch prints it.</summary>
    public override string ToString() => $"AdaptiveAvgPool2d(output_size={_outputSize})";

    /// <inheritdoc/>
    protected internal override Tensor<float> Compute(Tensor<float> x) =>
        _means.Compute(
            x,
            OutputShape(x.Lengths),
            () => (Axis((int)x.Lengths[^2], _outputSize[0]), Axis((int)x.Lengths[^1], _outputSize[1])));

    /// <inheritdoc/>
    protected internal override Tensor<float>? Differentiate(Tensor<float> gradOutput, bool input) =>
        input ? _means.Differentiate(gradOutput) : null;

    /// <summary>Window i spans ⌊i·length/windows⌋ up to ⌈(i + 1)·length/windows⌉.</summary>
    private static MeanWindow[] Axis(int length, int windows)
    {
        var axis = new MeanWindow[windows];
        for (int i = 0; i < windows; i++)
        {
            int first = (int)((long)i * length / windows), last = (int)(((long)(i + 1) * length + windows - 1) / windows);
            axis[i] = new MeanWindow(first, last, last - first);
        }

        return axis;
    }
}

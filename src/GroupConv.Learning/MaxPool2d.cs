using System.Numerics.Tensors;
using GroupConv.Core.Specs;

namespace GroupConv.Learning;

/// <summary>
/// The maximum of each window. Source: PyTorch, <c>torch.nn.MaxPool2d</c>; among equal values the first gets the gradient, as in PyTorch.
/// </summary>
/// <remarks>A window that sees padding alone, as dilation may make one, gives −∞ and passes no gradient on, as in PyTorch.</remarks>
public sealed class MaxPool2d : Module
{
    private const int None = -1;

    private readonly PoolingWindow _window;
    private readonly ReusedTensor _output = new("The output");
    private readonly ReusedTensor _gradInput = new("The gradient with respect to the input");
    private nint[] _inputLengths = [];
    private int[] _sources = [];

    /// <summary>Creates a layer; PyTorch's arguments with its defaults.</summary>
    /// <param name="kernelSize">Height and width of the window.</param>
    /// <param name="stride">Step of the window; defaults to the kernel size.</param>
    /// <param name="padding">Padding around the input; it never is the maximum. At most half of the window, dilation included.</param>
    /// <param name="dilation">Distance between the rows and columns of a window.</param>
    /// <param name="ceilMode">Whether the output size is rounded up.</param>
    /// <exception cref="ConvException">A hyperparameter is out of range.</exception>
    public MaxPool2d(
        IntTuple kernelSize, IntTuple? stride = null, IntTuple? padding = null, IntTuple? dilation = null, bool ceilMode = false) =>
        _window = new PoolingWindow("MaxPool2d", kernelSize, stride, padding ?? 0, dilation ?? 1, ceilMode);

    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape lengths) => _window.OutputShape(lengths);

    /// <summary>The layer as PyTorch prints it.</summary>
    public override string ToString() =>
        $"MaxPool2d(kernel_size={_window.KernelSize}, stride={_window.Stride}, padding={_window.Padding}, "
        + $"dilation={_window.Dilation}, ceil_mode={(_window.CeilMode ? "True" : "False")})";

    /// <inheritdoc/>
    protected internal override Tensor<float> Compute(Tensor<float> x)
    {
        _inputLengths = x.Lengths.ToArray();
        var y = _output.Of(OutputShape(x.Lengths));
        if (_sources.Length < y.FlattenedLength)
            _sources = new int[y.FlattenedLength];
        ReadOnlySpan<float> xs = Spans.Of(x);
        var ys = Spans.Of(y);
        int height = (int)x.Lengths[^2], width = (int)x.Lengths[^1], outHeight = (int)y.Lengths[^2], outWidth = (int)y.Lengths[^1];
        for (int i = 0, plane = 0; i < ys.Length; plane += height * width)
        {
            for (int oh = 0; oh < outHeight; oh++)
            {
                for (int ow = 0; ow < outWidth; ow++, i++)
                {
                    int source = Greatest(xs, plane, height, width, oh, ow);
                    _sources[i] = source;
                    ys[i] = source == None ? float.NegativeInfinity : xs[source];
                }
            }
        }

        return y;
    }

    /// <inheritdoc/>
    protected internal override Tensor<float>? Differentiate(Tensor<float> gradOutput, bool input)
    {
        if (!input)
            return null;
        var gradInput = _gradInput.Of(_inputLengths);
        gradInput.Fill(0);
        var sums = Spans.Of(gradInput);
        ReadOnlySpan<float> gradients = Spans.Of(gradOutput);
        for (int i = 0; i < gradients.Length; i++)
        {
            if (_sources[i] != None)
                sums[_sources[i]] += gradients[i];
        }

        return gradInput;
    }

    /// <summary>Index of the maximum of a window, where NaN counts as the maximum; None for a window of padding alone.</summary>
    private int Greatest(ReadOnlySpan<float> xs, int plane, int height, int width, int oh, int ow)
    {
        int best = None;
        int row = oh * _window.Stride[0] - _window.Padding[0], left = ow * _window.Stride[1] - _window.Padding[1];
        for (int kh = 0; kh < _window.KernelSize[0]; kh++, row += _window.Dilation[0])
        {
            if (row < 0 || row >= height)
                continue;
            for (int kw = 0, column = left; kw < _window.KernelSize[1]; kw++, column += _window.Dilation[1])
            {
                if (column < 0 || column >= width)
                    continue;
                int place = plane + row * width + column;
                if (best == None || xs[place] > xs[best] || float.IsNaN(xs[place]))
                    best = place;
            }
        }

        return best;
    }
}

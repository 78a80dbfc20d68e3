using System.Numerics.Tensors;
using GroupConv.Core.Specs;

namespace GroupConv.Learning;

/// <summary>The mean of each window. Source: PyTorch, <c>torch.nn.AvgPool2d</c>.</summary>
public sealed class AvgPool2d : Module
{
    private readonly PoolingWindow _window;
    private readonly bool _countIncludePad;
    private readonly MeanWindows _means = new();

    /// <summary>Creates a layer; PyTorch's arguments with its defaults.</summary>
    /// <param name="kernelSize">Height and width of the window.</param>
    /// <param name="stride">Step of the window; defaults to the kernel size.</param>
    /// <param name="padding">Rows and columns of zeros around the input; at most half of the kernel size.</param>
    /// <param name="ceilMode">Whether the output size is rounded up.</param>
    /// <param name="countIncludePad">Whether the zeros count as values of the window.</param>
    /// <exception cref="ConvException">A hyperparameter is out of range.</exception>
    public AvgPool2d(
        IntTuple kernelSize, IntTuple? stride = null, IntTuple? padding = null, bool ceilMode = false, bool countIncludePad = true)
    {
        _window = new PoolingWindow("AvgPool2d", kernelSize, stride, padding ?? 0, 1, ceilMode);
        _countIncludePad = countIncludePad;
    }

    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape lengths) => _window.OutputShape(lengths);

    /// <summary>The layer as PyTorch prints it.</summary>
    public override string ToString() => $"AvgPool2d(kernel_size={_window.KernelSize}, stride={_window.Stride}, padding={_window.Padding})";

    /// <inheritdoc/>
    protected internal override Tensor<float> Compute(Tensor<float> x)
    {
        var output = OutputShape(x.Lengths);
        return _means.Compute(
            x,
            output,
            () => (
                Axis((int)x.Lengths[^2], (int)output[^2], _window.KernelSize[0], _window.Stride[0], _window.Padding[0]),
                Axis((int)x.Lengths[^1], (int)output[^1], _window.KernelSize[1], _window.Stride[1], _window.Padding[1])));
    }

    /// <inheritdoc/>
    protected internal override Tensor<float>? Differentiate(Tensor<float> gradOutput, bool input) =>
        input ? _means.Differentiate(gradOutput) : null;

    private MeanWindow[] Axis(int length, int windows, int kernelSize, int stride, int padding)
    {
        var axis = new MeanWindow[windows];
        for (int i = 0; i < windows; i++)
        {
            // With ceilMode, a window may end past the padding; that part does not count.
            int start = i * stride - padding, end = Math.Min(start + kernelSize, length + padding);
            int first = Math.Max(start, 0), last = Math.Min(end, length);
            axis[i] = new MeanWindow(first, last, _countIncludePad ? end - start : last - first);
        }

        return axis;
    }
}

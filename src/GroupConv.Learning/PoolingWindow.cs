using System.Globalization;
using GroupConv.Core.Specs;

namespace GroupConv.Learning;

/// <summary>The windows that a pooling layer looks through, checked.</summary>
internal readonly record struct PoolingWindow
{
    public PoolingWindow(string layer, IntPair kernelSize, IntPair? stride, IntPair padding, IntPair dilation, bool ceilMode)
    {
        Layer = layer;
        KernelSize = Require.AtLeast("kernel_size", kernelSize, 1);
        Stride = Require.AtLeast("stride", stride ?? kernelSize, 1);
        Padding = Require.AtLeast("padding", padding, 0);
        Dilation = Require.AtLeast("dilation", dilation, 1);
        CeilMode = ceilMode;
        if (padding.Height > kernelSize.Height / 2 || padding.Width > kernelSize.Width / 2)
        {
            throw new ConvException(
                "padding",
                $"padding={padding} is more than half of kernel_size={kernelSize}.",
                "pad should be at most half of effective kernel size: else a window may see padding alone.",
                $"padding: {new IntPair(Math.Min(padding.Height, kernelSize.Height / 2), Math.Min(padding.Width, kernelSize.Width / 2))}");
        }
    }

    public string Layer { get; }

    public IntPair KernelSize { get; }

    public IntPair Stride { get; }

    public IntPair Padding { get; }

    public IntPair Dilation { get; }

    public bool CeilMode { get; }

    /// <summary>The lengths of the output for an input (N, C, H, W) or (C, H, W).</summary>
    public nint[] OutputShape(ReadOnlySpan<nint> lengths)
    {
        Require.Images(Layer, lengths, unbatched: true);
        nint height = Length(lengths[^2], KernelSize.Height, Stride.Height, Padding.Height, Dilation.Height);
        nint width = Length(lengths[^1], KernelSize.Width, Stride.Width, Padding.Width, Dilation.Width);
        if (height < 1 || width < 1)
        {
            throw new ConvException(
                "kernel_size",
                string.Create(CultureInfo.InvariantCulture, $"The output for an input {ConvShape.Shape(lengths)} would be {height}×{width} a channel: the window of kernel_size={KernelSize} is larger than the padded input."),
                "The window must fit into the padded input.");
        }

        return [.. lengths[..^2], height, width];
    }

    private nint Length(nint length, int window, int stride, int padding, int dilation)
    {
        // Divisions round down, also below zero.
        nint free = length + 2 * (nint)padding - (nint)dilation * (window - 1) - 1;
        nint output = (free + (CeilMode ? stride - 1 : 0) - (free < 0 ? stride - 1 : 0)) / stride + 1;
        // The last window must not start behind the input and its padding before it.
        return CeilMode && (output - 1) * (nint)stride >= length + padding ? output - 1 : output;
    }
}

using System.Globalization;
using GroupConv.Core.Specs;

namespace GroupConv.Learning;

/// <summary>The validated window of a pooling layer.</summary>
internal readonly record struct PoolingWindow
{
    public PoolingWindow(string layer, IntTuple kernelSize, IntTuple? stride, IntTuple padding, IntTuple dilation, bool ceilMode)
    {
        Layer = layer;
        KernelSize = Require.Pair("kernel_size", kernelSize, 1);
        Stride = Require.Pair("stride", stride ?? kernelSize, 1);
        Padding = Require.Pair("padding", padding, 0);
        Dilation = Require.Pair("dilation", dilation, 1);
        CeilMode = ceilMode;
        IntTuple most = ((int)(Reach(0) / 2), (int)(Reach(1) / 2));
        if (Padding[0] > most[0] || Padding[1] > most[1])
        {
            string dilated = Dilation.All(1) ? "" : $", dilation={Dilation}";
            throw new ConvException(
                "padding",
                $"padding={Padding} is more than half of the window of kernel_size={KernelSize}{dilated}.",
                "pad should be at most half of effective kernel size, dilation · (kernel_size − 1) + 1.",
                $"padding: {(IntTuple)(Math.Min(Padding[0], most[0]), Math.Min(Padding[1], most[1]))}");
        }
    }

    public string Layer { get; }

    public IntTuple KernelSize { get; }

    public IntTuple Stride { get; }

    public IntTuple Padding { get; }

    public IntTuple Dilation { get; }

    public bool CeilMode { get; }

    /// <summary>The lengths of the output for an input (N, C, H, W) or (C, H, W).</summary>
    public TensorShape OutputShape(TensorShape lengths)
    {
        Require.Images(Layer, lengths, unbatched: true);
        long height = Length(lengths[^2], KernelSize[0], Stride[0], Padding[0], Dilation[0]);
        long width = Length(lengths[^1], KernelSize[1], Stride[1], Padding[1], Dilation[1]);
        if (height < 1 || width < 1)
        {
            throw new ConvException(
                "kernel_size",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The output for an input {lengths} would be {height}×{width} a channel: "
                    + $"the window of kernel_size={KernelSize} is larger than the padded input."),
                "The window must fit into the padded input.");
        }

        return [.. lengths[..^2], height, width];
    }

    /// <summary>Rows or columns from the first to the last of a window, both included.</summary>
    private long Reach(int d) => (long)Dilation[d] * (KernelSize[d] - 1) + 1;

    private long Length(long length, int window, int stride, int padding, int dilation)
    {
        // Division rounds down, also for negative numbers.
        long free = length + 2 * (long)padding - (long)dilation * (window - 1) - 1;
        long output = (free + (CeilMode ? stride - 1 : 0) - (free < 0 ? stride - 1 : 0)) / stride + 1;
        // The last window must start inside the input or the padding before it.
        return CeilMode && (output - 1) * (long)stride >= length + padding ? output - 1 : output;
    }
}

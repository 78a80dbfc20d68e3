using System.Globalization;

namespace GroupConv.Core.Specs;

/// <summary>A layer applied to an input of a certain size: the sizes that follow, all checked.</summary>
/// <remarks>
/// out = ⌊(in + before + after − dilation·(kernel_size − 1) − 1) / stride⌋ + 1 in each dimension (PyTorch, <c>torch.nn.Conv2d</c>).
/// </remarks>
public sealed record Conv2dShape
{
    private Conv2dShape(Conv2dSpec spec, bool batched, long batch, long inHeight, long inWidth)
    {
        Spec = spec;
        IsBatched = batched;
        Batch = batch;
        InHeight = inHeight;
        InWidth = inWidth;
        Padding = spec.ResolvedPadding;
        OutHeight = Infer(inHeight, Padding.Top, Padding.Bottom, spec.KernelSize.Height, spec.Stride.Height, spec.Dilation.Height);
        OutWidth = Infer(inWidth, Padding.Left, Padding.Right, spec.KernelSize.Width, spec.Stride.Width, spec.Dilation.Width);
    }

    /// <summary>The layer.</summary>
    public Conv2dSpec Spec { get; }

    /// <summary>Whether the input has a batch dimension: NCHW, else CHW.</summary>
    public bool IsBatched { get; }

    /// <summary>Images in the batch (1 where there is no batch dimension; 0 is allowed).</summary>
    public long Batch { get; }

    /// <summary>Height of the input.</summary>
    public long InHeight { get; }

    /// <summary>Width of the input.</summary>
    public long InWidth { get; }

    /// <summary>Height of the output, at least 1.</summary>
    public long OutHeight { get; }

    /// <summary>Width of the output, at least 1.</summary>
    public long OutWidth { get; }

    /// <summary>The padding in numbers.</summary>
    public Padding2d Padding { get; }

    /// <summary>Lengths of the input, (N, C, H, W) or (C, H, W).</summary>
    public IReadOnlyList<long> Input => IsBatched ? [Batch, Spec.InChannels, InHeight, InWidth] : [Spec.InChannels, InHeight, InWidth];

    /// <summary>Lengths of the output, (N, C, H, W) or (C, H, W).</summary>
    public IReadOnlyList<long> Output => IsBatched ? [Batch, Spec.OutChannels, OutHeight, OutWidth] : [Spec.OutChannels, OutHeight, OutWidth];

    /// <summary>Elements of the output; a double, so that it cannot wrap.</summary>
    public double OutputElements => (double)Batch * Spec.OutChannels * OutHeight * OutWidth;

    /// <summary>Infers the output of a layer for an input of these lengths.</summary>
    /// <param name="spec">The layer.</param>
    /// <param name="lengths">Lengths of the input, (N, C, H, W) or (C, H, W).</param>
    /// <exception cref="ConvException">The input does not fit the layer, or the window is larger than the padded input.</exception>
    public static Conv2dShape Infer(Conv2dSpec spec, ReadOnlySpan<nint> lengths)
    {
        if (lengths.Length is not (3 or 4))
        {
            throw new ConvException(
                "input",
                string.Create(CultureInfo.InvariantCulture, $"The input has {lengths.Length} dimensions, {Shape(lengths)}."),
                "A 2-d convolution takes 4 (N, C, H, W), or 3 (C, H, W) for one image.");
        }

        bool batched = lengths.Length == 4;
        var image = batched ? lengths[1..] : lengths;
        if (image[0] != spec.InChannels)
        {
            throw new ConvException(
                "input",
                string.Create(CultureInfo.InvariantCulture, $"The input {Shape(lengths)} has {image[0]} channels, but the layer's weight {Shape(spec.WeightShape)} with groups={spec.Groups} expects in_channels={spec.InChannels}."),
                string.Create(CultureInfo.InvariantCulture, $"Give an input of {spec.InChannels} channels, or a layer of in_channels={image[0]}."));
        }

        if (image[1] < 1 || image[2] < 1)
        {
            throw new ConvException(
                "input",
                $"The input {Shape(lengths)} has no pixels.",
                "Height and width are at least 1; only the batch may be 0.");
        }

        return new Conv2dShape(spec, batched, batched ? lengths[0] : 1, image[1], image[2]).Checked();
    }

    /// <summary>Lengths in brackets, such as <c>[1, 3, 64, 64]</c>.</summary>
    /// <param name="lengths">The lengths.</param>
    public static string Shape(ReadOnlySpan<nint> lengths) => Shape(lengths.ToArray().Select(length => (long)length));

    /// <summary>Lengths in brackets, such as <c>[1, 3, 64, 64]</c>.</summary>
    /// <param name="lengths">The lengths.</param>
    public static string Shape(IEnumerable<int> lengths) => Shape(lengths.Select(length => (long)length));

    /// <summary>Lengths in brackets, such as <c>[1, 3, 64, 64]</c>.</summary>
    /// <param name="lengths">The lengths.</param>
    public static string Shape(IEnumerable<long> lengths) =>
        $"[{string.Join(", ", lengths.Select(length => length.ToString(CultureInfo.InvariantCulture)))}]";

    /// <summary>Whether these are the input's lengths.</summary>
    internal bool IsInput(ReadOnlySpan<nint> lengths) => Is(lengths, Spec.InChannels, InHeight, InWidth);

    /// <summary>Whether these are the output's lengths.</summary>
    internal bool IsOutput(ReadOnlySpan<nint> lengths) => Is(lengths, Spec.OutChannels, OutHeight, OutWidth);

    private bool Is(ReadOnlySpan<nint> lengths, long channels, long height, long width) =>
        lengths.Length == (IsBatched ? 4 : 3)
        && (!IsBatched || lengths[0] == Batch)
        && lengths[^3] == channels && lengths[^2] == height && lengths[^1] == width;

    private static long Infer(long input, int before, int after, int kernel, int stride, int dilation)
    {
        long window = (long)dilation * (kernel - 1) + 1;
        long free = input + before + after - window;
        return free < 0 ? 0 : free / stride + 1;
    }

    private Conv2dShape Checked()
    {
        long rows = InHeight + Padding.Top + Padding.Bottom, columns = InWidth + Padding.Left + Padding.Right;
        if (OutHeight < 1 || OutWidth < 1)
        {
            long windowRows = (long)Spec.Dilation.Height * (Spec.KernelSize.Height - 1) + 1;
            long windowColumns = (long)Spec.Dilation.Width * (Spec.KernelSize.Width - 1) + 1;
            string asked = $"kernel_size={Spec.KernelSize}{(Spec.Dilation == 1 ? "" : $", dilation={Spec.Dilation}")}";
            throw new ConvException(
                "kernel_size",
                string.Create(CultureInfo.InvariantCulture, $"The padded input is {rows}×{columns} a channel, smaller than the window of {windowRows}×{windowColumns} ({asked})."),
                "The window must fit into the padded input.",
                string.Create(CultureInfo.InvariantCulture, $"padding: {new IntPair(Need(InHeight, windowRows), Need(InWidth, windowColumns))}"));
        }

        int limitRows = Math.Max(Padding.Top, Padding.Bottom), limitColumns = Math.Max(Padding.Left, Padding.Right);
        (string rule, bool wrong) = Spec.PaddingMode switch
        {
            PaddingMode.Reflect => ("smaller than the input", limitRows >= InHeight || limitColumns >= InWidth),
            PaddingMode.Circular => ("no larger than the input", limitRows > InHeight || limitColumns > InWidth),
            _ => ("", false),
        };
        if (wrong)
        {
            string mode = Spec.PaddingMode.ToString().ToLowerInvariant();
            throw new ConvException(
                "padding",
                string.Create(CultureInfo.InvariantCulture, $"padding={Spec.Padding} with padding_mode=\"{mode}\" reaches too far over an input of {InHeight}×{InWidth}."),
                $"With \"{mode}\", padding must be {rule} in each dimension.");
        }

        return this;

        static int Need(long input, long window) => (int)Math.Min(int.MaxValue, Math.Max(0, (window - input + 1) / 2));
    }
}

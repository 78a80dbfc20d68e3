using GroupConv.Core.Specs;

namespace GroupConv.Core.Problems;

/// <summary>
/// The input of the algorithm table: a grouped, non-transposed convolution of a batch of images. Every layer is a list of such problems.
/// Problems with equal numbers are equal and share a plan. The layout of the filters in the weight (<see cref="FilterLayout"/>) does not
/// take part in the comparison.
/// </summary>
internal sealed record ImageProblem
{
    /// <summary>Makes a problem. The sizes are not checked.</summary>
    /// <param name="batch">Images.</param>
    /// <param name="groups">Groups.</param>
    /// <param name="inChannels">Input channels of a group.</param>
    /// <param name="outChannels">Output channels of a group.</param>
    /// <param name="rows">The vertical axis.</param>
    /// <param name="columns">The horizontal axis.</param>
    /// <param name="paddingMode">How the padding is filled.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="layout">Memory layout of the images; null for dense tensors.</param>
    public ImageProblem(
        long batch,
        int groups,
        int inChannels,
        int outChannels,
        ImageAxis rows,
        ImageAxis columns,
        PaddingMode paddingMode = PaddingMode.Zeros,
        bool bias = true,
        ImageLayout? layout = null)
    {
        (Batch, Groups, InChannels, OutChannels, Rows, Columns, PaddingMode, Bias) = (
            batch, groups, inChannels, outChannels, rows, columns, paddingMode, bias);
        var dense = ImageLayout.Dense(groups, inChannels * rows.In * columns.In, (long)groups * outChannels, rows.Out * columns.Out);
        HasDenseImages = layout is null || layout == dense;
        Layout = HasDenseImages ? dense : layout!;
    }

    /// <summary>Images of the batch; 0 is allowed.</summary>
    public long Batch { get; }

    public int Groups { get; }

    /// <summary>Input channels of a group.</summary>
    public int InChannels { get; }

    /// <summary>Output channels of a group.</summary>
    public int OutChannels { get; }

    /// <summary>The vertical axis.</summary>
    public ImageAxis Rows { get; }

    /// <summary>The horizontal axis.</summary>
    public ImageAxis Columns { get; }

    /// <summary>How the padding is filled.</summary>
    public PaddingMode PaddingMode { get; }

    public bool Bias { get; }

    /// <summary>Memory layout of the images.</summary>
    public ImageLayout Layout { get; }

    /// <summary>Whether input and output are dense tensors.</summary>
    public bool HasDenseImages { get; }

    /// <summary>The layout of a separate weight tensor, [out_channels, in_channels / groups, kH, kW].</summary>
    public FilterLayout DenseFilters => FilterLayout.Dense(InChannels, OutChannels, Rows.Taps, Columns.Taps);

    /// <summary>Input channels of all groups.</summary>
    public int AllInChannels => Groups * InChannels;

    /// <summary>Output channels of all groups.</summary>
    public int AllOutChannels => Groups * OutChannels;

    /// <summary>Whether each group reads one channel.</summary>
    public bool IsDepthwise => InChannels == 1;

    /// <summary>For a depthwise problem, the number of filters per input channel.</summary>
    public int Multiplier => OutChannels;

    /// <summary>Taps of a plane: kH · kW.</summary>
    public int PlaneTaps => Rows.Taps * Columns.Taps;

    /// <summary>Taps of an output: in_channels / groups · kH · kW. A double to avoid overflow.</summary>
    public double Taps => (double)InChannels * Rows.Taps * Columns.Taps;

    /// <summary>Whether filters are 1×1.</summary>
    public bool IsPointwise => HasFilter(1);

    /// <summary>Whether both strides are 1.</summary>
    public bool HasUnitStride => HasStride(1);

    /// <summary>Whether the padding is 0 on all sides, neither adding nor cropping.</summary>
    public bool IsUnpadded => Rows.IsUnpadded && Columns.IsUnpadded;

    /// <summary>Elements of an input plane.</summary>
    public long InPlane => Rows.In * Columns.In;

    /// <summary>Elements of an output plane.</summary>
    public long OutPlane => Rows.Out * Columns.Out;

    /// <summary>Images times groups.</summary>
    public double GroupImages => (double)Batch * Groups;

    /// <summary>Elements of the output. A double to avoid overflow.</summary>
    public double OutputElements => (double)Batch * AllOutChannels * Rows.Out * Columns.Out;

    /// <summary>Multiply-accumulates, including those with padding.</summary>
    public double Macs => OutputElements * Taps;

    public double InputBytes => sizeof(float) * ((double)Batch * AllInChannels * Rows.In * Columns.In);

    public double OutputBytes => sizeof(float) * OutputElements;

    /// <summary>Bytes of weight and bias.</summary>
    public double ParameterBytes => sizeof(float) * AllOutChannels * (Taps + (Bias ? 1 : 0));

    /// <summary>A 1-d or 2-d convolution as one problem; a line is an image of one row.</summary>
    /// <param name="shape">A non-transposed layer of one or two dimensions, applied to an input.</param>
    public static ImageProblem Of(ConvShape shape)
    {
        var spec = shape.Spec;
        var rows = spec.Dims == 1 ? ImageAxis.One : Axis(shape, 0);
        return new ImageProblem(
            shape.Batch,
            spec.Groups,
            spec.InChannelsPerGroup,
            spec.OutChannelsPerGroup,
            rows,
            Axis(shape, spec.Dims - 1),
            spec.PaddingMode,
            spec.Bias);
    }

    /// <summary>Whether filters are square with this size.</summary>
    /// <param name="size">Rows and columns.</param>
    public bool HasFilter(int size) => Rows.Taps == size && Columns.Taps == size;

    /// <summary>Whether both strides have this value.</summary>
    /// <param name="stride">The stride.</param>
    public bool HasStride(int stride) => Rows.Stride == stride && Columns.Stride == stride;

    /// <summary>Whether both dilations have this value.</summary>
    /// <param name="dilation">The dilation.</param>
    public bool HasDilation(int dilation) => Rows.Dilation == dilation && Columns.Dilation == dilation;

    /// <summary>
    /// Start of the memory that may be read around a group's channels: the whole tensor if images are dense, otherwise only the group's
    /// channels.
    /// </summary>
    public long ReadableStart(long image, long group) => HasDenseImages ? 0 : Layout.Input(image, group);

    /// <summary>End of that memory.</summary>
    public long ReadableEnd(long image, long group) =>
        HasDenseImages ? Batch * Layout.InputStep : Layout.Input(image, group) + InChannels * InPlane;

    /// <summary>The problem in PyTorch's notation, without the padding.</summary>
    public override string ToString() => new ConvSpec(
        2,
        false,
        AllInChannels,
        AllOutChannels,
        (Rows.Taps, Columns.Taps),
        (Rows.Stride, Columns.Stride),
        dilation: (Rows.Dilation, Columns.Dilation),
        groups: Groups,
        bias: Bias,
        paddingMode: PaddingMode).ToString();

    private static ImageAxis Axis(ConvShape shape, int d)
    {
        var spec = shape.Spec;
        return new ImageAxis(
            shape.InSize[d],
            shape.OutSize[d],
            spec.KernelSize[d],
            spec.Stride[d],
            spec.Dilation[d],
            shape.Padding.Before[d],
            shape.Padding.After[d]);
    }
}

using GroupConv.Core.Specs;

namespace GroupConv.Core.Problems;

/// <summary>
/// What a row of the algorithm table computes: a grouped convolution of a batch of images, never transposed. Every layer is a list of such
/// problems. Problems are equal where all their numbers are, so that equal ones share a plan; where their filters stand in the weight (<see
/// cref="FilterLayout"/>) is no part of them.
/// </summary>
internal sealed record ImageProblem
{
    /// <summary>A problem. Its sizes are right: nothing is checked here.</summary>
    /// <param name="batch">Images.</param>
    /// <param name="groups">Groups.</param>
    /// <param name="inChannels">Input channels of a group.</param>
    /// <param name="outChannels">Output channels of a group.</param>
    /// <param name="rows">The height.</param>
    /// <param name="columns">The width.</param>
    /// <param name="paddingMode">What stands in the padding.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="layout">Where the images stand; null for a tensor.</param>
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

    /// <summary>The height.</summary>
    public ImageAxis Rows { get; }

    /// <summary>The width.</summary>
    public ImageAxis Columns { get; }

    /// <summary>What stands in the padding.</summary>
    public PaddingMode PaddingMode { get; }

    public bool Bias { get; }

    /// <summary>Where the images stand in memory.</summary>
    public ImageLayout Layout { get; }

    /// <summary>Whether input and output are tensors, one image behind the other.</summary>
    public bool HasDenseImages { get; }

    /// <summary>The filters of a weight tensor of the problem's own, [out_channels, in_channels / groups, kH, kW].</summary>
    public FilterLayout DenseFilters => FilterLayout.Dense(InChannels, OutChannels, Rows.Taps, Columns.Taps);

    /// <summary>Input channels of all groups.</summary>
    public int AllInChannels => Groups * InChannels;

    /// <summary>Output channels of all groups.</summary>
    public int AllOutChannels => Groups * OutChannels;

    /// <summary>Whether each group reads one channel.</summary>
    public bool IsDepthwise => InChannels == 1;

    /// <summary>For a depthwise problem, the filters of each input channel.</summary>
    public int Multiplier => OutChannels;

    /// <summary>Taps of a plane: kH · kW.</summary>
    public int PlaneTaps => Rows.Taps * Columns.Taps;

    /// <summary>Taps of an output: in_channels / groups · kH · kW; a double, so that it cannot wrap.</summary>
    public double Taps => (double)InChannels * Rows.Taps * Columns.Taps;

    /// <summary>Whether filters are 1×1.</summary>
    public bool IsPointwise => HasFilter(1);

    /// <summary>Whether both strides are 1.</summary>
    public bool HasUnitStride => HasStride(1);

    /// <summary>Whether nothing is added around the images and nothing of them is left out.</summary>
    public bool IsUnpadded => Rows.IsUnpadded && Columns.IsUnpadded;

    /// <summary>Elements of an input plane.</summary>
    public long InPlane => Rows.In * Columns.In;

    /// <summary>Elements of an output plane.</summary>
    public long OutPlane => Rows.Out * Columns.Out;

    /// <summary>Images times groups.</summary>
    public double GroupImages => (double)Batch * Groups;

    /// <summary>Elements of the output; a double, so that it cannot wrap.</summary>
    public double OutputElements => (double)Batch * AllOutChannels * Rows.Out * Columns.Out;

    /// <summary>Multiply-accumulates; those with padding count.</summary>
    public double Macs => OutputElements * Taps;

    public double InputBytes => sizeof(float) * ((double)Batch * AllInChannels * Rows.In * Columns.In);

    public double OutputBytes => sizeof(float) * OutputElements;

    /// <summary>Bytes of weight and bias.</summary>
    public double ParameterBytes => sizeof(float) * AllOutChannels * (Taps + (Bias ? 1 : 0));

    /// <summary>A convolution of lines or images as one problem: lines are images of one row.</summary>
    /// <param name="shape">A layer on its input, of one or two dimensions and not transposed.</param>
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

    /// <summary>Whether filters are square and of this size.</summary>
    /// <param name="size">Rows and columns.</param>
    public bool HasFilter(int size) => Rows.Taps == size && Columns.Taps == size;

    /// <summary>Whether both strides are this.</summary>
    /// <param name="stride">The stride.</param>
    public bool HasStride(int stride) => Rows.Stride == stride && Columns.Stride == stride;

    /// <summary>Whether both dilations are this.</summary>
    /// <param name="dilation">The dilation.</param>
    public bool HasDilation(int dilation) => Rows.Dilation == dilation && Columns.Dilation == dilation;

    /// <summary>Where memory begins that may be read together with a group's channels: a tensor, or the group's channels alone.</summary>
    public long ReadableStart(long image, long group) => HasDenseImages ? 0 : Layout.Input(image, group);

    /// <summary>Where that memory ends.</summary>
    public long ReadableEnd(long image, long group) =>
        HasDenseImages ? Batch * Layout.InputStep : Layout.Input(image, group) + InChannels * InPlane;

    /// <summary>PyTorch's line for it, without the padding.</summary>
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

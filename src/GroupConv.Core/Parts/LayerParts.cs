using System.Globalization;
using GroupConv.Core.Execution;
using GroupConv.Core.Problems;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Parts;

/// <summary>
/// A layer applied to an input, as a list of image problems. A 1-d or 2-d convolution is one problem. The slices of a volume are one
/// problem with a larger batch (<see cref="DepthSlices"/>). A transposed convolution is one problem for each remainder of the output
/// position by the stride (<see cref="AxisPart"/>); their outputs are interleaved afterwards.
/// </summary>
internal sealed class LayerParts
{
    // Starting more parts takes longer than the reference loops.
    private const int MostParts = 1 << 14;

    private const int MostLength = 1 << 30;

    private readonly ConvShape _shape;
    private readonly List<LayerPart> _parts = [];
    private readonly List<PartsStep> _steps = [];

    private LayerParts(ConvShape shape)
    {
        _shape = shape;
        var problem = ImageProblem.Of(shape);
        _parts.Add(new LayerPart(problem, problem.DenseFilters, 0));
        _steps.Add(new PartsStep(0, 1, null));
    }

    private LayerParts(ConvShape shape, AxisPart[][] axes, DepthSlices? slices)
    {
        (_shape, Slices) = (shape, slices);
        bool isDirect = axes[1].Length == 1 && axes[2].Length == 1;
        foreach (var depth in axes[0])
        {
            foreach (var rows in axes[1])
            {
                int first = _parts.Count;
                long phases = 0;
                var starts = new long[axes[2].Length];
                for (int i = 0; i < starts.Length; i++)
                {
                    var columns = axes[2][i];
                    starts[i] = -1;
                    if (depth.Taps == 0 || rows.Taps == 0 || columns.Taps == 0)
                        continue;
                    starts[i] = phases;
                    var filters = PartWeights.Layout(shape.Spec, depth, rows, columns);
                    _parts.Add(new LayerPart(Problem(depth, rows, columns, isDirect), filters, phases));
                    phases += isDirect
                        ? 0
                        : Workspace.WholeLines(shape.Batch * depth.Outputs * shape.Spec.OutChannels * rows.Outputs * columns.Outputs);
                }

                bool isComplete = isDirect && starts[0] >= 0;
                var interleaving = isComplete
                    ? null
                    : new Interleaving(depth, rows, axes[2], starts, shape.Batch, shape.Spec.OutChannels, Volume(shape.OutSize));
                _steps.Add(new PartsStep(first, _parts.Count, interleaving));
                PhaseFloats = Math.Max(PhaseFloats, phases);
            }
        }
    }

    /// <summary>The problems, in the order of computation; empty if no tap reaches an output.</summary>
    public IReadOnlyList<LayerPart> Parts => _parts;

    /// <summary>The steps of the computation: parts to run, and how their outputs are combined.</summary>
    public IReadOnlyList<PartsStep> Steps => _steps;

    /// <summary>How a volume's planes are laid out for its slices; null for a layer without depth.</summary>
    public DepthSlices? Slices { get; }

    /// <summary>Floats of the part outputs that are kept until they are interleaved.</summary>
    public long PhaseFloats { get; }

    /// <summary>Whether a single problem reads the layer's input and writes its output directly.</summary>
    public bool IsOne => _parts.Count == 1 && _steps.Count == 1 && _steps[0].Interleaving is null && Slices is not { Copies: true };

    /// <summary>Whether the single problem is the layer itself.</summary>
    public bool IsPlain => !_shape.Spec.Transposed && _shape.Spec.Dims < 3;

    /// <summary>Makes the list of problems.</summary>
    /// <param name="shape">The layer applied to an input.</param>
    /// <param name="whyNot">The reason if the result is null.</param>
    /// <returns>Null if there would be too many parts, or a part would be too large.</returns>
    public static LayerParts? Of(ConvShape shape, out string whyNot)
    {
        var spec = shape.Spec;
        whyNot = "its lengths do not fit the offsets of parts";
        if (!spec.Transposed && spec.Dims == 2)
            return new LayerParts(shape);
        AxisPart[][] axes = [[AxisPart.None], [AxisPart.None], [AxisPart.None]];
        int most = MostParts;
        for (int d = 0; d < spec.Dims; d++)
        {
            if (shape.InSize[d] > MostLength || shape.OutSize[d] > MostLength)
                return null;
            if (AxisPart.Of(shape, d, most) is not { } parts)
            {
                // There is one part for each remainder of the output position by the stride.
                // Planning and starting them would take longer than the reference loops.
                whyNot = string.Create(CultureInfo.InvariantCulture, $"stride={spec.Stride} would make more than {MostParts} parts");
                return null;
            }

            axes[3 - spec.Dims + d] = parts;
            most /= parts.Length;
            if (parts.Any(IsTooLong))
                return null;
        }

        if (!spec.Transposed && spec.Dims == 1)
            return new LayerParts(shape);
        long[] size = Volume(shape.InSize);
        double planes = axes[0].Max(part => (double)part.Taps) * spec.InChannels;
        if (planes > int.MaxValue || (double)size[1] * size[2] > MostLength)
            return null;
        DepthSlices? slices = null;
        if (axes[0].Any(part => part.Taps > 0))
        {
            slices = DepthSlices.For(spec, shape.Batch, size[0], size[1] * size[2], axes[0]);
            if (slices is null)
                return null;
        }

        return new LayerParts(shape, axes, slices);
    }

    private static bool IsTooLong(AxisPart part) =>
        part.Before is > MostLength or < -MostLength || Math.Abs(part.Reach) > MostLength || part.Dilation > MostLength;

    /// <summary>The lengths of a volume; missing ones are 1.</summary>
    private static long[] Volume(TensorShape size) => [.. Enumerable.Repeat(1L, 3 - size.Count), .. size];

    private static ImageAxis Axis(AxisPart part, long input) => new(
        input, part.Outputs, part.Taps, (int)part.Stride, (int)part.Dilation, (int)part.Before, checked((int)(part.Reach - input)));

    private ImageProblem Problem(AxisPart depth, AxisPart rows, AxisPart columns, bool isDirect)
    {
        var spec = _shape.Spec;
        long[] input = Volume(_shape.InSize), output = Volume(_shape.OutSize);
        long outputPlane = rows.Outputs * columns.Outputs, slices = isDirect ? output[0] : depth.Outputs;
        (long first, long step) = isDirect ? (depth.FirstOutput, depth.OutputStep) : (0, spec.OutChannels);
        long[] places = [.. Enumerable.Range(0, checked((int)depth.Outputs)).Select(slice => (first + slice * step) * outputPlane)];
        var layout = new ImageLayout(
            places.Length,
            Slices!.Offsets(depth),
            spec.Groups * Slices.GroupStep,
            Slices.GroupStep,
            places,
            spec.OutChannels * slices * outputPlane,
            (isDirect ? slices : 1) * outputPlane);
        return new ImageProblem(
            _shape.Batch * depth.Outputs,
            spec.Groups,
            spec.InChannelsPerGroup * depth.Taps,
            spec.OutChannelsPerGroup,
            Axis(rows, input[1]),
            Axis(columns, input[2]),
            spec.PaddingMode,
            spec.Bias,
            layout);
    }
}

/// <summary>One problem of a layer.</summary>
/// <param name="Problem">The problem.</param>
/// <param name="Filters">Layout of its filters in the layer's weight.</param>
/// <param name="OutputAt">Offset of its output in the memory that holds part outputs until they are interleaved.</param>
internal sealed record LayerPart(ImageProblem Problem, FilterLayout Filters, long OutputAt)
{
    /// <summary>Whether the filters are a whole dense weight tensor.</summary>
    public bool HasDenseFilters { get; } = Filters == Problem.DenseFilters;
}

/// <summary>Some parts, and how their outputs are combined.</summary>
/// <param name="FirstPart">The first part.</param>
/// <param name="EndPart">One past the last part.</param>
/// <param name="Interleaving">Interleaves their outputs; null if the parts write the layer's output directly.</param>
internal sealed record PartsStep(int FirstPart, int EndPart, Interleaving? Interleaving);

using System.Globalization;
using GroupConv.Core.Algorithms;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Parts;

/// <summary>
/// A convolution over one or three dimensions, or a transposed one, as ordinary 2-d convolutions that the engine computes. Lines are images of one row; volumes are slices
/// (<see cref="DepthSlices"/>); a transposed convolution is one convolution for each remainder of the output's place by the stride (<see cref="AxisPart"/>), whose outputs
/// then take turns (<see cref="Interleaving"/>).
/// </summary>
internal sealed unsafe class PartsConv : IPreparedConv
{
    // More parts than this are not worth their starting.
    private const int MostParts = 1 << 14;

    private const int MostLength = 1 << 30;

    private readonly ConvShape _shape;
    private readonly DepthSlices? _slices;
    private readonly List<Part> _parts = [];
    private readonly List<Step> _steps = [];
    private readonly List<string> _algorithms = [];
    private readonly Dictionary<Conv2dShape, (IConvAlgorithm Row, IPreparedConv Conv)> _planned = [];
    private readonly long _copyFloats;
    private readonly long _convFloats;
    private readonly long _phaseFloats;

    private PartsConv(ConvShape shape, AxisPart[][] axes, DepthSlices? slices, string? algorithm, int threads)
    {
        (_shape, _slices) = (shape, slices);
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
                    _parts.Add(NewPart([depth, rows, columns], isDirect, phases, algorithm, threads));
                    phases += isDirect ? 0 : Workspace.WholeLines(shape.Batch * depth.Outputs * shape.Spec.OutChannels * rows.Outputs * columns.Outputs);
                }

                bool isComplete = isDirect && starts[0] >= 0;
                _steps.Add(new Step(first, _parts.Count, isComplete ? null : new Interleaving(depth, rows, axes[2], starts, shape.Batch, shape.Spec.OutChannels, Lengths(shape.OutSize))));
                _phaseFloats = Math.Max(_phaseFloats, phases);
            }
        }

        Threads = _parts.Select(part => part.Conv.Threads).DefaultIfEmpty(1).Max();
        _copyFloats = slices is null ? 0 : Workspace.WholeLines((long)slices.CopyFloats);
        _convFloats = Workspace.WholeLines(_parts.Select(part => part.Conv.ScratchFloats).DefaultIfEmpty(0).Max());
    }

    public int Threads { get; }

    public long ScratchFloats => _copyFloats + _convFloats + _phaseFloats;

    public long PackedFloats { get; private set; }

    /// <summary>The rows of the algorithm table that compute the parts; <c>bias</c> where there are none.</summary>
    public string Algorithm => _algorithms.Count == 0 ? "bias" : string.Join(" + ", _algorithms.Distinct());

    /// <summary>Why these, and why parts.</summary>
    public string Reason { get; private set; } = "no tap reaches an output";

    public string Blocking => string.Create(CultureInfo.InvariantCulture, $"{How}{_parts.FirstOrDefault()?.Conv.Blocking ?? "the bias alone"}");

    public TileUse Use
    {
        get
        {
            double copied = sizeof(float) * (2 * (_slices?.CopyFloats ?? 0) + (_phaseFloats > 0 ? 2 * _shape.OutputElements : 0));
            var uses = _parts.Select(part => part.Conv.Use).ToArray();
            return new TileUse(
                Math.Max(1, uses.Sum(use => use.Macs)),
                Math.Max(1, uses.Sum(use => use.Bytes) + copied),
                (uses.FirstOrDefault().Detail ?? "the output once") + (copied > 0 ? ", volumes or outputs copied" : ""));
        }
    }

    public double? Error => _parts.Max(part => part.Conv.Error);

    private string How => (_slices is { Copies: true } ? "planes copied for slices; " : "")
        + (_parts.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $"{_parts.Count} parts, the first with ") : "");

    /// <summary>Plans the parts.</summary>
    /// <param name="shape">The layer on its input.</param>
    /// <param name="algorithm">A row of the algorithm table for all parts, or null or empty.</param>
    /// <param name="threads">How many threads may share a run.</param>
    /// <param name="whyNot">Where it is null, the reason.</param>
    /// <returns>Null where there would be too many parts, or parts too large.</returns>
    /// <exception cref="ConvException">There is no row of that name, or it refuses a part.</exception>
    public static PartsConv? For(ConvShape shape, string? algorithm, int threads, out string whyNot)
    {
        var spec = shape.Spec;
        AxisPart[][] axes = [[AxisPart.None], [AxisPart.None], [AxisPart.None]];
        int most = MostParts;
        whyNot = "its lengths do not fit the offsets of parts";
        for (int d = 0; d < spec.Dims; d++)
        {
            if (shape.InSize[d] > MostLength || shape.OutSize[d] > MostLength)
                return null;
            if (AxisPart.Of(shape, d, most) is not { } parts)
            {
                // A part for each remainder of an output's place by the stride: planning and starting them would take longer than the loops.
                whyNot = string.Create(CultureInfo.InvariantCulture, $"stride={spec.Stride} would make more than {MostParts} parts");
                return null;
            }

            axes[3 - spec.Dims + d] = parts;
            most /= parts.Length;
            if (parts.Any(part => part.Before is > MostLength or < -MostLength || Math.Abs(part.Reach) > MostLength || part.Dilation > MostLength))
                return null;
        }

        long[] size = Lengths(shape.InSize);
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

        return new PartsConv(shape, axes, slices, algorithm, threads);
    }

    public void Pack(in ConvBuffers buffers, Cancellation cancellation)
    {
        foreach (var part in _parts)
        {
            float* packed = buffers.Packed + part.PackedAt;
            if (part.Weights is null || part.Conv.PacksFilters)
                part.Conv.Pack(new ConvBuffers(null, buffers.Weight, buffers.Bias, null, packed, null), cancellation);
            else if (part.Conv.PackedFloats == 0)
                Order(part.Weights, buffers, packed, Threads, cancellation);
            else
                PackOrdered(part, part.Weights, buffers, packed, cancellation);
        }
    }

    public void Run(in ConvBuffers buffers, Cancellation cancellation)
    {
        float* x = buffers.X, scratch = buffers.Scratch + _copyFloats, phases = scratch + _convFloats;
        if (_slices is { Copies: true })
        {
            WorkerPool.Run(_slices, new ConvBuffers(buffers.X, null, null, buffers.Scratch, null, null), _slices.Items, Threads, cancellation);
            x = buffers.Scratch;
        }

        foreach (var step in _steps)
        {
            for (int i = step.FirstPart; i < step.EndPart; i++)
            {
                var part = _parts[i];
                float* packed = buffers.Packed == null ? null : buffers.Packed + part.PackedAt;
                float* y = step.Interleaving is null ? buffers.Y : phases + part.OutputAt;
                bool isPacked = part.Conv.PackedFloats > 0;
                float* weight = isPacked ? null : part.Weights is null ? buffers.Weight : packed;
                part.Conv.Run(new ConvBuffers(x, weight, buffers.Bias, y, isPacked ? packed : null, scratch), cancellation);
            }

            if (step.Interleaving is { } interleaving)
                WorkerPool.Run(interleaving, new ConvBuffers(phases, null, buffers.Bias, buffers.Y, null, null), interleaving.Items, Threads, cancellation);
        }
    }

    private static void PackOrdered(Part part, PartWeights weights, in ConvBuffers buffers, float* packed, Cancellation cancellation)
    {
        using var ordered = Workspace.Rent(sizeof(float) * weights.Floats);
        Order(weights, buffers, ordered.Floats, part.Conv.Threads, cancellation);
        part.Conv.Pack(new ConvBuffers(null, ordered.Floats, buffers.Bias, null, packed, null), cancellation);
    }

    private static void Order(PartWeights weights, in ConvBuffers buffers, float* to, int threads, Cancellation cancellation) =>
        WorkerPool.Run(weights, new ConvBuffers(null, buffers.Weight, null, null, to, null), weights.Items, threads, cancellation);

    /// <summary>Lengths of a volume: those that are missing are 1.</summary>
    private static long[] Lengths(TensorShape size) => [.. Enumerable.Repeat(1L, 3 - size.Count), .. size];

    private static int After(AxisPart part, long input) => checked((int)(part.Reach - input));

    private Part NewPart(AxisPart[] axes, bool isDirect, long outputAt, string? algorithm, int threads)
    {
        var spec = _shape.Spec;
        (var depth, var rows, var columns) = (axes[0], axes[1], axes[2]);
        long[] input = Lengths(_shape.InSize), output = Lengths(_shape.OutSize);
        var part = new Conv2dSpec(
            spec.InChannels * depth.Taps,
            spec.OutChannels,
            (rows.Taps, columns.Taps),
            ((int)rows.Stride, (int)columns.Stride),
            0,
            ((int)rows.Dilation, (int)columns.Dilation),
            spec.Groups,
            spec.Bias,
            spec.PaddingMode);
        var padding = Padding2d.Explicit((int)rows.Before, After(rows, input[1]), (int)columns.Before, After(columns, input[2]));
        long outputPlane = rows.Outputs * columns.Outputs, slices = isDirect ? output[0] : depth.Outputs;
        (long first, long step) = isDirect ? (depth.FirstOutput, depth.OutputStep) : (0, spec.OutChannels);
        long[] places = [.. Enumerable.Range(0, checked((int)depth.Outputs)).Select(slice => (first + slice * step) * outputPlane)];
        var layout = new ImageLayout(
            places.Length, _slices!.Offsets(depth), spec.Groups * _slices.GroupStep, _slices.GroupStep, places, spec.OutChannels * slices * outputPlane, (isDirect ? slices : 1) * outputPlane);
        bool isDense = layout.IsDense(spec.Groups, (long)part.InChannelsPerGroup * input[1] * input[2], spec.OutChannels * outputPlane, outputPlane);
        Conv2dShape Shape(FilterLayout? filters) =>
            Conv2dShape.Part(part, _shape.Batch * depth.Outputs, (input[1], input[2]), (rows.Outputs, columns.Outputs), padding, isDense ? null : layout, filters);
        var shape = Shape(null);

        // Parts that differ in their taps alone are planned once, and share what does not know where their filters stand.
        if (!_planned.TryGetValue(shape, out var planned))
        {
            var row = AlgorithmTable.Choose(shape, algorithm, out string why, _shape.Spec);
            if (_parts.Count == 0)
                Reason = why;
            _algorithms.Add(row.Name);
            planned = (row, row.Prepare(shape, threads));
            _planned.Add(shape, planned);
        }

        int[] kernel = [.. Enumerable.Repeat(1, 3 - spec.Dims), .. spec.KernelSize];
        // A convolution's weight is in the part's order, unless several channels reach into the depth.
        var filters = !spec.Transposed && (spec.InChannelsPerGroup == 1 || kernel[0] == 1) ? null : PartWeights.Layout(spec, kernel, axes);
        var weights = filters is null ? null : new PartWeights(spec, filters);
        var conv = filters is not null && planned.Conv.PacksFilters ? planned.Row.Prepare(Shape(filters), threads) : planned.Conv;
        long packedAt = PackedFloats;
        PackedFloats += Workspace.WholeLines(conv.PackedFloats > 0 ? conv.PackedFloats : weights?.Floats ?? 0);
        return new Part(conv, weights, packedAt, outputAt);
    }

    /// <summary>One 2-d convolution; the order of its weight, null where that is the whole's.</summary>
    private sealed record Part(IPreparedConv Conv, PartWeights? Weights, long PackedAt, long OutputAt);

    /// <summary>Some parts, and how their outputs come together; null where they stand in their places.</summary>
    private sealed record Step(int FirstPart, int EndPart, Interleaving? Interleaving);
}

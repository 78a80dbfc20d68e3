using System.Globalization;

namespace GroupConv.Core.Specs;

/// <summary>A layer applied to an input of a certain size: the sizes that follow, all checked.</summary>
/// <remarks>
/// out = ⌊(in + before + after − dilation·(kernel_size − 1) − 1) / stride⌋ + 1 in each dimension (PyTorch, <c>torch.nn.Conv2d</c>); transposed
/// out = (in − 1)·stride − before − after + dilation·(kernel_size − 1) + output_padding + 1 (PyTorch, <c>torch.nn.ConvTranspose2d</c>).
/// </remarks>
public record ConvShape
{
    // More elements than any machine has bytes, and few enough to count with.
    private const double MostElements = 1L << 53;

    private readonly ConvSpec _spec;
    private readonly long[] _inSize;
    private readonly long[] _outSize;

    /// <summary>Infers and checks the sizes.</summary>
    private protected ConvShape(ConvSpec spec, ReadOnlySpan<nint> lengths, IReadOnlyList<int>? outputSize)
    {
        _spec = spec;
        RequireInput(spec, lengths);
        IsBatched = lengths.Length == spec.Dims + 2;
        Batch = IsBatched ? lengths[0] : 1;
        _inSize = new long[spec.Dims];
        for (int d = 0; d < spec.Dims; d++)
            _inSize[d] = lengths[lengths.Length - spec.Dims + d];
        Padding = spec.ResolvedPadding;
        OutputPadding = outputSize is null ? spec.OutputPadding : OutputPaddingFor(outputSize);
        _outSize = [.. Enumerable.Range(0, spec.Dims).Select(OutLength)];
        RequireOutput();
        RequireReach();
        RequireCount();
    }

    /// <summary>The layer.</summary>
    public virtual ConvSpec Spec => _spec;

    /// <summary>Whether the input has a batch dimension: NCHW, else CHW.</summary>
    public bool IsBatched { get; }

    /// <summary>Images in the batch (1 where there is no batch dimension; 0 is allowed).</summary>
    public long Batch { get; }

    /// <summary>The spatial lengths of the input.</summary>
    public IReadOnlyList<long> InSize => _inSize;

    /// <summary>The spatial lengths of the output, at least 1 each.</summary>
    public IReadOnlyList<long> OutSize => _outSize;

    /// <summary>The padding in numbers.</summary>
    public ConvPadding Padding { get; }

    /// <summary>The output padding in numbers: what an asked-for output size comes to.</summary>
    public IntTuple OutputPadding { get; }

    /// <summary>Lengths of the input, such as (N, C, H, W) or (C, H, W).</summary>
    public IReadOnlyList<long> Input => IsBatched ? [Batch, Spec.InChannels, .. _inSize] : [Spec.InChannels, .. _inSize];

    /// <summary>Lengths of the output, such as (N, C, H, W) or (C, H, W).</summary>
    public IReadOnlyList<long> Output => IsBatched ? [Batch, Spec.OutChannels, .. _outSize] : [Spec.OutChannels, .. _outSize];

    /// <summary>Elements of the input; a double, so that it cannot wrap.</summary>
    public double InputElements => Product(Batch, Spec.InChannels, _inSize);

    /// <summary>Elements of the output; a double, so that it cannot wrap.</summary>
    public double OutputElements => Product(Batch, Spec.OutChannels, _outSize);

    /// <summary>Infers the output of a layer for an input of these lengths.</summary>
    /// <param name="spec">The layer.</param>
    /// <param name="lengths">Lengths of the input, such as (N, C, H, W) or (C, H, W).</param>
    /// <param name="outputSize">For a transposed convolution, the spatial lengths that the output shall have: they decide instead of output_padding.</param>
    /// <returns>For a <see cref="Conv2dSpec"/> a <see cref="Conv2dShape"/>.</returns>
    /// <exception cref="ConvException">The input does not fit the layer, the window is larger than the padded input, or the output size is not possible.</exception>
    public static ConvShape Infer(ConvSpec spec, ReadOnlySpan<nint> lengths, IReadOnlyList<int>? outputSize = null) =>
        spec is Conv2dSpec pairs && outputSize is null ? Conv2dShape.Infer(pairs, lengths) : new ConvShape(spec, lengths, outputSize);

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

    /// <inheritdoc/>
    public virtual bool Equals(ConvShape? other) =>
        other is not null && EqualityContract == other.EqualityContract && Spec == other.Spec && IsBatched == other.IsBatched && Batch == other.Batch
        && OutputPadding == other.OutputPadding && _inSize.AsSpan().SequenceEqual(other._inSize);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Spec, IsBatched, Batch, _inSize[0], _inSize[^1]);

    /// <summary>Whether these are the input's lengths.</summary>
    internal bool IsInput(ReadOnlySpan<nint> lengths) => Is(lengths, Spec.InChannels, _inSize);

    /// <summary>Whether these are the output's lengths.</summary>
    internal bool IsOutput(ReadOnlySpan<nint> lengths) => Is(lengths, Spec.OutChannels, _outSize);

    /// <summary>Lengths as they stand in a message: <c>10×6</c>.</summary>
    private static string Times(IEnumerable<long> lengths) => string.Join('×', lengths.Select(length => length.ToString(CultureInfo.InvariantCulture)));

    private static double Product(long batch, int channels, long[] size) => size.Aggregate((double)batch * channels, (product, length) => product * length);

    private static void RequireInput(ConvSpec spec, ReadOnlySpan<nint> lengths)
    {
        if (lengths.Length != spec.Dims + 1 && lengths.Length != spec.Dims + 2)
        {
            throw new ConvException(
                "input",
                string.Create(CultureInfo.InvariantCulture, $"The input has {lengths.Length} {(lengths.Length == 1 ? "dimension" : "dimensions")}, {Shape(lengths)}."),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"A {spec.Dims}-d {(spec.Transposed ? "transposed " : "")}convolution takes {spec.Dims + 2} {spec.Axes(batched: true)}, or {spec.Dims + 1} {spec.Axes(batched: false)} for one {spec.Thing}."));
        }

        nint channels = lengths[lengths.Length - spec.Dims - 1];
        if (channels != spec.InChannels)
        {
            bool channelsLast = lengths[^1] == spec.InChannels, fits = channels > 0 && channels <= int.MaxValue && channels % spec.Groups == 0;
            throw new ConvException(
                "input",
                string.Create(CultureInfo.InvariantCulture, $"The input {Shape(lengths)} has {channels} channels, but the layer's weight {Shape(spec.WeightShape)} with groups={spec.Groups} expects in_channels={spec.InChannels}."),
                channelsLast ? string.Create(CultureInfo.InvariantCulture, $"Channels stand before the spatial dimensions; the last dimension has {spec.InChannels}, so they may stand there.")
                    : string.Create(CultureInfo.InvariantCulture, $"Give an input of {spec.InChannels} channels{(channels > 0 ? $", or a layer of in_channels={channels}" : "")}."),
                channelsLast ? $"ActivationLayouts.ToChannelsFirst(x{(spec.Dims == 2 ? "" : string.Create(CultureInfo.InvariantCulture, $", {spec.Dims}"))})"
                    : fits ? string.Create(CultureInfo.InvariantCulture, $"inChannels: {channels}") : "");
        }

        if (lengths.Length == spec.Dims + 2 && lengths[0] < 0)
            throw new ConvException("input", $"The input {Shape(lengths)} has a negative batch.", "At least 0.");
        foreach (nint length in lengths[^spec.Dims..])
        {
            if (length > int.MaxValue)
                throw new ConvException("input", $"The input {Shape(lengths)} is too long.", string.Create(CultureInfo.InvariantCulture, $"At most {int.MaxValue} in each spatial dimension."));
            if (length < 1)
            {
                throw new ConvException(
                    "input",
                    $"The input {Shape(lengths)} has no pixels for filters of kernel_size={spec.KernelSize}.",
                    spec.Dims == 2 ? "Height and width are at least 1; only the batch may be 0." : "All lengths are at least 1; only the batch may be 0.");
            }
        }
    }

    private bool Is(ReadOnlySpan<nint> lengths, long channels, long[] size)
    {
        int first = lengths.Length - size.Length;
        if (first != (IsBatched ? 2 : 1) || (IsBatched && lengths[0] != Batch) || lengths[first - 1] != channels)
            return false;
        for (int d = 0; d < size.Length; d++)
        {
            if (lengths[first + d] != size[d])
                return false;
        }

        return true;
    }

    private long Window(int d) => (long)Spec.Dilation[d] * (Spec.KernelSize[d] - 1) + 1;

    private long Padded(int d) => _inSize[d] + Padding.Before[d] + Padding.After[d];

    private long LeastOutput(int d) => (_inSize[d] - 1) * Spec.Stride[d] + Window(d) - Padding.Before[d] - Padding.After[d];

    private long OutLength(int d)
    {
        if (Spec.Transposed)
            return LeastOutput(d) + OutputPadding[d];
        long free = Padded(d) - Window(d);
        return free < 0 ? 0 : free / Spec.Stride[d] + 1;
    }

    private IntTuple OutputPaddingFor(IReadOnlyList<int> outputSize)
    {
        int dims = Spec.Dims;
        if (!Spec.Transposed)
            throw new ConvException("output_size", $"output_size={Shape(outputSize)} is given for {Spec}.", "Only transposed convolutions take it.");
        if (outputSize.Count != dims && outputSize.Count != Input.Count)
        {
            throw new ConvException(
                "output_size",
                string.Create(CultureInfo.InvariantCulture, $"output_size={Shape(outputSize)} has {outputSize.Count} {(outputSize.Count == 1 ? "number" : "numbers")}."),
                string.Create(CultureInfo.InvariantCulture, $"For an input of {Input.Count} dimensions it has {dims} or {Input.Count}."));
        }

        int[] size = [.. outputSize.Skip(outputSize.Count - dims)];
        long[] least = [.. Enumerable.Range(0, dims).Select(LeastOutput)], most = [.. Enumerable.Range(0, dims).Select(d => LeastOutput(d) + Spec.Stride[d] - 1)];
        for (int d = 0; d < dims; d++)
        {
            if (size[d] < least[d] || size[d] > most[d])
            {
                throw new ConvException(
                    "output_size",
                    $"output_size={Shape(size)} is not possible for an input of {Times(_inSize)}.",
                    $"From {Shape(least)} to {Shape(most)}.",
                    $"outputSize: {Shape(size.Select((length, i) => Math.Clamp(length, least[i], most[i])))}");
            }
        }

        return IntTuple.Create([.. size.Select((length, d) => (int)(length - least[d]))]);
    }

    private void RequireOutput()
    {
        if (_outSize.Min() >= 1)
            return;
        if (Spec.Transposed)
        {
            throw new ConvException(
                "padding",
                $"The output for an input of {Times(_inSize)} would be {Times(_outSize)}: padding={Spec.Padding} cuts off more than there is.",
                "At least 1 must be left in each dimension.",
                "padding: 0");
        }

        int[] all = [.. Enumerable.Range(0, Spec.Dims)];
        string asked = $"kernel_size={Spec.KernelSize}{(Spec.Dilation.All(1) ? "" : $", dilation={Spec.Dilation}")}";
        throw new ConvException(
            "kernel_size",
            $"The padded input is {Times(all.Select(Padded))} a channel, smaller than the window of {Times(all.Select(Window))} ({asked}).",
            "The window must fit into the padded input.",
            $"padding: {IntTuple.Create([.. all.Select(d => (int)Math.Min(int.MaxValue, Math.Max(0, (Window(d) - _inSize[d] + 1) / 2)))])}");
    }

    private void RequireCount()
    {
        if (Math.Max(InputElements, OutputElements) > MostElements)
        {
            throw new ConvException(
                "input", $"The input {Shape(Input)} and the output {Shape(Output)} have more elements than any machine holds.", "Use a smaller batch, image or padding.");
        }
    }

    private void RequireReach()
    {
        if (Spec.PaddingMode is not (PaddingMode.Reflect or PaddingMode.Circular))
            return;
        bool reflects = Spec.PaddingMode == PaddingMode.Reflect;
        for (int d = Spec.Dims - 1; d >= 0; d--)
        {
            int limit = Math.Max(Padding.Before[d], Padding.After[d]);
            if (limit < _inSize[d] || (!reflects && limit == _inSize[d]))
                continue;
            string mode = Spec.PaddingMode.ToString().ToLowerInvariant();
            throw new ConvException(
                "padding",
                string.Create(CultureInfo.InvariantCulture, $"padding={PaddingText(d)} with padding_mode=\"{mode}\" reaches too far over an input of {Times(_inSize)}, in dimension {d + Input.Count - Spec.Dims} of {Shape(Input)}."),
                $"With \"{mode}\", padding must be {(reflects ? "smaller" : "no larger")} than the input in each dimension.",
                Spec.Padding.IsSame || Padding.Before != Padding.After ? "" : $"padding: {Padding.Before.Select((each, i) => (int)Math.Min(each, _inSize[i] - (reflects ? 1 : 0)))}");
        }
    }

    private string PaddingText(int d) => Spec.Padding.IsSame
        ? string.Create(CultureInfo.InvariantCulture, $"\"same\" ({Padding.Before[d]} before, {Padding.After[d]} behind)")
        : Spec.Padding.ToString();
}

using System.Globalization;
using static System.FormattableString;

namespace GroupConv.Core.Specs;

/// <summary>A layer applied to an input: all sizes, inferred and checked.</summary>
/// <remarks>
/// out = ⌊(in + before + after − dilation·(kernel_size − 1) − 1) / stride⌋ + 1 in each dimension (PyTorch, <c>torch.nn.Conv2d</c>);
/// transposed out = (in − 1)·stride − before − after + dilation·(kernel_size − 1) + output_padding + 1
/// (PyTorch, <c>torch.nn.ConvTranspose2d</c>).
/// </remarks>
public sealed record ConvShape
{
    // 2^53: more elements than any machine can hold, and still exact in a double.
    private const double MostElements = 1L << 53;

    // A shorter side is more likely a channel count.
    private const int SmallestPicture = 16;

    /// <summary>Infers and checks the sizes.</summary>
    private ConvShape(ConvSpec spec, TensorShape input, TensorShape? outputSize)
    {
        Spec = spec;
        RequireInput(spec, input);
        Input = input;
        IsBatched = input.Count == spec.Dims + 2;
        Batch = IsBatched ? input[0] : 1;
        InSize = input[^spec.Dims..];
        Padding = spec.ResolvedPadding;
        OutputPadding = outputSize is { } size ? OutputPaddingFor(size) : spec.OutputPadding;
        OutSize = [.. Enumerable.Range(0, spec.Dims).Select(OutLength)];
        Output = IsBatched ? [Batch, spec.OutChannels, .. OutSize] : [spec.OutChannels, .. OutSize];
        RequireOutput();
        RequireReach();
        RequireCount();
    }

    /// <summary>The layer.</summary>
    public ConvSpec Spec { get; }

    /// <summary>Whether the input has a batch dimension: NCHW, else CHW.</summary>
    public bool IsBatched { get; }

    /// <summary>Images in the batch (1 without a batch dimension; 0 is allowed).</summary>
    public long Batch { get; }

    /// <summary>Lengths of the input, such as (N, C, H, W) or (C, H, W).</summary>
    public TensorShape Input { get; }

    /// <summary>Lengths of the output, such as (N, C, H, W) or (C, H, W).</summary>
    public TensorShape Output { get; }

    /// <summary>The spatial lengths of the input.</summary>
    public TensorShape InSize { get; }

    /// <summary>The spatial lengths of the output, at least 1 each; 0 where a transposed convolution's padding cuts off all.</summary>
    public TensorShape OutSize { get; }

    /// <summary>The padding in numbers.</summary>
    public ConvPadding Padding { get; }

    /// <summary>The output padding in numbers; with an output size, the output padding that gives that size.</summary>
    public IntTuple OutputPadding { get; }

    /// <summary>Elements of the input. A double to avoid overflow.</summary>
    public double InputElements => Input.Elements;

    /// <summary>Elements of the output. A double to avoid overflow.</summary>
    public double OutputElements => Output.Elements;

    /// <summary>Infers the output of a layer for an input of these lengths.</summary>
    /// <param name="spec">The layer.</param>
    /// <param name="lengths">Lengths of the input, such as (N, C, H, W) or (C, H, W).</param>
    /// <param name="outputSize">
    /// For a transposed convolution, the lengths of the output, either all or the spatial ones. They replace output_padding.
    /// </param>
    /// <exception cref="ConvException">
    /// The spec is null, the input does not fit the layer, the window is larger than the padded input, or the output size is not possible.
    /// </exception>
    public static ConvShape Infer(ConvSpec spec, TensorShape lengths, TensorShape? outputSize = null) =>
        new(ConvSpec.Given(spec), lengths, outputSize);

    /// <summary>Lengths in brackets, such as <c>[1, 3, 64, 64]</c>.</summary>
    /// <param name="lengths">The lengths.</param>
    public static string Shape(TensorShape lengths) => lengths.ToString();

    /// <inheritdoc/>
    public bool Equals(ConvShape? other) =>
        other is not null && Spec == other.Spec && Input == other.Input && Output == other.Output;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Spec, Input, Output);

    /// <summary>Such as <c>Conv2d(64, 128, kernel_size=3, padding=1) on [1, 64, 56, 56] → [1, 128, 56, 56]</c>.</summary>
    public override string ToString() => $"{Spec} on {Input} → {Output}";

    /// <summary>Whether these are the input's lengths.</summary>
    internal bool IsInput(ReadOnlySpan<nint> lengths) => Input.AsSpan().SequenceEqual(lengths);

    /// <summary>Whether these are the output's lengths.</summary>
    internal bool IsOutput(ReadOnlySpan<nint> lengths) => Output.AsSpan().SequenceEqual(lengths);

    /// <summary>Whether the output has this size, given as for <see cref="Infer"/>: all lengths, or the spatial ones.</summary>
    internal bool IsOutputSize(TensorShape outputSize) =>
        (outputSize.Count == OutSize.Count || outputSize.Count == Output.Count)
        && outputSize.AsSpan()[^OutSize.Count..].SequenceEqual(OutSize.AsSpan());

    /// <summary>Lengths as written in messages: <c>10×6</c>.</summary>
    private static string Times(IEnumerable<long> lengths) =>
        string.Join('×', lengths.Select(length => length.ToString(CultureInfo.InvariantCulture)));

    private static void RequireInput(ConvSpec spec, TensorShape lengths)
    {
        if (lengths.Count != spec.Dims + 1 && lengths.Count != spec.Dims + 2)
        {
            string kind = Invariant($"A {spec.Dims}-d {(spec.Transposed ? "transposed " : "")}convolution");
            throw new ConvException(
                "input",
                $"The input has {Plural.Of(lengths.Count, "dimension")}, {lengths}.",
                Invariant($"{kind} takes {spec.Dims + 2} {spec.Axes(batched: true)}, ")
                + Invariant($"or {spec.Dims + 1} {spec.Axes(batched: false)} for one {spec.Thing}."));
        }

        if (lengths[^(spec.Dims + 1)] != spec.InChannels)
            throw OtherChannels(spec, lengths);
        if (lengths.Count == spec.Dims + 2 && lengths[0] < 0)
            throw new ConvException("input", $"The input {lengths} has a negative batch.", "At least 0.");
        foreach (long length in lengths[^spec.Dims..])
        {
            if (length > int.MaxValue)
            {
                throw new ConvException(
                    "input", $"The input {lengths} is too long.", Invariant($"At most {int.MaxValue} in each spatial dimension."));
            }

            if (length < 1)
            {
                throw new ConvException(
                    "input",
                    $"The input {lengths} has no pixels for filters of kernel_size={spec.KernelSize}.",
                    $"{(spec.Dims == 2 ? "Height and width" : "All lengths")} are at least 1; only the batch may be 0.");
            }
        }
    }

    private static ConvException OtherChannels(ConvSpec spec, TensorShape lengths)
    {
        long channels = lengths[^(spec.Dims + 1)];
        string problem = Invariant($"The input {lengths} has {Plural.Of(channels, "channel")}, ")
            + Invariant($"but the layer's weight {spec.WeightShape} with groups={spec.Groups} expects in_channels={spec.InChannels}.");
        string picture = Picture(lengths, spec.Dims);
        bool mayStandLast = lengths[^1] == spec.InChannels;
        if (mayStandLast && picture.Length == 0 && !(spec.Dims > 1 && lengths[^1] == lengths[^2]))
        {
            return new ConvException(
                "input",
                problem,
                "Channels come before the spatial dimensions; "
                + Invariant($"the last dimension has {spec.InChannels}, so the input may be channels-last."),
                ToChannelsFirst(spec));
        }

        bool fits = channels > 0 && channels <= int.MaxValue && channels % spec.Groups == 0;
        string layer = channels > 0 ? Invariant($", or a layer of in_channels={channels}") : "";
        string last = mayStandLast && picture.Length == 0
            ? $" If it is channels-last: {ToChannelsFirst(spec)}."
            : "";
        return new ConvException(
            "input",
            problem,
            $"{picture}Give an input of {Plural.Of(spec.InChannels, "channel")}{layer}.{last}",
            fits ? Invariant($"inChannels: {channels}") : "");
    }

    private static string ToChannelsFirst(ConvSpec spec) =>
        $"ActivationLayouts.ToChannelsFirst(x{(spec.Dims == 2 ? "" : Invariant($", {spec.Dims}"))})";

    /// <summary>
    /// What an input looks like whose channel count is that of a picture, a film or a sound, before lengths too large to be the other order
    /// of dimensions: such as [1, 3, 64, 64], which a layer of 64 channels does not want as NHWC. Empty for others.
    /// </summary>
    private static string Picture(TensorShape lengths, int dims)
    {
        long channels = lengths[^(dims + 1)];
        if (lengths[^dims..].Any(length => length < SmallestPicture))
            return "";
        string kind = (dims, channels) switch
        {
            (1, 1) => "a mono sound",
            (1, 2) => "a stereo sound",
            (1, _) => "",
            (_, 1) => "a gray picture",
            (_, 3) => "an RGB picture",
            (_, 4) => "a picture of RGB and alpha",
            _ => "",
        };
        return kind.Length == 0 ? "" : $"It looks like {kind} of {Times(lengths[^dims..])}. ";
    }

    private long Window(int d) => (long)Spec.Dilation[d] * (Spec.KernelSize[d] - 1) + 1;

    private long Padded(int d) => InSize[d] + Padding.Before[d] + Padding.After[d];

    private long LeastOutput(int d) => (InSize[d] - 1) * Spec.Stride[d] + Window(d) - Padding.Before[d] - Padding.After[d];

    private long OutLength(int d)
    {
        if (Spec.Transposed)
            return LeastOutput(d) + OutputPadding[d];
        long free = Padded(d) - Window(d);
        return free < 0 ? 0 : free / Spec.Stride[d] + 1;
    }

    private IntTuple OutputPaddingFor(TensorShape outputSize)
    {
        int dims = Spec.Dims;
        if (!Spec.Transposed)
        {
            throw new ConvException(
                "output_size", $"output_size={outputSize} is given for {Spec}.", "Only transposed convolutions take it.");
        }

        if (outputSize.Count != dims && outputSize.Count != Input.Count)
        {
            throw new ConvException(
                "output_size",
                $"output_size={outputSize} has {Plural.Of(outputSize.Count, "number")}.",
                Invariant($"For an input of {Input.Count} dimensions it has {dims} or {Input.Count}."));
        }

        TensorShape size = outputSize[^dims..], most = [.. Enumerable.Range(0, dims).Select(d => LeastOutput(d) + Spec.Stride[d] - 1)];
        TensorShape least = [.. most.Select((length, d) => Math.Min(length, Math.Max(0, LeastOutput(d))))];
        if (size.Where((length, d) => length < least[d] || length > most[d]).Any())
        {
            TensorShape nearest = [.. size.Select((length, d) => Math.Clamp(length, least[d], most[d]))];
            throw new ConvException(
                "output_size",
                $"output_size={size} is not possible for an input of {Times(InSize)}.",
                $"From {least} to {most}.",
                $"outputSize: {nearest}");
        }

        return [.. size.Select((length, d) => (int)(length - LeastOutput(d)))];
    }

    private void RequireOutput()
    {
        // If the padding removes exactly everything, the output is empty, as in PyTorch 2.10; PyTorch 1.13 refused it.
        if (OutSize.Min() >= (Spec.Transposed ? 0 : 1))
            return;
        if (Spec.Transposed)
        {
            throw new ConvException(
                "padding",
                $"The output for an input of {Times(InSize)} would be {Times(OutSize)}: "
                + $"padding={Spec.Padding} cuts off more than there is.",
                "It may cut off all, but not more, in each dimension.",
                "padding: 0");
        }

        int[] all = [.. Enumerable.Range(0, Spec.Dims)];
        string asked = $"kernel_size={Spec.KernelSize}{(Spec.Dilation.All(1) ? "" : $", dilation={Spec.Dilation}")}";
        IntTuple enough = [.. all.Select(d => (int)Math.Min(int.MaxValue, Math.Max(0, (Window(d) - InSize[d] + 1) / 2)))];
        throw new ConvException(
            "kernel_size",
            $"The padded input is {Times(all.Select(Padded))} a channel, smaller than the window of {Times(all.Select(Window))} ({asked}).",
            "The window must fit into the padded input.",
            $"padding: {enough}");
    }

    private void RequireCount()
    {
        if (Math.Max(InputElements, OutputElements) <= MostElements)
            return;
        throw new ConvException(
            "input",
            $"The input {Input} and the output {Output} have more elements than any machine holds.",
            "Use a smaller batch, image or padding.");
    }

    private void RequireReach()
    {
        if (Spec.PaddingMode is not (PaddingMode.Reflect or PaddingMode.Circular))
            return;
        int least = Spec.PaddingMode == PaddingMode.Reflect ? 1 : 0;
        for (int d = Spec.Dims - 1; d >= 0; d--)
        {
            if (Math.Max(Padding.Before[d], Padding.After[d]) <= InSize[d] - least)
                continue;
            string mode = Spec.PaddingMode.ToString().ToLowerInvariant();
            bool isSided = Spec.Padding.IsSame || Padding.Before != Padding.After;
            throw new ConvException(
                "padding",
                $"padding={PaddingText(d)} with padding_mode=\"{mode}\" reaches too far over an input of {Times(InSize)}, "
                + Invariant($"in dimension {d + Input.Count - Spec.Dims} of {Input}."),
                $"With \"{mode}\", padding must be {(least == 1 ? "smaller" : "no larger")} than the input in each dimension.",
                isSided ? "" : $"padding: {Padding.Before.Select((each, i) => (int)Math.Min(each, InSize[i] - least))}");
        }
    }

    private string PaddingText(int d) => Spec.Padding.IsSame
        ? Invariant($"\"same\" ({Padding.Before[d]} before, {Padding.After[d]} behind)")
        : Spec.Padding.ToString();
}

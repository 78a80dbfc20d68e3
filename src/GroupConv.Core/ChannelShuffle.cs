using System.Numerics.Tensors;
using GroupConv.Core.Specs;
using static System.FormattableString;

namespace GroupConv.Core;

/// <summary>Interleaves the channels of groups, so that each group of the next convolution reads channels of all groups.</summary>
/// <remarks>Source: Zhang, Zhou, Lin and Sun, "ShuffleNet", CVPR 2018, section 3.1; PyTorch, <c>torch.nn.ChannelShuffle</c>.</remarks>
public sealed class ChannelShuffle
{
    /// <summary>Creates a shuffle that can be applied repeatedly or become a layer of a network.</summary>
    /// <param name="groups">The number of groups, at least 1.</param>
    /// <param name="dims">
    /// Number of spatial dimensions, after the channels: 1, 2 or 3. PyTorch always takes the second dimension as channels; here the input
    /// may have no batch dimension, so this number is needed.
    /// </param>
    /// <exception cref="ConvException">The number of groups is below 1, or the number of spatial dimensions is not 1, 2 or 3.</exception>
    public ChannelShuffle(int groups, int dims = 2)
    {
        RequireDims(dims);
        if (groups < 1)
        {
            throw new ConvException(
                "groups", Invariant($"groups={groups} is not a positive number."), "At least 1; a divisor of the channels.");
        }

        (Groups, Dims) = (groups, dims);
    }

    /// <summary>The number of groups.</summary>
    public int Groups { get; }

    /// <summary>Number of spatial dimensions.</summary>
    public int Dims { get; }

    /// <summary>
    /// Reshapes the channels to (groups, C/groups), transposes, and flattens them again: input channel i·C/groups + j becomes output
    /// channel j·groups + i.
    /// </summary>
    /// <param name="x">The input, (N, C, H, W) or (C, H, W); with other <paramref name="dims"/> (N, C, ...) or (C, ...).</param>
    /// <param name="groups">The number of groups; divides C.</param>
    /// <param name="dims">Number of spatial dimensions: 1, 2 or 3.</param>
    /// <returns>A new tensor of the same shape.</returns>
    /// <exception cref="ConvException">
    /// The number of dimensions is neither dims + 1 nor dims + 2, or the groups do not divide the channels.
    /// </exception>
    public static Tensor<float> Apply(Tensor<float> x, int groups, int dims = 2)
    {
        RequireDims(dims);
        if (x is null)
            throw new ConvException("input", "The input is null.", "Give a tensor (N, C, H, W), or (C, H, W) for one image.");
        RequireInput(x.Lengths, groups, dims);
        var from = new float[x.FlattenedLength];
        x.FlattenTo(from);
        var to = new float[from.Length];
        Move(from, to, x.Lengths, groups, dims);
        return Tensor.Create(to, x.Lengths);
    }

    /// <inheritdoc cref="Apply"/>
    public Tensor<float> Forward(Tensor<float> x) => Apply(x, Groups, Dims);

    /// <summary>The shuffle as PyTorch prints it; plus <c>dims</c>, which PyTorch does not have, unless it is 2.</summary>
    public override string ToString() => Invariant($"ChannelShuffle(groups={Groups}{(Dims == 2 ? "" : $", dims={Dims}")})");

    /// <summary>Throws if a tensor of these lengths cannot be shuffled.</summary>
    internal static void RequireInput(ReadOnlySpan<nint> lengths, int groups, int dims)
    {
        if (lengths.Length != dims + 1 && lengths.Length != dims + 2)
        {
            var shape = new TensorShape(lengths);
            string axes = dims switch { 1 => "L", 2 => "H, W", _ => "D, H, W" };
            throw new ConvException(
                "input",
                Invariant($"The input {shape} has {shape.Count} {(shape.Count == 1 ? "dimension" : "dimensions")}."),
                Invariant($"With dims={dims} it has {dims + 2} (N, C, {axes}), or {dims + 1} (C, {axes})."),
                lengths.Length is >= 3 and <= 5 ? Invariant($"dims: {lengths.Length - 2}") : "");
        }

        nint channels = lengths[^(dims + 1)];
        if (groups < 1 || channels % groups != 0)
        {
            // A tensor of three dimensions may be a batch of signals, for which dims must be 1: the message then suggests it.
            bool lines = groups >= 1 && dims == 2 && lengths.Length == 3 && lengths[1] % groups == 0;
            throw new ConvException(
                "groups",
                Invariant($"{channels} channels cannot be divided into groups={groups}."),
                $"groups is a divisor of the channels{(lines ? $"; with dims=1, {new TensorShape(lengths)} is (N, C, L)" : "")}.",
                lines ? "dims: 1" : "");
        }
    }

    /// <summary>Permutes the planes of a row-major tensor.</summary>
    internal static void Move(ReadOnlySpan<float> from, Span<float> to, ReadOnlySpan<nint> lengths, int groups, int dims)
    {
        nint channels = lengths[^(dims + 1)], batch = lengths.Length == dims + 2 ? lengths[0] : 1, plane = 1, perGroup = channels / groups;
        foreach (nint length in lengths[^dims..])
            plane *= length;
        for (nint n = 0; n < batch; n++)
        {
            for (nint c = 0; c < channels; c++)
            {
                (nint group, nint place) = Math.DivRem(c, perGroup);
                nint shuffled = place * groups + group;
                from.Slice((int)((n * channels + c) * plane), (int)plane).CopyTo(to[(int)((n * channels + shuffled) * plane)..]);
            }
        }
    }

    private static void RequireDims(int dims)
    {
        if (dims is < 1 or > 3)
            throw new ConvException("dims", Invariant($"{dims} spatial dimensions are not possible."), "1, 2 or 3.");
    }
}

using System.Globalization;
using System.Numerics.Tensors;
using GroupConv.Core.Specs;

namespace GroupConv.Core;

/// <summary>Interleaves the channels of groups, so that the next grouped convolution sees something of each.</summary>
/// <remarks>Source: Zhang, Zhou, Lin and Sun, "ShuffleNet", CVPR 2018, section 3.1; PyTorch, <c>torch.nn.ChannelShuffle</c>.</remarks>
public sealed class ChannelShuffle
{
    /// <summary>Makes a shuffle, to be called several times or to stand in a network.</summary>
    /// <param name="groups">The groups that the channels stand in; at least 1.</param>
    /// <exception cref="ConvException">The number of groups is below 1.</exception>
    public ChannelShuffle(int groups)
    {
        if (groups < 1)
            throw new ConvException("groups", string.Create(CultureInfo.InvariantCulture, $"groups={groups} is not a positive number."), "At least 1; a divisor of the channels.");
        Groups = groups;
    }

    /// <summary>The groups that the channels stand in.</summary>
    public int Groups { get; }

    /// <summary>
    /// Reshapes the channels to (groups, C/groups), transposes, and flattens them again: input channel i·C/groups + j becomes output
    /// channel j·groups + i.
    /// </summary>
    /// <param name="x">The input, (N, C, H, W) or (C, H, W).</param>
    /// <param name="groups">The groups that the channels stand in; divides C.</param>
    /// <returns>A new tensor of the same shape.</returns>
    /// <exception cref="ConvException">The tensor has not 3 or 4 dimensions, or its channels cannot stand in so many groups.</exception>
    public static Tensor<float> Apply(Tensor<float> x, int groups)
    {
        RequireInput(x.Lengths, groups);
        var from = new float[x.FlattenedLength];
        x.FlattenTo(from);
        var to = new float[from.Length];
        Move(from, to, x.Lengths, groups);
        return Tensor.Create(to, x.Lengths);
    }

    /// <inheritdoc cref="Apply"/>
    public Tensor<float> Forward(Tensor<float> x) => Apply(x, Groups);

    /// <summary>As PyTorch writes it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"ChannelShuffle(groups={Groups})");

    /// <summary>Throws where a tensor of these lengths cannot be shuffled.</summary>
    internal static void RequireInput(ReadOnlySpan<nint> lengths, int groups)
    {
        if (lengths.Length is not (3 or 4))
            throw new ConvException("input", $"The input {Conv2dShape.Shape(lengths)} has no channels to shuffle.", "It takes 4 dimensions (N, C, H, W), or 3 (C, H, W).");
        nint channels = lengths[^3];
        if (groups < 1 || channels % groups != 0)
        {
            throw new ConvException(
                "groups",
                string.Create(CultureInfo.InvariantCulture, $"{channels} channels cannot stand in groups={groups}."),
                "groups is a divisor of the channels.");
        }
    }

    /// <summary>Moves the planes of row-major memory.</summary>
    internal static void Move(ReadOnlySpan<float> from, Span<float> to, ReadOnlySpan<nint> lengths, int groups)
    {
        nint channels = lengths[^3], batch = lengths.Length == 4 ? lengths[0] : 1, plane = lengths[^1] * lengths[^2], perGroup = channels / groups;
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
}

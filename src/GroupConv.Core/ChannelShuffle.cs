using System.Globalization;
using System.Numerics.Tensors;
using GroupConv.Core.Specs;

namespace GroupConv.Core;

/// <summary>Mixes the channels of groups, so that the next grouped convolution sees something of each.</summary>
/// <remarks>Source: Zhang, Zhou, Lin and Sun, "ShuffleNet", CVPR 2018, section 3.1; PyTorch, <c>torch.nn.ChannelShuffle</c>.</remarks>
public static class ChannelShuffle
{
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
        if (x.Rank is not (3 or 4))
            throw new ConvException("input", $"The input {Conv2dShape.Shape(x.Lengths)} has no channels to shuffle.", "It takes 4 dimensions (N, C, H, W), or 3 (C, H, W).");
        nint[] lengths = x.Lengths.ToArray();
        nint channels = lengths[^3];
        if (groups < 1 || channels % groups != 0)
        {
            throw new ConvException(
                "groups",
                string.Create(CultureInfo.InvariantCulture, $"{channels} channels cannot stand in groups={groups}."),
                "groups is a divisor of the channels.");
        }

        nint batch = x.Rank == 4 ? lengths[0] : 1, plane = lengths[^1] * lengths[^2], perGroup = channels / groups;
        var from = new float[x.FlattenedLength];
        x.FlattenTo(from);
        var to = new float[from.Length];
        for (nint n = 0; n < batch; n++)
        {
            for (nint c = 0; c < channels; c++)
            {
                (nint group, nint place) = Math.DivRem(c, perGroup);
                nint shuffled = place * groups + group;
                from.AsSpan((int)((n * channels + c) * plane), (int)plane).CopyTo(to.AsSpan((int)((n * channels + shuffled) * plane)));
            }
        }

        return Tensor.Create(to, lengths);
    }
}

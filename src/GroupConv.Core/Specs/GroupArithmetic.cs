using static System.FormattableString;

namespace GroupConv.Core.Specs;

/// <summary>The arithmetic of <c>groups</c>: which group counts are valid.</summary>
/// <remarks>Source: PyTorch, <c>torch.nn.Conv2d</c>: in_channels and out_channels must both be divisible by groups.</remarks>
public static class GroupArithmetic
{
    /// <summary>The greatest group count of a layer: the greatest common divisor of its channel counts.</summary>
    /// <param name="inChannels">Input channels, at least 1.</param>
    /// <param name="outChannels">Output channels, at least 1.</param>
    /// <exception cref="ConvException">A channel count below 1.</exception>
    public static int MaxGroups(int inChannels, int outChannels)
    {
        RequireChannels("in_channels", inChannels);
        RequireChannels("out_channels", outChannels);
        (int a, int b) = (inChannels, outChannels);
        while (b != 0)
            (a, b) = (b, a % b);
        return a;
    }

    /// <summary>All group counts that a layer may have, ascending: the divisors of <see cref="MaxGroups"/>.</summary>
    /// <param name="inChannels">Input channels, at least 1.</param>
    /// <param name="outChannels">Output channels, at least 1.</param>
    /// <exception cref="ConvException">A channel count below 1.</exception>
    public static IReadOnlyList<int> ValidGroups(int inChannels, int outChannels)
    {
        int most = MaxGroups(inChannels, outChannels);
        var low = new List<int>();
        var high = new List<int>();
        for (int divisor = 1; (long)divisor * divisor <= most; divisor++)
        {
            if (most % divisor != 0)
                continue;
            low.Add(divisor);
            if (divisor != most / divisor)
                high.Add(most / divisor);
        }

        high.Reverse();
        low.AddRange(high);
        return low;
    }

    /// <summary>The valid group count nearest to the given one; of two equally near counts, the smaller.</summary>
    /// <param name="inChannels">Input channels, at least 1.</param>
    /// <param name="outChannels">Output channels, at least 1.</param>
    /// <param name="groups">The given count.</param>
    /// <exception cref="ConvException">A channel count below 1.</exception>
    public static int NearestValidGroups(int inChannels, int outChannels, int groups) =>
        ValidGroups(inChannels, outChannels).MinBy(valid => Math.Abs((long)valid - groups));

    /// <summary>Throws if the group count does not divide the channels. The message names the wrong number and valid ones.</summary>
    /// <param name="inChannels">Input channels, at least 1.</param>
    /// <param name="outChannels">Output channels, at least 1.</param>
    /// <param name="groups">The group count.</param>
    /// <exception cref="ConvException">The group count, or a channel count, is wrong.</exception>
    public static void Require(int inChannels, int outChannels, int groups)
    {
        var valid = ValidGroups(inChannels, outChannels);
        if (groups >= 1 && inChannels % groups == 0 && outChannels % groups == 0)
            return;
        string problem = groups < 1
            ? Invariant($"groups={groups} is not a positive number.")
            : string.Join(' ', Undivided("in_channels", inChannels, groups), Undivided("out_channels", outChannels, groups)).Trim();
        string valids = Invariant($"Valid groups for {inChannels}→{outChannels} channels: {string.Join(", ", valid)}.");
        int nearest = NearestValidGroups(inChannels, outChannels, groups);
        if (groups < 1 || (inChannels % groups == 0) == (outChannels % groups == 0))
            throw new ConvException("groups", problem, valids, Invariant($"groups: {nearest}"));

        // One of the two counts fits: the other may be what is wrong. Where no group count but 1 fits, or each input channel is to be a
        // group of its own, it is.
        bool isOutput = inChannels % groups == 0;
        int[] others = NearestMultiples(isOutput ? outChannels : inChannels, groups);
        string name = isOutput ? "out_channels" : "in_channels";
        bool keepsGroups = valid.Count == 1 || groups == inChannels;
        throw new ConvException(
            "groups",
            problem,
            Invariant($"{valids} groups={groups} fits {name}={string.Join(" or ", others)}."),
            keepsGroups ? Invariant($"{(isOutput ? "outChannels" : "inChannels")}: {others[^1]}") : Invariant($"groups: {nearest}"));
    }

    /// <summary>The multiples just below and just above a count that is none, as far as they are positive numbers of 32 bits.</summary>
    private static int[] NearestMultiples(int count, int of)
    {
        int below = count - count % of;
        return [.. below > 0 ? [below] : (int[])[], .. below <= int.MaxValue - of ? [below + of] : (int[])[]];
    }

    private static string Undivided(string name, int channels, int groups) => channels % groups == 0
        ? ""
        : Invariant($"{name}={channels} is not divisible by groups={groups}: {channels}/{groups} = {(double)channels / groups:0.###}.");

    private static void RequireChannels(string name, int channels)
    {
        if (channels < 1)
            throw new ConvException(name, Invariant($"{name}={channels} is not a positive number."), "At least 1.");
    }
}

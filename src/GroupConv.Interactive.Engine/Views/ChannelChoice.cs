namespace GroupConv.Interactive.Engine.Views;

/// <summary>
/// Which of many output channels are drawn: the first ones of each group, so that no group is left out while there is room.
/// </summary>
internal static class ChannelChoice
{
    /// <summary>The channels drawn, ascending.</summary>
    /// <param name="channels">How many there are.</param>
    /// <param name="groups">How many groups they fall into; divides the channels.</param>
    /// <param name="limit">How many fit.</param>
    public static IReadOnlyList<long> Pick(long channels, int groups, int limit)
    {
        if (channels <= limit)
            return [.. Enumerable.Range(0, (int)channels).Select(channel => (long)channel)];
        long perGroup = channels / groups;
        int each = (int)Math.Clamp(limit / groups, 1, perGroup);
        return [.. Enumerable.Range(0, Math.Min(groups, limit)).SelectMany(
            group => Enumerable.Range(0, each).Select(i => group * perGroup + i))];
    }
}

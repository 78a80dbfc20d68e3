namespace GroupConv.Core.Algorithms.Strips;

/// <summary>The order in which strip tiles take the taps of a group's filter, [in_channels / groups, kH, kW].</summary>
/// <remarks>The order does not depend on the division of columns into runs, so an output has the same bits for any tile.</remarks>
internal static class StripOrder
{
    /// <summary>For each run, its first tap in the filter and its number of taps.</summary>
    public static (int FirstTap, int Taps)[] Of(StripsBlocking b)
    {
        (int height, int width) = (b.Problem.Rows.Taps, b.Problem.Columns.Taps);
        var order = new List<(int FirstTap, int Taps)>();
        for (int channel = 0; channel < b.Problem.InChannels; channel++)
        {
            for (int column = 0; column < width; column++)
            {
                foreach ((int first, int taps) in b.Tiling.Runs.Runs)
                    order.Add(((channel * height + first) * width + column, taps));
            }
        }

        return [.. order];
    }
}

namespace GroupConv.Core.Algorithms.Strips;

/// <summary>The order in which strip tiles take the taps of a group's filter, [in_channels / groups, kH, kW]: runs, the full ones first.</summary>
internal static class StripOrder
{
    /// <summary>For each run, its first tap in the filter and how many it has.</summary>
    public static (int FirstTap, int Taps)[] Of(StripsBlocking b)
    {
        var size = b.Shape.Spec.KernelSize;
        var order = new List<(int FirstTap, int Taps)>();
        for (int channel = 0; channel < b.Shape.Spec.InChannelsPerGroup; channel++)
        {
            for (int column = 0; column < size.Width; column++)
            {
                foreach ((int first, int taps) in b.Tiling.Runs.Runs)
                    order.Add(((channel * size.Height + first) * size.Width + column, taps));
            }
        }

        return [.. order.OrderByDescending(run => run.Taps)];
    }
}

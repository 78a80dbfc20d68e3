namespace GroupConv.Core.Specs;

/// <summary>
/// Where the filters of a 2-d convolution stand, when they are a part of another weight: tap t of input channel i of output channel o of group g stands at
/// g·GroupStep + o·OutputStep + Inputs[i] + Taps[t]. All numbers are floats.
/// </summary>
/// <param name="GroupStep">From one group's filters to the next group's.</param>
/// <param name="OutputStep">From one output channel's filters to the next one's of its group.</param>
/// <param name="Inputs">For each input channel of a group, where its filter's plane stands.</param>
/// <param name="Taps">For each tap, in the order kH, kW, its place in the plane.</param>
internal sealed record FilterLayout(long GroupStep, long OutputStep, long[] Inputs, int[] Taps)
{
    /// <summary>The filters of a weight of one's own, [out_channels, in_channels / groups, kH, kW].</summary>
    public static FilterLayout Of(Conv2dSpec spec)
    {
        int taps = spec.KernelSize.Height * spec.KernelSize.Width;
        long output = (long)spec.InChannelsPerGroup * taps;
        return new FilterLayout(
            spec.OutChannelsPerGroup * output, output, [.. Enumerable.Range(0, spec.InChannelsPerGroup).Select(input => (long)input * taps)], [.. Enumerable.Range(0, taps)]);
    }
}

using GroupConv.Core.Specs;

namespace GroupConv.Core.Parts;

/// <summary>
/// One dimension of one ordinary convolution that another is made of: output FirstOutput + u·OutputStep is the sum over its taps t of what
/// stands at input position u·Stride + t·Dilation − Before, times the weight of tap FirstTap + t·TapStep.
/// </summary>
/// <param name="Outputs">How many outputs, at least 1.</param>
/// <param name="Taps">How many taps; 0 where no tap reaches these outputs.</param>
/// <param name="Stride">From one output's window to the next one's.</param>
/// <param name="Dilation">From one tap to the next in the input.</param>
/// <param name="Before">Padding before the input; negative where the first positions are not read.</param>
/// <param name="FirstOutput">The first output's place in the whole.</param>
/// <param name="OutputStep">From one output's place in the whole to the next.</param>
/// <param name="FirstTap">The first tap's place in the filter.</param>
/// <param name="TapStep">From one tap's place in the filter to the next.</param>
internal sealed record AxisPart(
    long Outputs, int Taps, long Stride, long Dilation, long Before, long FirstOutput, long OutputStep, int FirstTap, int TapStep)
{
    /// <summary>A dimension that is not there: of length 1, with filters of length 1.</summary>
    public static AxisPart None { get; } = new(1, 1, 1, 1, 0, 0, 1, 0, 1);

    /// <summary>The last position that an output reads, and one.</summary>
    public long Reach => (Outputs - 1) * Stride + (Taps - 1) * Dilation + 1 - Before;

    /// <summary>The parts of a dimension.</summary>
    /// <param name="shape">The whole.</param>
    /// <param name="d">The dimension.</param>
    /// <param name="most">How many parts may be made.</param>
    /// <returns>Null where there would be more.</returns>
    public static AxisPart[]? Of(ConvShape shape, int d, int most)
    {
        var spec = shape.Spec;
        return spec.Transposed
            ? Spread(shape.OutSize[d], spec.KernelSize[d], spec.Stride[d], spec.Dilation[d], shape.Padding.Before[d], most)
            : [new(shape.OutSize[d], spec.KernelSize[d], spec.Stride[d], spec.Dilation[d], shape.Padding.Before[d], 0, 1, 0, 1)];
    }

    /// <summary>
    /// A transposed convolution: input i and tap k meet at output i·stride + k·dilation − before. So outputs whose places, with before
    /// added, leave the same remainder by the stride are reached by the same taps, which are period = stride / gcd(stride, dilation) apart;
    /// each such set is a convolution with stride 1 and its taps in reverse.
    /// </summary>
    private static AxisPart[]? Spread(long outputs, int kernel, long stride, long dilation, long before, int most)
    {
        if (Math.Min(stride, outputs) > most)
            return null;
        long gcd = Gcd(stride, dilation);
        int period = (int)(stride / gcd);
        var firstTaps = new Dictionary<long, int>();
        for (int k = 0; k < Math.Min(kernel, period); k++)
            firstTaps.Add(k * dilation % stride, k);
        var parts = new List<AxisPart>();
        for (long first = 0; first < Math.Min(stride, outputs); first++)
        {
            long count = (outputs - 1 - first) / stride + 1;
            (long place, long remainder) = Math.DivRem(first + before, stride);
            if (!firstTaps.TryGetValue(remainder, out int tap))
            {
                parts.Add(new AxisPart(count, 0, 1, 1, 0, first, stride, 0, 0));
                continue;
            }

            int taps = (kernel - 1 - tap) / period + 1;
            long step = taps == 1 ? 1 : dilation / gcd, last = tap * dilation / stride + (taps - 1) * step;
            parts.Add(new AxisPart(count, taps, 1, step, last - place, first, stride, tap + (taps - 1) * period, -period));
        }

        return [.. parts];
    }

    private static long Gcd(long a, long b) => b == 0 ? a : Gcd(b, a % b);
}

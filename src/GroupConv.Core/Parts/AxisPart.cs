using GroupConv.Core.Specs;

namespace GroupConv.Core.Parts;

/// <summary>
/// One dimension of one part of a layer, an ordinary convolution. Output FirstOutput + u·OutputStep is the sum over the part's taps t of
/// the input at u·Stride + t·Dilation − Before times the weight of tap FirstTap + t·TapStep.
/// </summary>
/// <param name="Outputs">Number of outputs, at least 1.</param>
/// <param name="Taps">Number of taps; 0 if no tap reaches these outputs.</param>
/// <param name="Stride">From one output's window to the next one's.</param>
/// <param name="Dilation">From one tap to the next in the input.</param>
/// <param name="Before">Padding before the input; negative where the first positions are not read.</param>
/// <param name="FirstOutput">Position of the first output in the layer's output.</param>
/// <param name="OutputStep">Distance between the part's outputs in the layer's output.</param>
/// <param name="FirstTap">Position of the first tap in the layer's filter.</param>
/// <param name="TapStep">Distance between the part's taps in the layer's filter; negative if they are reversed.</param>
internal sealed record AxisPart(
    long Outputs, int Taps, long Stride, long Dilation, long Before, long FirstOutput, long OutputStep, int FirstTap, int TapStep)
{
    /// <summary>A missing dimension: length 1, with filters of length 1.</summary>
    public static AxisPart None { get; } = new(1, 1, 1, 1, 0, 0, 1, 0, 1);

    /// <summary>One past the last input position that an output reads.</summary>
    public long Reach => (Outputs - 1) * Stride + (Taps - 1) * Dilation + 1 - Before;

    /// <summary>The parts of a dimension.</summary>
    /// <param name="shape">The layer applied to an input.</param>
    /// <param name="d">The dimension.</param>
    /// <param name="most">The greatest number of parts allowed.</param>
    /// <returns>Null if there would be more.</returns>
    public static AxisPart[]? Of(ConvShape shape, int d, int most)
    {
        var spec = shape.Spec;
        return spec.Transposed
            ? Spread(shape.OutSize[d], spec.KernelSize[d], spec.Stride[d], spec.Dilation[d], shape.Padding.Before[d], most)
            : [new(shape.OutSize[d], spec.KernelSize[d], spec.Stride[d], spec.Dilation[d], shape.Padding.Before[d], 0, 1, 0, 1)];
    }

    /// <summary>
    /// The parts of a transposed convolution. Input i and tap k contribute to output i·stride + k·dilation − before. So outputs whose
    /// position plus before leaves the same remainder by the stride use the same taps, which are period = stride / gcd(stride, dilation)
    /// apart. Each such set of outputs is a convolution with stride 1 and reversed taps.
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

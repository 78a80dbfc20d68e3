using System.Globalization;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms;

/// <summary>Sizes above which algorithms on padded planes leave a layer to the reference: offsets are ints, and a thread's planes should be no burden on a small machine.</summary>
internal static class Limits
{
    private const double MostBandFloats = 1 << 26;
    private const double MostPlaneFloats = 1 << 30;

    /// <summary>Rows of the input that a filter spans.</summary>
    public static double Window(Conv2dSpec spec) => (double)spec.Dilation.Height * (spec.KernelSize.Height - 1) + 1;

    /// <summary>Null, or what is too large.</summary>
    /// <param name="shape">The layer on its input.</param>
    /// <param name="rows">Padded rows of the thinnest band that the algorithm lays out.</param>
    /// <param name="channels">Channels whose planes it lays out at a time.</param>
    public static string? Refusal(Conv2dShape shape, double rows, double channels)
    {
        var spec = shape.Spec;
        double columns = shape.OutWidth * (double)spec.Stride.Width + (double)spec.Dilation.Width * (spec.KernelSize.Width - 1) + 1;
        double band = rows * columns * channels;
        if (band > MostBandFloats)
            return string.Create(CultureInfo.InvariantCulture, $"the padded rows that a band of output rows reads have {band:0} elements");
        double plane = Math.Max(shape.InHeight * (double)shape.InWidth, shape.OutHeight * (double)shape.OutWidth);
        double taps = (double)spec.KernelSize.Height * spec.KernelSize.Width * channels;
        return plane > MostPlaneFloats || taps > MostPlaneFloats ? "a plane or a filter has more than a thousand million elements" : null;
    }
}

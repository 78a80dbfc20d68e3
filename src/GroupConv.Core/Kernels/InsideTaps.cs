namespace GroupConv.Core.Kernels;

/// <summary>The taps along one dimension that read the input rather than the zero padding: First to End, excluding End.</summary>
internal readonly record struct InsideTaps(int First, int End)
{
    /// <summary>The inside taps of one output.</summary>
    /// <param name="start">Input position that the first tap reads; may be negative.</param>
    /// <param name="kernelSize">Number of taps.</param>
    /// <param name="dilation">Distance between taps.</param>
    /// <param name="places">Length of the input.</param>
    public static InsideTaps Of(long start, int kernelSize, int dilation, long places)
    {
        long first = start >= 0 ? 0 : (-start + dilation - 1) / dilation, end = start >= places ? 0 : (places - 1 - start) / dilation + 1;
        first = Math.Min(first, kernelSize);
        return new InsideTaps((int)first, (int)Math.Clamp(end, first, kernelSize));
    }

    /// <summary>Whether a tap reads the input.</summary>
    public bool Holds(int tap) => tap >= First && tap < End;

    /// <summary>The fraction of all taps of all outputs that reads the input.</summary>
    /// <param name="outputs">Number of outputs.</param>
    /// <param name="kernelSize">Number of taps.</param>
    /// <param name="stride">Distance between outputs.</param>
    /// <param name="dilation">Distance between taps.</param>
    /// <param name="before">Padding before the input.</param>
    /// <param name="places">Length of the input.</param>
    public static double Share(long outputs, int kernelSize, int stride, int dilation, int before, long places)
    {
        if (outputs == 0)
            return 1;
        double inside = 0;
        for (int tap = 0; tap < kernelSize; tap++)
        {
            // Outputs o with 0 ≤ o · stride + place < places.
            long place = (long)tap * dilation - before;
            long first = place >= 0 ? 0 : (-place + stride - 1) / stride, end = place >= places ? 0 : (places - 1 - place) / stride + 1;
            inside += Math.Max(0, Math.Min(end, outputs) - first);
        }

        return inside / (kernelSize * (double)outputs);
    }
}

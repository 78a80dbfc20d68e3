namespace GroupConv.Core.Kernels;

/// <summary>The taps of a filter along one dimension, first to end, that read the input and not the zeros before or behind it.</summary>
internal readonly record struct InsideTaps(int First, int End)
{
    /// <summary>Those of an output.</summary>
    /// <param name="start">The place that the first tap reads.</param>
    /// <param name="kernelSize">Taps.</param>
    /// <param name="dilation">Places from one tap to the next.</param>
    /// <param name="places">Places of the input.</param>
    public static InsideTaps Of(long start, int kernelSize, int dilation, long places)
    {
        long first = start >= 0 ? 0 : (-start + dilation - 1) / dilation, end = start >= places ? 0 : (places - 1 - start) / dilation + 1;
        first = Math.Min(first, kernelSize);
        return new InsideTaps((int)first, (int)Math.Clamp(end, first, kernelSize));
    }

    /// <summary>Whether a tap is one of them.</summary>
    public bool Holds(int tap) => tap >= First && tap < End;

    /// <summary>The part of all taps of all outputs that reads the input.</summary>
    /// <param name="outputs">Outputs.</param>
    /// <param name="kernelSize">Taps.</param>
    /// <param name="stride">Places from one output to the next.</param>
    /// <param name="dilation">Places from one tap to the next.</param>
    /// <param name="before">Zeros before the input.</param>
    /// <param name="places">Places of the input.</param>
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

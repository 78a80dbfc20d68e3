using GroupConv.Core.Specs;

namespace GroupConv.Interactive.Engine.Requests;

/// <summary>The size of an input where nobody gave one.</summary>
internal static class InputSize
{
    /// <summary>Sizes of a first stage that many networks have: a second of a signal, an image, a clip.</summary>
    private static readonly int[] s_usual = [1024, 56, 16];

    /// <summary>The usual size, enlarged in the dimensions where the layer would not fit it.</summary>
    /// <param name="spec">The layer.</param>
    /// <returns>The spatial lengths, and whether any was enlarged.</returns>
    public static (TensorShape Size, bool IsEnlarged) For(ConvSpec spec)
    {
        int usual = s_usual[spec.Dims - 1];
        long[] size = [.. Enumerable.Range(0, spec.Dims).Select(d => Math.Clamp(Least(spec, d), usual, int.MaxValue))];
        return (size, size.Any(length => length > usual));
    }

    /// <summary>The least length for which the output has a pixel.</summary>
    /// <param name="spec">The layer.</param>
    /// <param name="d">The spatial dimension.</param>
    public static long Least(ConvSpec spec, int d)
    {
        var padding = spec.ResolvedPadding;
        long before = padding.Before[d], after = padding.After[d], window = (long)spec.Dilation[d] * (spec.KernelSize[d] - 1) + 1;
        if (spec.Transposed)
            return Math.Max(1, (before + after - window - spec.OutputPadding[d] + spec.Stride[d]) / spec.Stride[d] + 1);
        long reach = Math.Max(before, after);
        long least = spec.PaddingMode switch
        {
            PaddingMode.Reflect => reach + 1,
            PaddingMode.Circular => reach,
            _ => 1,
        };
        return Math.Max(Math.Max(1, least), window - before - after);
    }
}

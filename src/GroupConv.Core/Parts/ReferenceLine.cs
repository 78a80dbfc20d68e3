using GroupConv.Core.Specs;

namespace GroupConv.Core.Parts;

/// <summary>
/// One dimension of the definition: the input position for an output position and a tap. It is computed for each pair, because a table of
/// all pairs could be larger than the tensors.
/// </summary>
internal readonly record struct ReferenceLine
{
    private readonly bool _transposed;
    private readonly long _length;
    private readonly long _stride;
    private readonly long _dilation;
    private readonly long _before;
    private readonly PaddingMode _mode;

    private ReferenceLine(ConvShape shape, int d)
    {
        var spec = shape.Spec;
        (_transposed, _mode, Outputs, Taps) = (spec.Transposed, spec.PaddingMode, shape.OutSize[d], spec.KernelSize[d]);
        (_length, _stride, _dilation, _before) = (shape.InSize[d], spec.Stride[d], spec.Dilation[d], shape.Padding.Before[d]);
    }

    /// <summary>A missing dimension: length 1, with filters of length 1.</summary>
    private ReferenceLine(int one) => (_length, _stride, _dilation, Outputs, Taps) = (one, one, one, one, one);

    /// <summary>Positions of the input.</summary>
    public long Length => _length;

    /// <summary>Positions of the output.</summary>
    public long Outputs { get; }

    /// <summary>Taps of a filter.</summary>
    public long Taps { get; }

    /// <summary>Depth, height and width of a convolution; missing dimensions have length 1.</summary>
    public static ReferenceLine[] Of(ConvShape shape)
    {
        int missing = 3 - shape.Spec.Dims;
        return [.. Enumerable.Range(0, 3).Select(d => d < missing ? new ReferenceLine(1) : new ReferenceLine(shape, d - missing))];
    }

    /// <summary>
    /// The input position for an output position and a tap. −1 for a zero of the padding; in a transposed convolution, −1 if there is no
    /// such input.
    /// </summary>
    public long Source(long output, long tap)
    {
        if (!_transposed)
            return Inside(output * _stride + tap * _dilation - _before);
        // Input position p and tap k contribute to output position p·stride + k·dilation − before.
        long spread = output + _before - tap * _dilation;
        if (spread < 0)
            return -1;
        (long position, long rest) = Math.DivRem(spread, _stride);
        return rest != 0 || position >= _length ? -1 : position;
    }

    /// <summary>The input position whose value is used at a position inside or outside of the line; −1 for zero.</summary>
    private long Inside(long position)
    {
        if (position >= 0 && position < _length)
            return position;
        return _mode switch
        {
            PaddingMode.Replicate => position < 0 ? 0 : _length - 1,
            PaddingMode.Circular => position < 0 ? position + _length : position - _length,
            PaddingMode.Reflect => position < 0 ? -position : 2 * (_length - 1) - position,
            _ => -1,
        };
    }
}

using GroupConv.Core.Execution;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Gradients;

/// <summary>
/// Adds the gradients of padded pixels to those of the pixels that they are copies of. One thread sums a plane, in a fixed order and in
/// double: the corner of an image may have hundreds of copies, and its sum should round only once, like the other pixels' sums.
/// </summary>
internal sealed unsafe class PaddingFold : IParallelWork
{
    private readonly long _planes;
    private readonly int[] _before = [0, 0, 0];

    // Per dimension and input position: the padded positions with its value, the original first; null if there are no copies.
    private readonly int[]?[][] _copies = [[null], [null], [null]];
    private readonly int[] _padded = [1, 1, 1];
    private readonly int[] _copiedColumns;

    public PaddingFold(ConvShape shape)
    {
        var spec = shape.Spec;
        _planes = shape.Batch * spec.InChannels;
        for (int d = 0; d < spec.Dims; d++)
        {
            int to = 3 - spec.Dims + d, length = (int)shape.InSize[d], before = shape.Padding.Before[d], after = shape.Padding.After[d];
            (_before[to], _padded[to]) = (before, before + length + after);
            _copies[to] = new int[]?[length];
            foreach (int place in Enumerable.Range(0, before).Concat(Enumerable.Range(before + length, after)))
            {
                ref int[]? places = ref _copies[to][Source(place - before, length, spec.PaddingMode)];
                places = [.. places ?? [before + Source(place - before, length, spec.PaddingMode)], place];
            }
        }

        _copiedColumns = [.. Enumerable.Range(0, _copies[2].Length).Where(column => _copies[2][column] is not null)];
    }

    /// <summary>Folds the gradient of the padded input (the buffers' input) into that of the input (the buffers' output).</summary>
    public void Run(in ConvBuffers buffers, int threads, Cancellation cancellation) =>
        WorkerPool.Run(this, buffers, _planes, threads, cancellation);

    public void Do(in ConvBuffers buffers, long item, int participant)
    {
        int width = _copies[2].Length;
        float* padded = buffers.X + item * _padded[0] * _padded[1] * _padded[2];
        float* sums = buffers.Y + item * _copies[0].Length * _copies[1].Length * width;
        for (int depth = 0; depth < _copies[0].Length; depth++)
        {
            for (int row = 0; row < _copies[1].Length; row++, sums += width)
            {
                if (_copies[0][depth] is null && _copies[1][row] is null)
                {
                    var own = new ReadOnlySpan<float>(
                        padded + ((long)(_before[0] + depth) * _padded[1] + _before[1] + row) * _padded[2] + _before[2], width);
                    own.CopyTo(new Span<float>(sums, width));
                    foreach (int column in _copiedColumns)
                        sums[column] = Sum(padded, depth, row, column);
                }
                else
                {
                    for (int column = 0; column < width; column++)
                        sums[column] = Sum(padded, depth, row, column);
                }
            }
        }
    }

    private float Sum(float* padded, int depth, int row, int column)
    {
        (int ownDepth, int ownRow, int ownColumn) = (_before[0] + depth, _before[1] + row, _before[2] + column);
        ReadOnlySpan<int> depths = _copies[0][depth] is { } inDepth ? inDepth : new ReadOnlySpan<int>(in ownDepth);
        ReadOnlySpan<int> rows = _copies[1][row] is { } inRows ? inRows : new ReadOnlySpan<int>(in ownRow);
        ReadOnlySpan<int> columns = _copies[2][column] is { } inColumns ? inColumns : new ReadOnlySpan<int>(in ownColumn);
        double sum = 0;
        foreach (int d in depths)
        {
            foreach (int r in rows)
            {
                float* line = padded + ((long)d * _padded[1] + r) * _padded[2];
                foreach (int c in columns)
                    sum += line[c];
            }
        }

        return (float)sum;
    }

    private static int Source(int position, int length, PaddingMode mode) => mode switch
    {
        _ when position >= 0 && position < length => position,
        PaddingMode.Replicate => Math.Clamp(position, 0, length - 1),
        PaddingMode.Circular => position < 0 ? position + length : position - length,
        _ => position < 0 ? -position : 2 * (length - 1) - position,
    };
}

using GroupConv.Core.Execution;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Gradients;

/// <summary>
/// Adds the gradients of padded pixels to those of the pixels that they were copied from. Each plane by one thread, in one order, and in double: hundreds of copies may meet in
/// the corner of an image, whose sum then rounds once, as the others do.
/// </summary>
internal sealed unsafe class PaddingFold : IParallelWork
{
    private readonly long _planes;
    private readonly int[] _before = [0, 0, 0];

    // For each dimension and place of the input, the places of the padded input that hold it; the first is its own.
    private readonly int[][][] _copies = [[[0]], [[0]], [[0]]];
    private readonly int[] _padded = [1, 1, 1];
    private readonly int[] _copiedColumns;

    public PaddingFold(ConvShape shape)
    {
        var spec = shape.Spec;
        _planes = shape.Batch * spec.InChannels;
        for (int d = 0; d < spec.Dims; d++)
        {
            int to = 3 - spec.Dims + d, length = (int)shape.InSize[d], before = shape.Padding.Before[d];
            (_before[to], _padded[to]) = (before, before + length + shape.Padding.After[d]);
            var places = Enumerable.Range(0, _padded[to]).ToLookup(place => Source(place - before, length, spec.PaddingMode));
            _copies[to] = [.. Enumerable.Range(0, length).Select(source => places[source].OrderBy(place => place == before + source ? -1 : place).ToArray())];
        }

        _copiedColumns = [.. Enumerable.Range(0, _copies[2].Length).Where(column => _copies[2][column].Length > 1)];
    }

    /// <summary>Folds the gradients of the padded input (input of the buffers) into those of the input (output).</summary>
    public void Run(in ConvBuffers buffers, int threads, Cancellation cancellation) => WorkerPool.Run(this, buffers, _planes, threads, cancellation);

    public void Do(in ConvBuffers buffers, long item, int participant)
    {
        int width = _copies[2].Length;
        float* padded = buffers.X + item * _padded[0] * _padded[1] * _padded[2];
        float* sums = buffers.Y + item * _copies[0].Length * _copies[1].Length * width;
        foreach (int[] depths in _copies[0])
        {
            foreach (int[] rows in _copies[1])
            {
                if (depths.Length == 1 && rows.Length == 1)
                {
                    var row = new ReadOnlySpan<float>(padded + ((long)depths[0] * _padded[1] + rows[0]) * _padded[2] + _before[2], width);
                    row.CopyTo(new Span<float>(sums, width));
                    foreach (int column in _copiedColumns)
                        sums[column] = Sum(padded, depths, rows, _copies[2][column]);
                }
                else
                {
                    for (int column = 0; column < width; column++)
                        sums[column] = Sum(padded, depths, rows, _copies[2][column]);
                }

                sums += width;
            }
        }
    }

    private float Sum(float* padded, int[] depths, int[] rows, int[] columns)
    {
        double sum = 0;
        foreach (int depth in depths)
        {
            foreach (int row in rows)
            {
                float* line = padded + ((long)depth * _padded[1] + row) * _padded[2];
                foreach (int column in columns)
                    sum += line[column];
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

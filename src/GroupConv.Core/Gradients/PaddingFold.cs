using System.Numerics.Tensors;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Gradients;

/// <summary>Adds the gradients of padded pixels to those of the pixels that they were copied from. Each plane by one thread, in one order.</summary>
internal sealed unsafe class PaddingFold : IParallelWork
{
    private readonly long _planes;
    private readonly int[] _input = [1, 1, 1];
    private readonly int[] _before = [0, 0, 0];
    private readonly int[][] _sources = [[0], [0], [0]];

    public PaddingFold(ConvShape shape)
    {
        var spec = shape.Spec;
        _planes = shape.Batch * spec.InChannels;
        for (int d = 0; d < spec.Dims; d++)
        {
            int to = 3 - spec.Dims + d, length = (int)shape.InSize[d], before = shape.Padding.Before[d];
            (_input[to], _before[to]) = (length, before);
            _sources[to] = [.. Enumerable.Range(0, before + length + shape.Padding.After[d]).Select(place => Source(place - before, length, spec.PaddingMode))];
        }
    }

    /// <summary>Folds the gradients of the padded input (input of the buffers) into those of the input (output).</summary>
    public void Run(in ConvBuffers buffers, int threads, Cancellation cancellation) => WorkerPool.Run(this, buffers, _planes, threads, cancellation);

    public void Do(in ConvBuffers buffers, long item, int participant)
    {
        (int depth, int height, int width) = (_input[0], _input[1], _input[2]);
        (int[] ds, int[] hs, int[] ws) = (_sources[0], _sources[1], _sources[2]);
        float* padded = buffers.X + item * ds.Length * hs.Length * ws.Length, sums = buffers.Y + item * depth * height * width;
        for (long i = 0, pixels = (long)depth * height * width; i < pixels; i++)
            sums[i] = 0;
        int first = _before[2], last = first + width;
        foreach (int d in ds)
        {
            foreach (int h in hs)
            {
                float* row = sums + ((long)d * height + h) * width;
                for (int w = 0; w < first; w++)
                    row[ws[w]] += padded[w];
                var inside = new Span<float>(row, width);
                TensorPrimitives.Add(inside, new ReadOnlySpan<float>(padded + first, width), inside);
                for (int w = last; w < ws.Length; w++)
                    row[ws[w]] += padded[w];
                padded += ws.Length;
            }
        }
    }

    private static int Source(int position, int length, PaddingMode mode) => mode switch
    {
        _ when position >= 0 && position < length => position,
        PaddingMode.Replicate => Math.Clamp(position, 0, length - 1),
        PaddingMode.Circular => position < 0 ? position + length : position - length,
        _ => position < 0 ? -position : 2 * (length - 1) - position,
    };
}

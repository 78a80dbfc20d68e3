using System.Numerics.Tensors;
using GroupConv.Core.Execution;
using GroupConv.Core.Planning;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Gradients;

/// <summary>The gradient with respect to the bias: sums over batch and pixels. One thread sums a channel, in a fixed order.</summary>
internal sealed unsafe class BiasGradient(ConvShape shape) : IParallelWork
{
    // Number of floats summed in float32 before the partial sum is added in double.
    private const int Piece = 2048;

    private readonly int _channels = shape.Spec.OutChannels;
    private readonly long _pixels = shape.OutSize.Aggregate(1L, (product, length) => product * length);
    private readonly long _channelsPerItem = (long)Math.Clamp(
        MachineCosts.Here.ItemAdditions * shape.Spec.OutChannels / Math.Max(1, shape.OutputElements), 1, shape.Spec.OutChannels);

    /// <summary>Sums the output's gradient (the buffers' input) into the bias's gradient (the buffers' output).</summary>
    public void Run(in ConvBuffers buffers, int threads, Cancellation cancellation) =>
        WorkerPool.Run(this, buffers, (_channels + _channelsPerItem - 1) / _channelsPerItem, threads, cancellation);

    public void Do(in ConvBuffers buffers, long item, int participant)
    {
        long end = Math.Min(_channels, (item + 1) * _channelsPerItem);
        for (long channel = item * _channelsPerItem; channel < end; channel++)
        {
            double sum = 0;
            for (long n = 0; n < shape.Batch; n++)
            {
                float* plane = buffers.X + (n * _channels + channel) * _pixels;
                for (long at = 0; at < _pixels; at += Piece)
                    sum += TensorPrimitives.Sum(new ReadOnlySpan<float>(plane + at, (int)Math.Min(Piece, _pixels - at)));
            }

            buffers.Y[channel] = (float)sum;
        }
    }
}

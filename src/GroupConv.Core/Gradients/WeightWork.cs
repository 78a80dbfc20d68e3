using System.Numerics.Tensors;
using GroupConv.Core.Execution;

namespace GroupConv.Core.Gradients;

/// <summary>
/// A way to compute the weight's gradient. In the buffers, X is the narrow tensor, Weight the wide tensor, Y the weight's gradient.
/// </summary>
internal abstract unsafe class WeightWork(WeightCut cut) : IParallelWork
{
    public WeightCut Cut => cut;

    public void Do(in ConvBuffers buffers, long item, int participant)
    {
        float* scratch = buffers.Scratch + participant * cut.ThreadFloats;
        (long first, long end) = cut.UnitsOf(item);
        for (long unit = first; unit < end; unit++)
            DoUnit(buffers, unit, scratch);
    }

    /// <summary>Adds the sums of all parts, in order.</summary>
    public void AddParts(in ConvBuffers buffers)
    {
        if (cut.Parts == 1)
            return;
        const int piece = 4096;
        float* parts = buffers.Scratch + cut.PartsAt;
        for (long first = 0; first < cut.WeightElements; first += piece)
        {
            int count = (int)Math.Min(piece, cut.WeightElements - first);
            var sums = new Span<float>(buffers.Y + first, count);
            new ReadOnlySpan<float>(parts + first, count).CopyTo(sums);
            for (int part = 1; part < cut.Parts; part++)
                TensorPrimitives.Add(sums, new ReadOnlySpan<float>(parts + part * cut.WeightElements + first, count), sums);
        }
    }

    /// <summary>Sums a block over the images of a part: unit = block · parts + part.</summary>
    protected abstract void DoUnit(in ConvBuffers buffers, long unit, float* scratch);

    /// <summary>Destination of the sums of a part.</summary>
    protected float* SumsOf(in ConvBuffers buffers, long part) =>
        cut.Parts == 1 ? buffers.Y : buffers.Scratch + cut.PartsAt + part * cut.WeightElements;
}

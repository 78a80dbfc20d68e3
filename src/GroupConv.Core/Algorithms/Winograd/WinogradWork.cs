using GroupConv.Core.Execution;

namespace GroupConv.Core.Algorithms.Winograd;

/// <summary>Whole units: a thread transforms the tiles and computes the outputs in its own memory.</summary>
internal sealed unsafe class WinogradUnits(WinogradBlocking b, WinogradInput input, WinogradOutput output) : IParallelWork
{
    public void Do(in ConvBuffers buffers, long item, int participant)
    {
        float* scratch = buffers.Scratch + participant * b.ThreadFloats, data = scratch + b.InputFloats;
        long end = Math.Min(b.Units, (item + 1) * b.UnitsPerItem);
        for (long unit = item * b.UnitsPerItem; unit < end; unit++)
        {
            input.Transform(buffers, unit, 0, data, scratch);
            output.Multiply(buffers, unit, 0, data, data + b.DataFloats);
        }
    }
}

/// <summary>The first half of a run whose threads share transformed tiles. An item is a part of the input channels.</summary>
internal sealed unsafe class WinogradTransforms(WinogradBlocking b, WinogradInput input) : IParallelWork
{
    public void Do(in ConvBuffers buffers, long item, int participant)
    {
        (long unit, long part) = Math.DivRem(item, b.InParts);
        input.Transform(
            buffers,
            unit,
            (int)part,
            buffers.Scratch + unit * b.DataFloats,
            buffers.Scratch + b.SharedFloats + participant * b.ThreadFloats);
    }
}

/// <summary>The second half. An item is a part of the output channels.</summary>
internal sealed unsafe class WinogradProducts(WinogradBlocking b, WinogradOutput output) : IParallelWork
{
    public void Do(in ConvBuffers buffers, long item, int participant)
    {
        (long unit, long part) = Math.DivRem(item, b.OutParts);
        float* scratch = buffers.Scratch + b.SharedFloats + participant * b.ThreadFloats;
        output.Multiply(buffers, unit, (int)part, buffers.Scratch + unit * b.DataFloats, scratch + b.InputFloats);
    }
}

using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;

namespace GroupConv.Core.Algorithms.Winograd;

/// <summary>
/// Transforms the weight and packs it in the order in which register tiles read it. An item is the output channels of one register tile.
/// </summary>
internal sealed unsafe class WinogradPacking(WinogradBlocking b) : IParallelWork
{
    private readonly WinogradKernels _kernels = WinogradKernels.Get(b.Lanes, b.Outputs);

    public long Items => (long)b.Problem.Groups * b.OutBlocks;

    public void Do(in ConvBuffers buffers, long item, int participant)
    {
        (long group, int block) = ((int)(item / b.OutBlocks), (int)(item % b.OutBlocks));
        int channel = block * b.BlockChannels;
        WinogradFilterArguments arguments;
        arguments.Weight = buffers.Weight + (group * b.OutChannels + channel) * b.InChannels * 9;
        arguments.Channels = Math.Min(b.BlockChannels, b.OutChannels - channel);
        arguments.BlockChannels = b.VectorsOf(block) * b.Lanes;
        arguments.InChannels = b.InChannels;
        arguments.Destination = buffers.Packed + group * b.Positions * b.WeightPosition + (long)channel * b.InChannels;
        arguments.DestinationPosition = (nint)b.WeightPosition;
        _kernels.Filter(&arguments);
    }
}

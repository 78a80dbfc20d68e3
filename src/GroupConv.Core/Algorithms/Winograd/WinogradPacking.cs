using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;

namespace GroupConv.Core.Algorithms.Winograd;

/// <summary>Transforms the weight into the order that register tiles read it in; an item is the output channels of one tile.</summary>
internal sealed unsafe class WinogradPacking(WinogradBlocking b) : IParallelWork
{
    private readonly WinogradKernels _kernels = WinogradKernels.Get(b.Lanes, b.Outputs);

    public long Items => (long)b.Shape.Spec.Groups * b.OutBlocks;

    public void Do(in ConvBuffers buffers, long item, int participant)
    {
        (long group, int block) = ((int)(item / b.OutBlocks), (int)(item % b.OutBlocks));
        long blockFloats = (long)b.InChannels * b.Channels;
        WinogradFilterArguments arguments;
        arguments.Weight = buffers.Weight + (group * b.OutChannels + block * b.Channels) * b.InChannels * 9;
        arguments.Channels = Math.Min(b.Channels, b.OutChannels - block * b.Channels);
        arguments.BlockChannels = b.Channels;
        arguments.InChannels = b.InChannels;
        arguments.Destination = buffers.Packed + (group * b.Positions * b.OutBlocks + block) * blockFloats;
        arguments.DestinationPosition = (nint)(b.OutBlocks * blockFloats);
        _kernels.Filter(&arguments);
    }
}

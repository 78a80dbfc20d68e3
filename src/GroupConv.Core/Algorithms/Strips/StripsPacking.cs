using GroupConv.Core.Execution;

namespace GroupConv.Core.Algorithms.Strips;

/// <summary>Packs the weight; an item is a group. The order is: block of output channels, run, tap, channel of the block.</summary>
internal sealed unsafe class StripsPacking(StripsBlocking b) : IParallelWork
{
    // For each tap in the order of the tiles, its offset in a filter.
    private readonly int[] _taps =
    [
        .. StripOrder.Of(b).SelectMany(
            run => Enumerable.Range(0, run.Taps).Select(j => run.FirstTap + j * b.Tiling.Runs.TapStep * b.Problem.Columns.Taps)),
    ];

    public long Items => b.Problem.Groups;

    public void Do(in ConvBuffers buffers, long item, int participant)
    {
        long channel = item * b.Problem.OutChannels, taps = b.Taps;
        float* packed = buffers.Packed + channel * taps;
        for (int block = 0; block < b.Tiling.Blocks; block++)
        {
            int first = b.Tiling.BlockStarts[block], channels = b.Tiling.BlockStarts[block + 1] - first;
            float* weight = buffers.Weight + (channel + first) * taps;
            foreach (int tap in _taps)
            {
                for (int c = 0; c < channels; c++)
                    *packed++ = weight[c * taps + tap];
            }
        }

        var bias = new Span<float>(buffers.Packed + b.Problem.AllOutChannels * taps + channel, b.Problem.OutChannels);
        if (buffers.Bias == null)
            bias.Clear();
        else
            new Span<float>(buffers.Bias + channel, bias.Length).CopyTo(bias);
    }
}

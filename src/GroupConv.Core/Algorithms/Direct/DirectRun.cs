using System.Runtime.CompilerServices;
using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;

namespace GroupConv.Core.Algorithms.Direct;

/// <summary>Runs the direct algorithm. An item is some whole units, computed in scratch memory of its thread.</summary>
internal sealed unsafe class DirectRun(DirectBlocking b, DirectTables tables) : IParallelWork
{
    private readonly long _outputPlane = b.Problem.Layout.ChannelStep;
    private readonly int _vectorsPerRow = (b.OutWidth + b.Lanes - 1) / b.Lanes;

    public void Do(in ConvBuffers buffers, long item, int participant)
    {
        float* planes = buffers.Scratch + participant * b.ThreadFloats;
        long end = WorkShares.FirstUnit(item + 1, b.Items, b.Units);
        for (long unit = WorkShares.FirstUnit(item, b.Items, b.Units); unit < end; unit++)
            DoUnit(buffers, unit, planes);
    }

    private void DoUnit(in ConvBuffers buffers, long unit, float* planes)
    {
        (unit, long part) = Math.DivRem(unit, b.OutParts);
        (unit, long band) = Math.DivRem(unit, b.Bands);
        (long n, long g) = Math.DivRem(unit, b.Problem.Groups);
        int firstRow = b.BandStart((int)band), rows = b.BandStart((int)band + 1) - firstRow;
        float* x = buffers.X + b.Problem.Layout.Input(n, g);
        planes = b.Planes.Lay(x, b.InChannels, firstRow, rows, planes);

        int firstBlock = (int)(b.OutBlocks * part / b.OutParts), lastBlock = (int)(b.OutBlocks * (part + 1) / b.OutParts);
        for (int block = firstBlock; block < lastBlock; block += b.ChunkBlocks)
            DoChunk(buffers, n, (int)g, planes, firstRow, rows, block, Math.Min(lastBlock, block + b.ChunkBlocks));
    }

    /// <summary>
    /// Computes some blocks of output channels of one band, by groups of tiles, so that each group's pixels stay in the first-level cache.
    /// </summary>
    // AggressiveOptimization, as in the microkernels: the first call may be the only one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void DoChunk(in ConvBuffers buffers, long n, int g, float* planes, int firstRow, int rows, int firstBlock, int lastBlock)
    {
        int firstChannel = b.BlockStarts[firstBlock], channel0 = g * b.OutChannels + firstChannel;
        float* y = buffers.Y + b.Problem.Layout.Output(n) + channel0 * _outputPlane + (long)firstRow * b.OutWidth;
        float* flat = planes + b.PlaneFloats;
        int groupVectors = b.GroupTiles * b.Vectors, flatStride = groupVectors * b.Lanes;
        int vectors = b.IsFlat ? ((rows - 1) * b.Planes.RowFloats + b.OutWidth + b.Lanes - 1) / b.Lanes : rows * _vectorsPerRow;
        int taps = b.InChannels * b.KernelTaps;
        TileArguments tile;
        tile.Taps = tables.TapOffsets;
        tile.WeightStride = taps;
        tile.DestinationStride = b.IsFlat ? flatStride : (nint)_outputPlane;
        for (int vector = 0; vector < vectors; vector += groupVectors)
        {
            int count = Math.Min(groupVectors, vectors - vector);
            for (int inBlock = 0; inBlock < b.InBlocks; inBlock++)
            {
                int firstInput = inBlock * b.InBlock, inputs = Math.Min(b.InBlock, b.InChannels - firstInput);
                tile.Source = planes + (long)firstInput * b.Planes.ChannelFloats;
                tile.TapCount = inputs * b.KernelTaps;
                tile.Accumulate = inBlock > 0;
                for (int block = firstBlock; block < lastBlock; block++)
                {
                    int channel = b.BlockStarts[block] - firstChannel, channels = b.BlockStarts[block + 1] - firstChannel - channel;
                    tile.Weight = buffers.Weight + (long)(channel0 + channel) * taps + firstInput * b.KernelTaps;
                    tile.Bias = buffers.Bias == null ? null : buffers.Bias + channel0 + channel;
                    tile.Destination = (b.IsFlat ? flat : y) + channel * tile.DestinationStride;
                    DoTiles(&tile, channels, vector, count);
                }
            }

            if (b.IsFlat)
                WriteOutputs(flat, flatStride, y, b.BlockStarts[lastBlock] - firstChannel, vector * b.Lanes, count * b.Lanes, rows);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void DoTiles(TileArguments* tile, int channels, int vector, int count)
    {
        tile->SourceOffsets = tables.VectorSources + vector;
        tile->DestinationOffsets = tables.VectorDestinations + vector;
        tile->Tiles = count / b.Vectors;
        if (tile->Tiles > 0)
            PixelTiles.Get(b.Lanes, channels, b.Vectors)(tile);
        int done = (int)tile->Tiles * b.Vectors;
        if (done == count)
            return;
        tile->SourceOffsets += done;
        tile->DestinationOffsets += done;
        tile->Tiles = 1;
        PixelTiles.Get(b.Lanes, channels, count - done)(tile);
    }

    /// <summary>Copies the pixels of a flat run to the rows of the output, without those in the margins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WriteOutputs(float* flat, int flatStride, float* y, int channels, int start, int count, int rows)
    {
        int width = b.Planes.RowFloats, firstRow = start / width, lastRow = Math.Min(rows, (start + count + width - 1) / width);
        for (int channel = 0; channel < channels; channel++, flat += flatStride, y += _outputPlane)
        {
            for (int row = firstRow; row < lastRow; row++)
            {
                int first = Math.Max(0, start - row * width), last = Math.Min(b.OutWidth, start + count - row * width);
                PlaneRows.Sweep(flat + row * width + first - start, y + (long)row * b.OutWidth + first, last - first);
            }
        }
    }
}

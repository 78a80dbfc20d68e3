using System.Runtime.CompilerServices;
using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;

namespace GroupConv.Core.Algorithms.Pointwise;

/// <summary>Runs the pointwise algorithm. An item is some whole units, computed in scratch memory of its thread.</summary>
internal sealed unsafe class PointwiseRun : IParallelWork
{
    private readonly PointwiseBlocking _b;
    private readonly long _outputPlane;
    private readonly PinnedTable _taps;
    private readonly PinnedTable _vectors;

    public PointwiseRun(PointwiseBlocking blocking)
    {
        _b = blocking;
        _outputPlane = blocking.Problem.Layout.ChannelStep;
        _taps = new PinnedTable(blocking.Planes.TapOffsets(blocking.InBlock));
        _vectors = new PinnedTable(
            [.. Enumerable.Range(0, blocking.GroupTiles * blocking.Vectors).Select(vector => vector * blocking.Lanes)]);
    }

    public void Do(in ConvBuffers buffers, long item, int participant)
    {
        float* room = buffers.Scratch + participant * _b.ThreadFloats;
        long end = WorkShares.FirstUnit(item + 1, _b.Items, _b.Units);
        for (long unit = WorkShares.FirstUnit(item, _b.Items, _b.Units); unit < end; unit++)
            DoUnit(buffers, unit, room);
    }

    // AggressiveOptimization, as in the microkernels: the first call may be the only one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void DoUnit(in ConvBuffers buffers, long unit, float* room)
    {
        (unit, long part) = Math.DivRem(unit, _b.OutParts);
        (unit, long band) = Math.DivRem(unit, _b.Bands);
        (long n, long g) = Math.DivRem(unit, _b.Problem.Groups);
        int firstRow = _b.BandStart((int)band), rows = _b.BandStart((int)band + 1) - firstRow, pixels = rows * _b.OutWidth;
        long channel = g * _b.OutChannels;
        float* x = buffers.X + _b.Problem.Layout.Input(n, g);
        float* source = _b.Planes.Lay(x, _b.InChannels, firstRow, rows, room);
        float* y = buffers.Y + _b.Problem.Layout.Output(n) + channel * _outputPlane + (long)firstRow * _b.OutWidth;
        TileArguments tile;
        tile.Taps = _taps.Pointer;
        tile.SourceOffsets = tile.DestinationOffsets = _vectors.Pointer;
        tile.WeightStride = _b.InChannels;
        tile.DestinationStride = (nint)_outputPlane;
        int groupPixels = _b.GroupTiles * _b.Vectors * _b.Lanes;
        int firstBlock = _b.PartStart((int)part);
        int lastBlock = _b.PartStart((int)part + 1);
        for (int pixel = 0; pixel < pixels; pixel += groupPixels)
        {
            int count = Math.Min(groupPixels, pixels - pixel);
            for (int input = 0; input < _b.InChannels; input += _b.InBlock)
            {
                tile.TapCount = Math.Min(_b.InBlock, _b.InChannels - input);
                tile.Accumulate = input > 0;
                for (int block = firstBlock; block < lastBlock; block++)
                {
                    int first = _b.BlockStarts[block];
                    tile.Source = source + (long)input * _b.Planes.ChannelFloats + pixel;
                    tile.Weight = buffers.Weight + (channel + first) * _b.InChannels + input;
                    tile.Bias = buffers.Bias == null ? null : buffers.Bias + channel + first;
                    tile.Destination = y + first * _outputPlane + pixel;
                    DoTiles(&tile, _b.BlockStarts[block + 1] - first, count);
                }
            }
        }
    }

    /// <summary>
    /// Computes a range of pixels: full tiles, then the rest in ever narrower vectors, because memory after the range must not be accessed.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void DoTiles(TileArguments* tile, int channels, int pixels)
    {
        int tilePixels = _b.Vectors * _b.Lanes;
        tile->Tiles = pixels / tilePixels;
        if (tile->Tiles > 0)
            PixelTiles.Get(_b.Lanes, channels, _b.Vectors)(tile);
        int done = (int)tile->Tiles * tilePixels;
        tile->Tiles = 1;
        for (int lanes = _b.Lanes; done < pixels; lanes = lanes > 4 ? lanes / 2 : 1)
        {
            // The offsets are multiples of the widest vector's length, so a narrower vector uses only the first one.
            int vectors = lanes == _b.Lanes ? (pixels - done) / lanes : 1;
            while (vectors > 0 && pixels - done >= lanes)
            {
                tile->Source += done;
                tile->Destination += done;
                PixelTiles.Get(lanes, channels, vectors)(tile);
                tile->Source -= done;
                tile->Destination -= done;
                done += vectors * lanes;
            }
        }
    }
}

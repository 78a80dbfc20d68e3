using System.Runtime.CompilerServices;
using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;

namespace GroupConv.Core.Algorithms.Channelwise;

/// <summary>Runs the channelwise algorithm. An item is some whole units, each a band of a block of channels.</summary>
internal sealed unsafe class ChannelwiseRun(ChannelwiseBlocking b, ChannelwiseTables tables) : IParallelWork
{
    private readonly long _inputPlane = b.Problem.InPlane;
    private readonly long _outputPlane = b.Problem.OutPlane;
    private readonly int _multiplier = b.Problem.Multiplier;
    private readonly NegativeZeros _negativeZeros = new(b.Problem, leavesOutColumns: true);

    /// <summary>What a run executes and moves.</summary>
    public TileUse Use
    {
        get
        {
            double strips = 0;
            for (int band = 0; band < b.Bands; band++)
                strips += Math.Ceiling((b.BandStart(band + 1) - b.BandStart(band)) / (double)b.StripRows);
            double lines = b.Problem.Batch * (double)b.ChannelBlocks * strips * tables.TileLines;
            return new TileUse(
                Math.Max(1, lines * b.Along.TileOutputs * b.Lanes * b.Taps * b.InsideShare * _multiplier),
                b.Problem.InputBytes + b.Problem.OutputBytes + b.Problem.ParameterBytes,
                "input, weight and output once");
        }
    }

    // AggressiveOptimization: an item is short, and the first call may be the only one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Do(in ConvBuffers buffers, long item, int participant)
    {
        float* plane = buffers.Scratch + participant * b.ThreadFloats;
        long end = WorkShares.FirstUnit(item + 1, b.Items, b.Units);
        for (long unit = WorkShares.FirstUnit(item, b.Items, b.Units); unit < end; unit++)
            DoUnit(buffers, unit, plane);
    }

    /// <summary>Computes a band of a block of channels of one image.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void DoUnit(in ConvBuffers buffers, long unit, float* plane)
    {
        (long blockOfImage, long band) = Math.DivRem(unit, b.Bands);
        (long image, long block) = Math.DivRem(blockOfImage, b.ChannelBlocks);
        long channel = image * b.Problem.AllInChannels + b.BlockStart((int)block);
        float* x = buffers.X + channel * _inputPlane, y = buffers.Y + channel * _multiplier * _outputPlane;
        float* weights = buffers.Packed + block * _multiplier * b.FilterFloats;
        int firstRow = b.BandStart((int)band), endRow = b.BandStart((int)band + 1), stride = b.Problem.Rows.Stride;

        var microkernel = RowTiles.OfChannels(b.Lanes, b.TileLines, b.Along.TileOutputs, b.Along.RunTaps);
        int planeRow = b.FirstPlaneRow(firstRow), filled = planeRow;
        float* origin = plane - (long)planeRow * b.RowFloats;
        RowTileArguments tile;
        tile.SourceStep = b.Along.TileStride * b.Along.Stride * b.Along.SourceStep;
        tile.PlaceStep = b.Along.TileStride * b.Along.Stride;
        tile.SourceLineStep = b.Other.Stride * b.Other.SourceStep;
        tile.Places = b.Along.Places;
        tile.WeightStep = b.Along.RunStride * b.Along.WeightStep;
        tile.Runs = tables.Runs;
        tile.FullRuns = tables.FullRuns;
        tile.FullRunsOfTap = tables.FullRunsOfTap;
        tile.ShortRunsOfTap = tables.ShortRunsOfTap;
        tile.Destination = plane + b.PlaneFloats;
        tile.DestinationStep = b.Along.TileStride * b.Along.DestinationStep;
        tile.DestinationLineStep = b.Other.DestinationStep;
        tile.Tiles = tables.Tiles;
        tile.TileCount = tables.TileCount;
        for (int strip = firstRow; strip < endRow; strip += b.StripRows)
        {
            // The last strip is shifted to end at the band's edge and computes some rows twice, with the same bits.
            int row = Math.Min(strip, endRow - b.StripRows), needed = b.EndPlaneRow(row + b.StripRows);
            FillRows(x, origin, filled, needed);
            filled = Math.Max(filled, needed);
            tile.Source = origin + (long)row * stride * b.RowFloats;
            tile.FirstPlace = b.LiesDown ? row * stride : 0;
            tile.Lines = tables.Lines + (b.LiesDown ? 0 : row);
            for (int filter = 0; filter < _multiplier; filter++)
            {
                float* filterWeights = weights + filter * b.FilterFloats;
                tile.Weight = filterWeights + b.Lanes;
                tile.Bias = filterWeights;
                microkernel(&tile);
                float* to = y + filter * _outputPlane + (long)row * b.OutWidth;
                ChannelLanes.Scatter(b.Lanes, tile.Destination, to, (nint)(_multiplier * _outputPlane), (nint)b.StripRows * b.OutWidth);
                if (_negativeZeros.Matter && NegativeZeros.IsAmong(tile.Bias, b.Lanes))
                    CorrectZeros(to, row, tile);
            }
        }
    }

    private void CorrectZeros(float* to, int row, in RowTileArguments tile)
    {
        for (int lane = 0; lane < b.Lanes; lane++)
        {
            if (NegativeZeros.IsAmong(tile.Bias + lane, 1))
                _negativeZeros.Fix(to + lane * _multiplier * _outputPlane, row, b.StripRows, tile.Weight + lane, b.Lanes);
        }
    }

    /// <summary>Transposes some rows of the image into the planes.</summary>
    private void FillRows(float* x, float* origin, int from, int to)
    {
        if (from >= to)
            return;
        nint width = (nint)b.Problem.Columns.In;
        float* planeRow = origin + (long)from * b.RowFloats;
        if (b.LeavesOutZeros && b.RowFloats == width * b.Lanes)
        {
            ChannelLanes.Gather(b.Lanes, x + from * width, (nint)_inputPlane, (to - from) * width, planeRow);
            return;
        }

        (int first, int last) = tables.InsideColumns;
        ChannelLanes.GatherRows(
            b.Lanes,
            x,
            (nint)_inputPlane,
            width,
            tables.Rows.Pointer + from,
            to - from,
            planeRow,
            b.RowFloats,
            tables.Columns.Pointer,
            b.Columns.Length,
            first,
            last);
    }
}

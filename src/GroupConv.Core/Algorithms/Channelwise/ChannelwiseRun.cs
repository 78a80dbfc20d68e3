using System.Runtime.CompilerServices;
using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms.Channelwise;

/// <summary>The runs of the channelwise algorithm: an item is a band of a block of channels.</summary>
internal sealed unsafe class ChannelwiseRun(ChannelwiseBlocking b, ChannelwiseTables tables) : IParallelWork
{
    private readonly long _inputPlane = b.Shape.InHeight * b.Shape.InWidth;
    private readonly long _outputPlane = b.Shape.OutHeight * b.Shape.OutWidth;
    private readonly int _multiplier = b.Shape.Spec.Multiplier;

    /// <summary>What a run executes and moves.</summary>
    public TileUse Use
    {
        get
        {
            var cost = Conv2dCost.Of(b.Shape);
            double strips = 0;
            for (int band = 0; band < b.Bands; band++)
                strips += Math.Ceiling((b.BandStart(band + 1) - b.BandStart(band)) / (double)b.StripRows);
            double tiles = b.Shape.Batch * (double)b.ChannelBlocks * strips * tables.Sources.Length;
            return new TileUse(
                tiles * b.Along.TileOutputs * b.Lanes * b.Taps * _multiplier,
                cost.InputBytes + cost.OutputBytes + cost.ParameterBytes,
                "input, weight and output once");
        }
    }

    // AggressiveOptimization: an item is short, and the first call may be the only one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Do(in ConvBuffers buffers, long item, int participant)
    {
        float* plane = buffers.Scratch + participant * b.ThreadFloats;
        (long blockOfImage, long band) = Math.DivRem(item, b.Bands);
        (long image, long block) = Math.DivRem(blockOfImage, b.ChannelBlocks);
        long channel = image * b.Shape.Spec.InChannels + b.BlockStart((int)block);
        float* x = buffers.X + channel * _inputPlane, y = buffers.Y + channel * _multiplier * _outputPlane;
        float* weights = buffers.Packed + block * _multiplier * b.FilterFloats;
        int firstRow = b.BandStart((int)band), endRow = b.BandStart((int)band + 1), stride = b.Shape.Spec.Stride.Height;

        var microkernel = RowTiles.OfChannels(b.Lanes, b.Along.TileOutputs, b.Along.RunTaps);
        RowTileArguments tile;
        tile.Channels = 1;
        tile.SourceChannelStep = 0;
        tile.SourceRowStep = b.Along.TileStride * b.Along.OutputStep;
        tile.WeightChannelStep = 0;
        tile.WeightRowStep = b.Along.RunStride * b.Along.WeightStep;
        tile.Runs = tables.RunSources.Pointer;
        tile.RunWeights = tables.RunWeights.Pointer;
        tile.FullRuns = tables.FullRuns;
        tile.ShortRuns = tables.RunSources.Length - tables.FullRuns;
        tile.Destination = plane + b.PlaneFloats;
        tile.DestinationChannelStep = 0;
        tile.DestinationRowStep = b.Along.TileStride * b.Along.DestinationStep;
        tile.SourceOffsets = tables.Sources.Pointer;
        tile.DestinationOffsets = tables.Destinations.Pointer;
        tile.Tiles = tables.Sources.Length;
        int filled = 0;
        for (int strip = firstRow; strip < endRow; strip += b.StripRows)
        {
            // The last strip ends where the band ends, and computes some rows again, to the same bits.
            int row = Math.Min(strip, endRow - b.StripRows), needed = b.PlaneRows(row - firstRow + b.StripRows);
            FillRows(x, plane, firstRow * stride, filled, needed);
            filled = needed;
            tile.Source = plane + (long)(row - firstRow) * stride * b.RowFloats;
            for (int filter = 0; filter < _multiplier; filter++)
            {
                float* filterWeights = weights + filter * b.FilterFloats;
                tile.Weight = filterWeights + b.Lanes;
                tile.Bias = filterWeights;
                microkernel(&tile);
                ChannelLanes.Scatter(
                    b.Lanes, tile.Destination, y + filter * _outputPlane + (long)row * b.OutWidth, (nint)(_multiplier * _outputPlane), (nint)b.StripRows * b.OutWidth);
            }
        }
    }

    /// <summary>Rows of the padded plane of a band that begins with a row of the padded image.</summary>
    private void FillRows(float* x, float* plane, int bandRow, int from, int to)
    {
        (int first, int last) = tables.InsideColumns;
        ChannelLanes.GatherRows(
            b.Lanes, x, (nint)_inputPlane, (nint)b.Shape.InWidth, tables.Rows.Pointer + bandRow + from, to - from, plane + (long)from * b.RowFloats, tables.Columns.Pointer, b.Columns.Length, first, last);
    }
}

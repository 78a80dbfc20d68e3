using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms.Depthwise;

/// <summary>The runs of the depthwise algorithm: items of whole units, each on scratch memory of the thread that does it.</summary>
internal sealed unsafe class DepthwiseRun(DepthwiseBlocking b, DepthwiseTables tables) : IParallelWork
{
    private readonly long _inputPlane = b.Shape.InHeight * b.Shape.InWidth;
    private readonly long _outputPlane = b.Shape.OutHeight * b.Shape.OutWidth;
    private readonly long _inputFloats = b.Shape.Batch * b.Shape.Spec.InChannels * b.Shape.InHeight * b.Shape.InWidth;
    private readonly int _inChannels = b.Shape.Spec.InChannels;
    private readonly int _multiplier = b.Shape.Spec.Multiplier;

    // Margins that are zeros are written once an item, and stay while channels come and go.
    private readonly bool _keepsMargins = b is { Bands: 1, Planes.MarginsAreZero: true };

    /// <summary>What a run executes and moves: planes stay in the first-level cache.</summary>
    public TileUse Use
    {
        get
        {
            double tileRows = 0;
            for (int band = 0; band < b.Bands; band++)
                tileRows += tables.Tiles(b.BandStart(band + 1) - b.BandStart(band)).AllRows;
            var cost = Conv2dCost.Of(b.Shape);
            return new TileUse(
                b.Shape.Batch * (double)b.Shape.Spec.OutChannels * tileRows * b.Lanes * b.KernelTaps,
                cost.InputBytes + cost.OutputBytes + cost.ParameterBytes,
                "input, weight and output once");
        }
    }

    public void Do(in ConvBuffers buffers, long item, int participant)
    {
        float* planes = buffers.Scratch + participant * b.ThreadFloats;
        long end = Math.Min(b.Units, (item + 1) * b.UnitsPerItem);
        // The last planes of an item, beyond which a narrow row would write into another item's output or past the end of it.
        long safePlanes = b.WritesRows ? end / b.Bands * _multiplier : 0;
        if (b.IsNarrow)
            safePlanes -= (b.Lanes - b.OutWidth + _outputPlane - 1) / _outputPlane;
        // A narrow row's vector also reads on behind its plane; what it makes of it is dropped, but must not be slow to compute with.
        if (_keepsMargins || b.IsNarrow)
            new Span<float>(planes, (int)b.PlaneFloats).Clear();
        for (long unit = item * b.UnitsPerItem; unit < end;)
        {
            (long plane, long band) = Math.DivRem(unit, b.Bands);
            long channels = Math.Min(Math.Min(b.BlockChannels, end - unit), _inChannels - plane % _inChannels);
            DoBlock(buffers, plane, (int)channels, (int)band, planes, b.IsNarrow ? safePlanes : long.MaxValue);
            unit += channels;
        }
    }

    /// <summary>Some input channels of one image on one band, and all output channels that read them.</summary>
    private void DoBlock(in ConvBuffers buffers, long plane, int channels, int band, float* planes, long safePlanes)
    {
        int firstRow = b.BandStart(band), rows = b.BandStart(band + 1) - firstRow;
        float* x = buffers.X + plane * _inputPlane;
        float* source = _keepsMargins
            ? b.Planes.LayInsides(x, buffers.X + _inputFloats, channels, planes)
            : b.Planes.Lay(x, channels, firstRow, rows, planes);
        var tiles = tables.Tiles(rows);
        RowTileArguments tile;
        tile.SourceRowStep = b.RowStep * b.Planes.RowFloats;
        tile.WeightChannelStep = b.KernelTaps;
        tile.WeightRowStep = b.SlotTaps * b.Shape.Spec.KernelSize.Width;
        tile.Runs = tables.RunSources.Pointer;
        tile.RunWeights = tables.RunWeights.Pointer;
        tile.FullRuns = tables.FullRuns;
        tile.ShortRuns = tables.RunSources.Length - tables.FullRuns;
        tile.DestinationChannelStep = (nint)_outputPlane;
        tile.DestinationRowStep = b.RowStep * b.OutRowFloats;
        tile.SourceOffsets = tiles.Sources.Pointer;
        tile.DestinationOffsets = tiles.Destinations.Pointer;
        tile.TileRows = tiles.TileRows.Pointer;
        tile.Tiles = tiles.Sources.Length;
        if (_multiplier == 1)
        {
            tile.Source = source;
            tile.SourceChannelStep = b.Planes.ChannelFloats;
            DoChannels(buffers, &tile, plane, channels, firstRow, rows, planes + b.PlaneFloats, safePlanes);
            return;
        }

        tile.SourceChannelStep = 0;
        for (int channel = 0; channel < channels; channel++)
        {
            tile.Source = source + (long)channel * b.Planes.ChannelFloats;
            DoChannels(buffers, &tile, (plane + channel) * _multiplier, _multiplier, firstRow, rows, planes + b.PlaneFloats, safePlanes);
        }
    }

    /// <summary>Some output channels: in place as long as it is safe, the others through a buffer.</summary>
    private void DoChannels(in ConvBuffers buffers, RowTileArguments* tile, long plane, int channels, int firstRow, int rows, float* buffer, long safePlanes)
    {
        var microkernel = b.KeepsFilter ? RowTiles.Of3x3(b.Lanes) : RowTiles.Get(b.Lanes, b.TileRows, b.RunTaps);
        long outChannel = plane % b.Shape.Spec.OutChannels;
        tile->Weight = buffers.Weight + outChannel * b.KernelTaps;
        tile->Bias = buffers.Bias == null ? null : buffers.Bias + outChannel;
        float* y = buffers.Y + plane * _outputPlane + (long)firstRow * b.OutWidth;
        int inPlace = (int)Math.Clamp(safePlanes - plane, 0, channels);
        if (inPlace > 0)
        {
            tile->Channels = inPlace;
            tile->Destination = y;
            microkernel(tile);
            tile->Source += inPlace * tile->SourceChannelStep;
            tile->Weight += inPlace * tile->WeightChannelStep;
            tile->Bias = tile->Bias == null ? null : tile->Bias + inPlace;
        }

        tile->Channels = 1;
        for (int channel = inPlace; channel < channels; channel++)
        {
            tile->Destination = buffer;
            microkernel(tile);
            for (int row = 0; row < rows; row++)
                PlaneRows.Sweep(buffer + row * b.OutRowFloats, y + channel * _outputPlane + row * b.OutWidth, b.OutWidth);
            tile->Source += tile->SourceChannelStep;
            tile->Weight += tile->WeightChannelStep;
            tile->Bias = tile->Bias == null ? null : tile->Bias + 1;
        }
    }
}

using System.Runtime.CompilerServices;
using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;

namespace GroupConv.Core.Algorithms.Depthwise;

/// <summary>Runs the depthwise algorithm. An item is some whole units, computed in scratch memory of its thread.</summary>
internal sealed unsafe class DepthwiseRun(DepthwiseBlocking b, DepthwiseTables tables) : IParallelWork
{
    private readonly long _inputPlane = b.Problem.InPlane;
    private readonly long _outputPlane = b.Problem.OutPlane;
    private readonly long _inputFloats = b.Problem.Batch * b.Problem.AllInChannels * b.Problem.InPlane;
    private readonly int _inChannels = b.Problem.AllInChannels;
    private readonly int _multiplier = b.Problem.Multiplier;
    private readonly NegativeZeros? _negativeZeros = b.LeavesOutRows ? new(b.Problem, leavesOutColumns: false) : null;

    // Zero margins are cleared once per item; the planes of all its channels share them.
    private readonly bool _keepsMargins = b is { Bands: 1, Planes.MarginsAreZero: true };

    /// <summary>What a run executes and moves; planes stay in the first-level cache.</summary>
    public TileUse Use
    {
        get
        {
            double tileRows = 0;
            for (int band = 0; band < b.Bands; band++)
                tileRows += tables.Tiles(b.BandStart(band + 1) - b.BandStart(band)).AllRows;
            double vectors = b.Problem.Batch * (double)b.Problem.AllOutChannels * tileRows;
            double inside = b.LeavesOutRows ? b.Problem.Rows.InsideShare : 1;
            return new TileUse(
                Math.Max(1, vectors * b.Lanes * b.KernelTaps * inside),
                b.Problem.InputBytes + b.Problem.OutputBytes + b.Problem.ParameterBytes,
                "input, weight and output once");
        }
    }

    // AggressiveOptimization, here and below: an item is short, and the first call may be the only one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Do(in ConvBuffers buffers, long item, int participant)
    {
        float* planes = buffers.Scratch + participant * b.ThreadFloats;
        long end = WorkShares.FirstUnit(item + 1, b.Items, b.Units);
        // The last vector of a narrow row writes beyond its plane. The last planes of an item are buffered, so that
        // it does not write into another item's output or past the end of the tensor.
        long safePlanes = b.WritesRows ? end / b.Bands * _multiplier : 0;
        if (b.IsNarrow)
            safePlanes -= (b.Lanes - b.OutWidth + _outputPlane - 1) / _outputPlane;
        // A narrow row's vector also reads beyond its plane. The results are discarded, but arbitrary bits may be denormals, which are
        // slow.
        if (_keepsMargins || b.IsNarrow)
            new Span<float>(planes, (int)b.PlaneFloats).Clear();
        for (long unit = WorkShares.FirstUnit(item, b.Items, b.Units); unit < end;)
        {
            (long plane, long band) = Math.DivRem(unit, b.Bands);
            long channels = Math.Min(Math.Min(b.BlockChannels, end - unit), _inChannels - plane % _inChannels);
            DoBlock(buffers, plane, (int)channels, (int)band, planes, b.IsNarrow ? safePlanes : long.MaxValue);
            unit += channels;
        }
    }

    /// <summary>Computes a band of some input channels of one image, with all output channels that read them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void DoBlock(in ConvBuffers buffers, long plane, int channels, int band, float* planes, long safePlanes)
    {
        int firstRow = b.BandStart(band), rows = b.BandStart(band + 1) - firstRow;
        float* x = buffers.X + plane * _inputPlane;
        var tiles = tables.Tiles(rows);
        PlaneTileArguments tile;
        tile.Source = b.ReadsInput ? x
            : _keepsMargins ? b.Planes.LayInsides(x, buffers.X + _inputFloats, channels, planes)
            : b.Planes.Lay(x, channels, firstRow, rows, planes);
        tile.FirstRow = b.ReadsInput ? firstRow * b.Problem.Rows.Stride - b.Problem.Rows.Before : 0;
        tile.Rows = b.ReadsInput ? (nint)b.Problem.Rows.In : rows + b.Rows.Reach;
        tile.RowFloats = b.Planes.RowFloats;
        tile.RowStep = b.RowStep;
        tile.WeightChannelStep = b.KernelTaps;
        tile.WeightRowStep = b.SlotTaps * b.Problem.Columns.Taps;
        tile.Runs = tables.Runs;
        tile.FullRuns = tables.FullRuns;
        tile.ShortRuns = tables.ShortRuns;
        tile.Masks = tables.Masks.Pointer;
        tile.DestinationChannelStep = (nint)_outputPlane;
        tile.DestinationRowStep = b.RowStep * b.OutRowFloats;
        if (_multiplier == 1)
        {
            tile.SourceChannelStep = b.Planes.ChannelFloats;
            DoChannels(buffers, &tile, tiles, plane, channels, firstRow, rows, planes + b.PlaneFloats, safePlanes);
            return;
        }

        tile.SourceChannelStep = 0;
        for (int channel = 0; channel < channels; channel++)
        {
            DoChannels(
                buffers, &tile, tiles, (plane + channel) * _multiplier, _multiplier, firstRow, rows, planes + b.PlaneFloats, safePlanes);
            tile.Source += b.Planes.ChannelFloats;
        }
    }

    /// <summary>Computes some output channels: directly while that is safe, the others through a buffer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void DoChannels(
        in ConvBuffers buffers,
        PlaneTileArguments* tile,
        TileTable tiles,
        long plane,
        int channels,
        int firstRow,
        int rows,
        float* buffer,
        long safePlanes)
    {
        long outChannel = plane % b.Problem.AllOutChannels;
        tile->Weight = buffers.Weight + outChannel * b.KernelTaps;
        tile->Bias = buffers.Bias == null ? null : buffers.Bias + outChannel;
        float* y = buffers.Y + plane * _outputPlane + (long)firstRow * b.OutWidth, source = tile->Source;
        int inPlace = (int)Math.Clamp(safePlanes - plane, 0, channels);
        if (inPlace > 0)
        {
            tile->Channels = inPlace;
            tile->Destination = y;
            DoTiles(tile, tiles);
        }

        tile->Channels = 1;
        tile->Destination = buffer;
        for (int channel = inPlace; channel < channels; channel++)
        {
            tile->Source = source + channel * tile->SourceChannelStep;
            tile->Weight = buffers.Weight + (outChannel + channel) * b.KernelTaps;
            tile->Bias = buffers.Bias == null ? null : buffers.Bias + outChannel + channel;
            DoTiles(tile, tiles);
            for (int row = 0; row < rows; row++)
                PlaneRows.Sweep(buffer + row * b.OutRowFloats, y + channel * _outputPlane + row * b.OutWidth, b.OutWidth);
        }

        tile->Source = source;
        if (_negativeZeros is not { Matter: true } || buffers.Bias == null)
            return;
        for (int channel = 0; channel < channels; channel++)
        {
            if (NegativeZeros.IsAmong(buffers.Bias + outChannel + channel, 1))
                _negativeZeros.Fix(y + channel * _outputPlane, firstRow, rows, buffers.Weight + (outChannel + channel) * b.KernelTaps, 1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void DoTiles(PlaneTileArguments* tile, TileTable tiles)
    {
        DoTiles(tile, tiles.Tiles, tiles.WholeTiles, masked: false);
        DoTiles(tile, tiles.Tiles + tiles.WholeTiles, tiles.MaskedTiles, masked: true);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void DoTiles(PlaneTileArguments* tile, PlaneTilePlace* tiles, int count, bool masked)
    {
        if (count == 0)
            return;
        tile->Tiles = tiles;
        tile->TileCount = count;
        var microkernel = b.SplitsVectors ? PlaneTiles.Of3x3Stride2(b.Lanes, masked)
            : b.KeepsFilter ? PlaneTiles.Of3x3(b.Lanes, masked)
            : PlaneTiles.Get(b.Lanes, b.TileRows, b.RunTaps, masked);
        microkernel(tile);
    }
}

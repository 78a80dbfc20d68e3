using System.Runtime.CompilerServices;
using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;

namespace GroupConv.Core.Algorithms.Channels;

/// <summary>Runs the channels algorithm. An item is some whole units, computed in scratch memory of its thread.</summary>
internal sealed unsafe class ChannelsRun : IParallelWork
{
    private readonly ChannelsBlocking _b;
    private readonly long _inputPlane;
    private readonly long _outputPlane;
    private readonly PinnedTable _taps;
    private readonly PinnedTable _tapsOfLast;
    private readonly PinnedTable _offsets;
    private readonly PinnedTable _offsetsOfOneLess;

    public ChannelsRun(ChannelsBlocking blocking)
    {
        _b = blocking;
        var problem = blocking.Problem;
        _inputPlane = problem.InPlane;
        _outputPlane = blocking.Problem.Layout.ChannelStep;
        int lastInputs = blocking.InChannels - (blocking.InBlocks - 1) * blocking.InBlock;
        _taps = new PinnedTable(Taps(blocking.InBlock));
        _tapsOfLast = lastInputs == blocking.InBlock ? _taps : new PinnedTable(Taps(lastInputs));
        _offsets = new PinnedTable(TileOffsets(blocking.BandRows));
        _offsetsOfOneLess = new PinnedTable(blocking.BandRows > blocking.Tiling.Rows ? TileOffsets(blocking.BandRows - 1) : []);
    }

    public void Do(in ConvBuffers buffers, long item, int participant)
    {
        float* planes = buffers.Scratch + participant * _b.ThreadFloats;
        if (_b.KeepsMargins)
            new Span<float>(planes, (int)_b.PlaneFloats).Clear();
        long end = WorkShares.FirstUnit(item + 1, _b.Items, _b.Units);
        for (long unit = WorkShares.FirstUnit(item, _b.Items, _b.Units); unit < end; unit++)
            DoUnit(buffers, unit, planes, planes + _b.PlaneFloats);
    }

    /// <summary>
    /// The position of a tile. The last tile of a row or column is shifted to end at the band's edge and computes some pixels twice, with
    /// the same bits.
    /// </summary>
    private (int Row, int Column) Place(int tile, int rows)
    {
        int perRow = (_b.OutWidth + _b.Tiling.Columns - 1) / _b.Tiling.Columns;
        return (
            Math.Min(tile / perRow * _b.Tiling.Rows, rows - _b.Tiling.Rows),
            Math.Min(tile % perRow * _b.Tiling.Columns, _b.OutWidth - _b.Tiling.Columns));
    }

    private int[] TileOffsets(int rows)
    {
        var offsets = new int[_b.Tiling.Tiles(rows, _b.OutWidth) * _b.Tiling.Rows];
        for (int i = 0; i < offsets.Length; i++)
        {
            (int row, int column) = Place(i / _b.Tiling.Rows, rows);
            offsets[i] = checked((row + i % _b.Tiling.Rows) * _b.Planes.RowFloats + column);
        }

        return offsets;
    }

    /// <summary>
    /// Offsets of the taps of some input channels, by filter row. With runs, the first tap of each run; the complement marks a run that is
    /// one tap shorter.
    /// </summary>
    private int[] Taps(int inputs)
    {
        (int kernelRows, int kernelColumns) = (_b.Problem.Rows.Taps, _b.Problem.Columns.Taps);
        int most = _b.Tiling.RunTaps, runs = (kernelColumns + most - 1) / most;
        var offsets = _b.Planes.TapOffsets(inputs);
        var taps = new List<int>(kernelRows * inputs * runs);
        for (int row = 0; row < kernelRows; row++)
        {
            for (int input = 0; input < inputs; input++)
            {
                for (int run = 0; run < runs; run++)
                {
                    int first = kernelColumns * run / runs;
                    int end = kernelColumns * (run + 1) / runs;
                    int tap = offsets[(input * kernelRows + row) * kernelColumns + first];
                    taps.Add(end - first == most ? tap : ~tap);
                }
            }
        }

        return [.. taps];
    }

    // AggressiveOptimization, as in the microkernels: the first call may be the only one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void DoUnit(in ConvBuffers buffers, long unit, float* room, float* sums)
    {
        (unit, long part) = Math.DivRem(unit, _b.OutParts);
        (unit, long band) = Math.DivRem(unit, _b.Bands);
        (long n, long g) = Math.DivRem(unit, _b.Problem.Groups);
        int firstRow = _b.BandStart((int)band), rows = _b.BandStart((int)band + 1) - firstRow;
        int firstBlock = _b.PartStart((int)part), lastBlock = _b.PartStart((int)part + 1);
        int tiles = _b.Tiling.Tiles(rows, _b.OutWidth), firstChannel = _b.BlockStarts[firstBlock];
        float* x = buffers.X + _b.Problem.Layout.Input(n, g);
        float* weight = buffers.Packed + g * _b.GroupFloats;
        float* bias = buffers.Packed + _b.Problem.Groups * _b.GroupFloats + g * _b.BiasFloats;
        for (int input = 0; input < _b.InChannels; input += _b.InBlock)
        {
            int inputs = Math.Min(_b.InBlock, _b.InChannels - input);
            float* planes = _b.KeepsMargins
                ? _b.Planes.LayInsides(x + input * _inputPlane, buffers.X + _b.Problem.ReadableEnd(n, g), inputs, room)
                : _b.Planes.Lay(x + input * _inputPlane, inputs, firstRow, rows, room);
            for (int block = firstBlock; block < lastBlock; block++)
            {
                int channel = _b.BlockStarts[block];
                float* panel = weight
                    + (long)_b.KernelTaps * ((long)channel * _b.InChannels + (long)input * _b.Tiling.Blocks[block] * _b.Lanes);
                Accumulate(
                    planes,
                    inputs,
                    panel,
                    input > 0 ? null : bias + channel,
                    _b.Tiling.Blocks[block],
                    firstRow,
                    rows,
                    sums + (long)(channel - firstChannel) * tiles * _b.Tiling.Pixels);
            }
        }

        for (int block = firstBlock; block < lastBlock; block++)
        {
            int channel = _b.BlockStarts[block], lanes = _b.Tiling.Blocks[block] * _b.Lanes;
            float* y = buffers.Y + _b.Problem.Layout.Output(n)
                + (g * _b.OutChannels + channel) * _outputPlane + (long)firstRow * _b.OutWidth;
            WriteOutputs(
                sums + (long)(channel - firstChannel) * tiles * _b.Tiling.Pixels,
                lanes,
                y,
                Math.Min(lanes, _b.OutChannels - channel),
                rows,
                tiles);
        }
    }

    /// <summary>
    /// Adds the taps of a block of input channels to the sums of a block of output channels. With a bias, the sums start from it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Accumulate(float* planes, int inputs, float* panel, float* bias, int vectors, int firstRow, int rows, float* sums)
    {
        (int kernelRows, int kernelColumns) = (_b.Problem.Rows.Taps, _b.Problem.Columns.Taps);
        var offsets = rows == _b.BandRows ? _offsets : _offsetsOfOneLess;
        var taps = inputs == _b.InBlock ? _taps : _tapsOfLast;
        int tilesOfRow = _b.Tiling.Tiles(1, _b.OutWidth), tapsOfRow = taps.Length / kernelRows, lanes = vectors * _b.Lanes;
        ChannelTileArguments tile;
        tile.Source = planes;
        tile.Accumulate = bias == null;
        for (int i = 0; i < _b.Insides.Length; i++)
        {
            ref readonly var inside = ref _b.Insides[i];
            int first = Math.Max(inside.FirstRow, firstRow) - firstRow, last = Math.Min(inside.LastRow, firstRow + rows) - firstRow;
            if (first >= last)
                continue;
            int firstTile = first * tilesOfRow;
            tile.Bias = bias + (long)i * _b.BlockStarts[^1];
            tile.SourceOffsets = offsets.Pointer + firstTile;
            tile.Tiles = _b.Tiling.Tiles(last - first, _b.OutWidth);
            tile.Taps = taps.Pointer + inside.FirstTap * tapsOfRow;
            tile.TapCount = (inside.LastTap - inside.FirstTap) * tapsOfRow;
            tile.Weight = panel + (long)inside.FirstTap * inputs * kernelColumns * lanes;
            tile.Destination = sums + (long)firstTile * _b.Tiling.Pixels * lanes;
            if (_b.Tiling.RunTaps > 1)
                ChannelTiles.GetRuns(_b.Lanes, vectors, _b.Tiling.Rows, _b.Tiling.Columns, _b.Tiling.RunTaps)(&tile);
            else
                ChannelTiles.Get(_b.Lanes, vectors, _b.Tiling.Rows, _b.Tiling.Columns)(&tile);
        }
    }

    /// <summary>Transposes a block's sums, which are stored pixel by pixel, to the planes of its channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WriteOutputs(float* sums, int lanes, float* y, int channels, int rows, int tiles)
    {
        // If the tile's rows are whole image rows, they are contiguous in the output plane and need one transposition.
        int pieces = _b.Tiling.Columns == _b.OutWidth ? 1 : _b.Tiling.Rows;
        int pixels = _b.Tiling.Pixels / pieces;
        for (int tile = 0; tile < tiles; tile++)
        {
            (int row, int column) = Place(tile, rows);
            for (int piece = 0; piece < pieces; piece++, sums += pixels * lanes)
                Transposition.Run(sums, lanes, y + (long)(row + piece) * _b.OutWidth + column, (nint)_outputPlane, pixels, channels);
        }
    }
}

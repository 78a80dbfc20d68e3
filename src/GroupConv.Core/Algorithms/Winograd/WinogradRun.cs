using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;

namespace GroupConv.Core.Algorithms.Winograd;

/// <summary>The two steps of a run on a unit of work: its tiles are transformed; their products are taken, transformed and handed out.</summary>
internal sealed unsafe class WinogradRun
{
    private readonly WinogradBlocking _b;
    private readonly WinogradKernels _kernels;
    private readonly PinnedTable _rows;
    private readonly PinnedTable _columns;
    private readonly (int First, int Last) _inside;
    private readonly long _inputPlane;
    private readonly long _outputPlane;

    public WinogradRun(WinogradBlocking b)
    {
        _b = b;
        _kernels = WinogradKernels.Get(b.Lanes, b.Outputs);
        var shape = b.Shape;
        (_rows, _) = Line((int)shape.InHeight, (int)shape.OutHeight, b.TileRows * b.Outputs, shape.Padding.Top);
        (_columns, _inside) = Line((int)shape.InWidth, (int)shape.OutWidth, b.TileColumns * b.Outputs, shape.Padding.Left);
        _inputPlane = shape.InHeight * shape.InWidth;
        _outputPlane = shape.OutHeight * shape.OutWidth;

        (PinnedTable Table, (int First, int Last) Inside) Line(int input, int output, int tiled, int before)
        {
            var map = new LineMap(input, tiled + 2, kernelSize: 1, stride: 1, dilation: 1, before, shape.Spec.PaddingMode);
            // What only the outputs beyond the edge would read is zeros: it must not touch the rounding of the others.
            return (new PinnedTable([.. map.Sources[0].Select((source, place) => place < output + 2 ? source : -1)]), map.Inside(0));
        }
    }

    /// <summary>Transforms a part of a unit's input channels.</summary>
    /// <param name="buffers">The memory of the run.</param>
    /// <param name="unit">Group and block of tiles.</param>
    /// <param name="part">Which part.</param>
    /// <param name="data">Takes the transformed tiles of the unit.</param>
    /// <param name="scratch">The thread's memory.</param>
    public void Transform(in ConvBuffers buffers, long unit, int part, float* data, float* scratch)
    {
        (long group, long block) = Math.DivRem(unit, _b.Blocks);
        long start = _b.BlockStart(block);
        int tiles = (int)(_b.BlockStart(block + 1) - start) * _b.Lanes;
        long firstTile = start * _b.Lanes, lastTile = Math.Min(_b.Tiles, firstTile + tiles);
        int first = (int)((long)_b.InChannels * part / _b.InParts), last = (int)((long)_b.InChannels * (part + 1) / _b.InParts);
        float* half = scratch + _b.PlaneFloats;
        WinogradDataArguments arguments;
        arguments.HalfPosition = _b.HalfTiles;
        arguments.HalfChannel = _b.Positions * _b.HalfTiles;
        arguments.Count = tiles;
        arguments.DestinationPosition = (nint)_b.InChannels * tiles;
        // Lanes behind the last tile are dropped in the end, but must not be slow to compute with.
        if (lastTile - firstTile < tiles)
            new Span<float>(half, (int)_b.HalfFloats).Clear();
        for (int channel = first; channel < last; channel += _b.HalfChannels)
        {
            int channels = Math.Min(_b.HalfChannels, last - channel);
            for (int i = 0; i < channels; i++)
            {
                float* x = buffers.X + (group * _b.InChannels + channel + i) * _inputPlane;
                TransformRows(&arguments, x, firstTile, lastTile, scratch, half + i * arguments.HalfChannel);
            }

            arguments.Half = half;
            arguments.Channels = channels;
            arguments.Destination = data + (long)channel * tiles;
            _kernels.DataColumns(&arguments);
        }
    }

    /// <summary>The products of a part of a unit's output channels, and what becomes of them.</summary>
    /// <param name="buffers">The memory of the run.</param>
    /// <param name="unit">Group and block of tiles.</param>
    /// <param name="part">Which part.</param>
    /// <param name="data">The transformed tiles of the unit.</param>
    /// <param name="scratch">The thread's memory.</param>
    public void Multiply(in ConvBuffers buffers, long unit, int part, float* data, float* scratch)
    {
        (long group, long block) = Math.DivRem(unit, _b.Blocks);
        long start = _b.BlockStart(block);
        int vectors = (int)(_b.BlockStart(block + 1) - start);
        int first = (int)((long)_b.OutBlocks * part / _b.OutParts), last = (int)((long)_b.OutBlocks * (part + 1) / _b.OutParts);
        for (int chunk = first; chunk < last; chunk += _b.ChunkBlocks)
        {
            int blocks = Math.Min(_b.ChunkBlocks, last - chunk), channel = chunk * _b.Channels;
            TakeProducts(buffers.Packed, group, chunk, blocks, data, vectors, scratch);
            HandOut(buffers, group, channel, Math.Min(blocks * _b.Channels, _b.OutChannels - channel), start * _b.Lanes, vectors * _b.Lanes, scratch);
        }
    }

    /// <summary>Transforms the rows of one channel's tiles. Rows of tiles that share rows of pixels find them in one padded plane.</summary>
    private void TransformRows(WinogradDataArguments* arguments, float* x, long firstTile, long lastTile, float* plane, float* half)
    {
        for (long tile = firstTile; tile < lastTile;)
        {
            (long image, long inImage) = Math.DivRem(tile, _b.ImageTiles);
            (int row, int column) = Math.DivRem((int)inImage, _b.TileColumns);
            int left = (int)Math.Min(lastTile - tile, _b.ImageTiles - inImage);
            int firstColumn = _b.MergesRows ? 0 : column;
            int columns = _b.MergesRows ? _b.TileColumns : Math.Min(left, _b.TileColumns - column);
            int rows = _b.MergesRows ? (column + left + _b.TileColumns - 1) / _b.TileColumns : 1;
            int planeRow = _b.PlaneColumns(columns), planeRows = _b.Outputs * rows + 2, offset = _b.Outputs * firstColumn;
            PlaneRows.Copy(
                x + image * _b.Shape.Spec.InChannels * _inputPlane, (nint)_b.Shape.InWidth, _rows.Pointer + _b.Outputs * row, planeRows,
                plane, _columns.Pointer + offset, planeRow, Math.Clamp(_inside.First - offset, 0, planeRow), Math.Clamp(_inside.Last - offset, 0, planeRow), 1);
            new Span<float>(plane + planeRows * planeRow, _b.Slack).Clear();

            arguments->SourceRow = planeRow;
            for (int i = 0; i < rows; i++, column = 0)
            {
                int count = Math.Min((int)Math.Min(lastTile - tile, int.MaxValue), firstColumn + columns - column);
                arguments->Source = plane + _b.Outputs * (i * planeRow + column - firstColumn);
                arguments->Tiles = count;
                arguments->Half = half + (tile - firstTile);
                _kernels.DataRows(arguments);
                tile += count;
            }
        }
    }

    /// <summary>For each position, output channels × input channels times input channels × tiles.</summary>
    private void TakeProducts(float* packed, long group, int chunk, int blocks, float* data, int vectors, float* scratch)
    {
        int tiles = vectors * _b.Lanes;
        long blockFloats = (long)_b.InChannels * _b.Channels;
        float* products = Products(scratch);
        ProductArguments arguments;
        arguments.Blocks = blocks;
        arguments.Depth = _b.InChannels;
        arguments.RightStride = tiles;
        arguments.DestinationStride = _b.Positions * tiles;
        for (int position = 0; position < _b.Positions; position++)
        {
            arguments.Left = packed + ((group * _b.Positions + position) * _b.OutBlocks + chunk) * blockFloats;
            for (int vector = 0, width; vector < vectors; vector += width)
            {
                // Vectors by 3, but 4 = 2 + 2: a tile of one vector has too few multiply-adds for its loads.
                int left = vectors - vector;
                width = left is 2 or 4 ? 2 : Math.Min(left, ProductTiles.MostVectors);
                arguments.Right = data + (long)position * _b.InChannels * tiles + vector * _b.Lanes;
                arguments.Destination = products + position * tiles + vector * _b.Lanes;
                ProductTiles.Get(_b.Lanes, _b.Channels, width)(&arguments);
            }
        }
    }

    /// <summary>Output transform and bias; then the pixels go to their rows, without those beyond the edge.</summary>
    private void HandOut(in ConvBuffers buffers, long group, int channel, int channels, long firstTile, int tiles, float* scratch)
    {
        long firstOutput = group * _b.OutChannels + channel;
        float* products = Products(scratch), half = products + ((_b.ProductFloats + 15) & ~15L), sums = half + _b.Outputs * (_b.Outputs + 2) * _b.Lanes;
        WinogradSumsArguments arguments;
        arguments.Count = tiles;
        arguments.Half = half;
        arguments.Destination = sums;
        for (int i = 0; i < channels; i += _b.SumChannels)
        {
            arguments.Channels = Math.Min(_b.SumChannels, channels - i);
            arguments.Source = products + (long)i * _b.Positions * tiles;
            arguments.Bias = buffers.Bias == null ? null : buffers.Bias + firstOutput + i;
            _kernels.Sums(&arguments);
            for (int c = 0; c < arguments.Channels; c++)
                CopyOut(sums + (long)c * _b.Outputs * _b.Outputs * tiles, buffers.Y + (firstOutput + i + c) * _outputPlane, firstTile, tiles);
        }
    }

    private void CopyOut(float* sums, float* y, long firstTile, int tiles)
    {
        int m = _b.Outputs, width = (int)_b.Shape.OutWidth, height = (int)_b.Shape.OutHeight, row = m * tiles;
        long lastTile = Math.Min(_b.Tiles, firstTile + tiles);
        for (long tile = firstTile; tile < lastTile;)
        {
            (long image, long inImage) = Math.DivRem(tile, _b.ImageTiles);
            (int tileRow, int tileColumn) = Math.DivRem((int)inImage, _b.TileColumns);
            int count = (int)Math.Min(lastTile - tile, _b.TileColumns - tileColumn);
            int rows = Math.Min(m, height - m * tileRow), columns = Math.Min(m * count, width - m * tileColumn);
            float* from = sums + m * (tile - firstTile);
            float* to = y + image * _b.Shape.Spec.OutChannels * _outputPlane + (long)m * tileRow * width + m * tileColumn;
            for (int i = 0; i < rows; i++, from += row, to += width)
                PlaneRows.Sweep(from, to, columns);
            tile += count;
        }
    }

    private float* Products(float* scratch) => scratch + _b.PlaneFloats + _b.HalfFloats + (_b.IsShared ? 0 : (_b.DataFloats + 15) & ~15L);
}

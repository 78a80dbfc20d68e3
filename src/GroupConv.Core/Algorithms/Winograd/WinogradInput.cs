using System.Runtime.CompilerServices;
using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms.Winograd;

/// <summary>The first step of a run on a unit of work: its tiles are taken out of the input and transformed.</summary>
internal sealed unsafe class WinogradInput
{
    // How many channels ahead transformed tiles are fetched for writing.
    private const int ChannelsAhead = 2;

    private readonly WinogradBlocking _b;
    private readonly WinogradKernels _pixels;
    private readonly WinogradKernels _tiles;
    private readonly PinnedTable _rows;
    private readonly PinnedTable _columns;
    private readonly (int First, int Last) _inside;
    private readonly PinnedTable _inInput;
    private readonly PinnedTable _everywhere;
    private readonly bool _readsInput;
    private readonly long _inputFloats;
    private readonly long _inputPlane;

    public WinogradInput(WinogradBlocking b)
    {
        _b = b;
        _pixels = WinogradKernels.Get(b.PixelLanes, b.Outputs);
        _tiles = WinogradKernels.Get(b.TileLanes, b.Outputs);
        var shape = b.Shape;
        (_rows, _) = Line((int)shape.InHeight, (int)shape.OutHeight, b.TileRows * b.Outputs, shape.Padding.Top);
        (_columns, _inside) = Line((int)shape.InWidth, (int)shape.OutWidth, b.TileColumns * b.Outputs, shape.Padding.Left);
        // Where the padding is zeros, rows are read as they stand in the input, and what is left and right of them is masked.
        _readsInput = shape.Spec.PaddingMode == PaddingMode.Zeros || shape.Padding == Padding2d.Valid;
        int masked = b.TileColumns * b.Outputs + b.RowFloats, left = shape.Padding.Left;
        _inInput = new PinnedTable([.. Enumerable.Range(0, masked).Select(place => place >= left && place < left + shape.InWidth ? -1 : 0)]);
        _everywhere = new PinnedTable([.. Enumerable.Repeat(-1, b.RowFloats)]);
        _inputFloats = shape.Batch * shape.Spec.InChannels * shape.InHeight * shape.InWidth;
        _inputPlane = shape.InHeight * shape.InWidth;

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
        long firstTile = _b.BlockStart(block), lastTile = _b.BlockStart(block + 1);
        int first = (int)((long)_b.InChannels * part / _b.InParts), last = (int)((long)_b.InChannels * (part + 1) / _b.InParts);
        new Span<float>(scratch, _b.RowFloats).Clear();
        var segments = stackalloc WinogradSegment[_b.HalfTiles];
        WinogradDataArguments arguments;
        arguments.NextChannel = (nint)_inputPlane;
        arguments.Zeros = scratch;
        arguments.Half = scratch + _b.PlaneFloats;
        arguments.HalfRow = _b.HalfRow;
        arguments.DestinationPosition = (nint)_b.DataPosition;
        arguments.DestinationAhead = ChannelsAhead * _b.DataChannel;
        for (long tile = firstTile; tile < lastTile; tile += _b.HalfTiles)
        {
            int tiles = (int)Math.Min(_b.HalfTiles, lastTile - tile);
            (nint count, long lowest, long highest) = FindSegments(segments, tile, tiles);
            arguments.Tiles = tiles;
            // Lanes behind the last tile are dropped in the end, but must not be slow to compute with.
            if (tiles % _b.TileLanes != 0)
                new Span<float>(arguments.Half, (int)_b.HalfFloats).Clear();
            for (int channel = first; channel < last; channel++)
            {
                arguments.X = buffers.X + (group * _b.InChannels + channel) * _inputPlane;
                arguments.Segments = segments;
                arguments.SegmentCount = count;
                arguments.Destination = data + channel * _b.DataChannel + (tile - firstTile);
                long start = arguments.X - buffers.X;
                if (_readsInput && start + lowest >= 0 && start + highest <= _inputFloats)
                    _pixels.DataColumns(&arguments);
                else
                    TransformCopies(&arguments, tile, tiles, scratch);
                _tiles.DataRows(&arguments);
            }
        }
    }

    /// <summary>The rows of tiles that tiles belong to, and where vectors of their pixels begin and end, counted from a channel's plane.</summary>
    private (nint Count, long Lowest, long Highest) FindSegments(WinogradSegment* segments, long firstTile, int tiles)
    {
        int width = (int)_b.Shape.InWidth, height = (int)_b.Shape.InHeight, size = _b.Outputs + 2;
        long imageFloats = _b.Shape.Spec.InChannels * _inputPlane, lowest = long.MaxValue, highest = long.MinValue;
        nint found = 0;
        for (int done = 0, count; done < tiles; done += count, found++)
        {
            (long image, int row, int column) = _b.Place(firstTile + done);
            count = Math.Min(tiles - done, _b.TileColumns - column);
            var segment = segments + found;
            int top = _b.Outputs * row - _b.Shape.Padding.Top, left = _b.Outputs * column - _b.Shape.Padding.Left;
            segment->Columns = _b.PlaneColumns(count);
            segment->Place = _b.Outputs * done;
            segment->Mask = (float*)(_inInput.Pointer + _b.Outputs * column);
            for (int i = 0; i < size; i++)
            {
                long start = image * imageFloats + (long)(top + i) * width + left;
                bool isRow = top + i >= 0 && top + i < height;
                segment->Rows[i] = isRow ? start : WinogradSegment.NoRow;
                if (isRow)
                    (lowest, highest) = (Math.Min(lowest, start), Math.Max(highest, start + _b.WholeVectors(segment->Columns)));
            }
        }

        return found == 0 || lowest == long.MaxValue ? (found, 0, 0) : (found, lowest, highest);
    }

    /// <summary>The columns of tiles whose rows are copied first, with what the padding puts around them.</summary>
    private void TransformCopies(WinogradDataArguments* arguments, long firstTile, int tiles, float* planes)
    {
        WinogradSegment segment;
        segment.Mask = (float*)_everywhere.Pointer;
        for (int i = 0; i < _b.Outputs + 2; i++)
            segment.Rows[i] = (i + 1L) * _b.RowFloats;
        float* x = arguments->X;
        arguments->Segments = &segment;
        arguments->SegmentCount = 1;
        for (int done = 0, count; done < tiles; done += count)
        {
            (long image, int row, int column) = _b.Place(firstTile + done);
            count = Math.Min(tiles - done, _b.TileColumns - column);
            segment.Columns = _b.PlaneColumns(count);
            segment.Place = _b.Outputs * done;
            CopyRows(x + image * _b.Shape.Spec.InChannels * _inputPlane, row, column, (int)segment.Columns, planes);
            arguments->X = planes;
            _pixels.DataColumns(arguments);
        }
    }

    private void CopyRows(float* plane, int row, int column, int columns, float* planes)
    {
        int size = _b.Outputs + 2, offset = _b.Outputs * column;
        int first = Math.Clamp(_inside.First - offset, 0, columns), last = Math.Clamp(_inside.Last - offset, 0, columns);
        for (int i = 0; i < size; i++)
        {
            float* to = planes + (i + 1) * _b.RowFloats;
            PlaneRows.Copy(plane, (nint)_b.Shape.InWidth, _rows.Pointer + _b.Outputs * row + i, 1, to, _columns.Pointer + offset, columns, first, last, 1);
            new Span<float>(to + columns, _b.RowFloats - columns).Clear();
        }
    }
}

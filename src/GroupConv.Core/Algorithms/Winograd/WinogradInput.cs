using System.Runtime.CompilerServices;
using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms.Winograd;

/// <summary>The first step of a unit of work: reads its tiles from the input and transforms them.</summary>
internal sealed unsafe class WinogradInput
{
    // How many channels ahead the memory of transformed tiles is prefetched for writing.
    private const int ChannelsAhead = 2;

    private readonly WinogradBlocking _b;
    private readonly WinogradKernels _ofRows;
    private readonly WinogradKernels _ofColumns;
    private readonly PinnedTable _constants;
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
        _ofRows = WinogradKernels.Get(b.RowLanes, b.Outputs);
        _ofColumns = WinogradKernels.Get(b.TileLanes, b.Outputs);
        _constants = new PinnedTable(WinogradKernels.DataConstants(b.Outputs));
        var problem = b.Problem;
        (_rows, _) = Line((int)problem.Rows.In, (int)problem.Rows.Out, b.TileRows * b.Outputs, problem.Rows.Before);
        (_columns, _inside) = Line((int)problem.Columns.In, (int)problem.Columns.Out, b.TileColumns * b.Outputs, problem.Columns.Before);
        // With zero padding, rows are read directly from the input, and columns left and right of them are masked.
        _readsInput = problem.PaddingMode == PaddingMode.Zeros || problem.IsUnpadded;
        int masked = b.TileColumns * b.Outputs + b.RowFloats, left = problem.Columns.Before;
        _inInput = new PinnedTable(
            [.. Enumerable.Range(0, masked).Select(place => place >= left && place < left + problem.Columns.In ? -1 : 0)]);
        _everywhere = new PinnedTable([.. Enumerable.Repeat(-1, b.RowFloats)]);
        _inputFloats = problem.Batch * problem.AllInChannels * problem.InPlane;
        _inputPlane = problem.InPlane;

        (PinnedTable Table, (int First, int Last) Inside) Line(int input, int output, int tiled, int before)
        {
            var map = new LineMap(input, tiled + 2, kernelSize: 1, stride: 1, dilation: 1, before, problem.PaddingMode);
            // Positions that only outputs beyond the edge would read are zero, so that they do not affect the rounding of other outputs.
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
        long* rows = stackalloc long[_b.MostPixelRows];
        WinogradDataArguments arguments;
        arguments.Constants = (float*)_constants.Pointer;
        arguments.NextChannel = (nint)_inputPlane;
        arguments.Rows = rows;
        arguments.Mask = null;
        arguments.Zeros = scratch;
        arguments.Half = scratch + _b.PlaneFloats;
        arguments.HalfPosition = _b.HalfPosition;
        arguments.DestinationPosition = (nint)_b.DataPosition;
        arguments.DestinationAhead = ChannelsAhead * _b.DataChannel;
        new Span<float>(arguments.Zeros, _b.RowFloats).Clear();
        // Results of lanes after the last tile are discarded, but arbitrary bits may be denormals, which are slow.
        new Span<float>(arguments.Half, (int)_b.HalfFloats).Clear();
        WinogradRectangle tiles;
        for (long tile = firstTile; tile < lastTile; tile += tiles.Count)
        {
            tiles = _b.Rectangle(tile, lastTile);
            arguments.Columns = tiles.Columns;
            arguments.Tiles = tiles.Count;
            for (int channel = first; channel < last; channel++)
            {
                arguments.X = buffers.X + (group * _b.InChannels + channel) * _inputPlane;
                arguments.Destination = data + channel * _b.DataChannel + (tile - firstTile);
                if (channel == first || arguments.Mask == (float*)_everywhere.Pointer)
                    FindRows(&arguments, tiles);
                if (!IsInside(&arguments, arguments.X - buffers.X))
                    CopyRows(&arguments, tiles, scratch + _b.RowFloats);
                _ofRows.DataRows(&arguments);
                _ofColumns.DataColumns(&arguments);
            }
        }
    }

    /// <summary>Finds the rows of pixels in the input, to read them directly.</summary>
    private void FindRows(WinogradDataArguments* arguments, in WinogradRectangle tiles)
    {
        long image = tiles.Image * _b.Problem.AllInChannels * _inputPlane;
        int top = _b.Outputs * tiles.Row - _b.Problem.Rows.Before, left = _b.Outputs * tiles.Column - _b.Problem.Columns.Before;
        arguments->Mask = (float*)(_inInput.Pointer + _b.Outputs * tiles.Column);
        arguments->RowCount = _b.Outputs * tiles.Rows + 2;
        for (int i = 0; i < arguments->RowCount; i++)
        {
            bool isInside = top + i >= 0 && top + i < _b.Problem.Rows.In;
            arguments->Rows[i] = isInside ? image + (top + i) * _b.Problem.Columns.In + left : WinogradDataArguments.NoRow;
        }
    }

    /// <summary>Whether whole vectors of the rows can be read without leaving the input's memory.</summary>
    private bool IsInside(WinogradDataArguments* arguments, long plane)
    {
        if (!_readsInput)
            return false;
        nint first = 0, last = arguments->RowCount - 1;
        while (first <= last && arguments->Rows[first] == WinogradDataArguments.NoRow)
            first++;
        while (last > first && arguments->Rows[last] == WinogradDataArguments.NoRow)
            last--;
        return first > last
            || plane + arguments->Rows[first] >= 0 && plane + arguments->Rows[last] + _b.PixelsRead(arguments->Columns) <= _inputFloats;
    }

    /// <summary>Copies rows together with their padding.</summary>
    private void CopyRows(WinogradDataArguments* arguments, in WinogradRectangle tiles, float* planes)
    {
        int columns = _b.Outputs * tiles.Columns + 2, offset = _b.Outputs * tiles.Column;
        int first = Math.Clamp(_inside.First - offset, 0, columns), last = Math.Clamp(_inside.Last - offset, 0, columns);
        float* plane = arguments->X + tiles.Image * _b.Problem.AllInChannels * _inputPlane;
        for (int i = 0; i < arguments->RowCount; i++)
        {
            float* to = planes + (long)i * _b.RowFloats;
            PlaneRows.Copy(
                plane,
                (nint)_b.Problem.Columns.In,
                _rows.Pointer + _b.Outputs * tiles.Row + i,
                1,
                to,
                _columns.Pointer + offset,
                columns,
                first,
                last,
                1);
            new Span<float>(to + columns, _b.RowFloats - columns).Clear();
            arguments->Rows[i] = (long)i * _b.RowFloats;
        }

        arguments->X = planes;
        arguments->Mask = (float*)_everywhere.Pointer;
    }
}

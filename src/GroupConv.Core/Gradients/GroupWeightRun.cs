using GroupConv.Core.Algorithms;
using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;

namespace GroupConv.Core.Gradients;

/// <summary>Computes the weight's gradient in vectors of groups.</summary>
internal sealed unsafe class GroupWeightRun : WeightWork
{
    private readonly GroupWeightBlocking _b;
    private readonly PinnedTable _taps;
    private readonly long _narrowPlane;
    private readonly long _widePlane;
    private readonly int _insideColumns;

    public GroupWeightRun(GroupWeightBlocking blocking)
        : base(blocking.Cut)
    {
        _b = blocking;
        _taps = new PinnedTable(blocking.Taps);
        _narrowPlane = (long)blocking.NarrowSize[1] * blocking.NarrowSize[2];
        _widePlane = (long)blocking.WideSize[1] * blocking.WideSize[2];
        _insideColumns = Math.Clamp(blocking.Columns - blocking.Before[2], 0, blocking.WideSize[2]);
    }

    protected override void DoUnit(in ConvBuffers buffers, long unit, float* scratch)
    {
        (unit, long part) = Math.DivRem(unit, Cut.Parts);
        (unit, long wideBlock) = Math.DivRem(unit, _b.WideBlocks);
        (long groupBlock, long narrowBlock) = Math.DivRem(unit, _b.NarrowBlocks);
        int groups = _b.Shape.Spec.Groups, depth = _b.NarrowSize[0];
        int group = (int)groupBlock * _b.Lanes, lanes = Math.Min(_b.Lanes, groups - group);
        int narrow = (int)narrowBlock * _b.NarrowBlock, narrows = Math.Min(_b.Narrow, narrow + _b.NarrowBlock) - narrow;
        int wide = (int)wideBlock * _b.WideBlock, wides = Math.Min(_b.Wide, wide + _b.WideBlock) - wide;
        float* planes = scratch, rows = planes + _b.WideFloats, sums = rows + _b.NarrowFloats;
        new Span<float>(sums, (int)(narrows * _b.SumsStride)).Clear();
        // Unused lanes.
        if (lanes < _b.Lanes)
            new Span<float>(planes, (int)(_b.WideFloats + _b.NarrowFloats)).Clear();

        long lastImage = _b.Images * (part + 1) / Cut.Parts;
        for (long image = _b.Images * part / Cut.Parts; image < lastImage; image++)
        {
            (long slice, long band) = Math.DivRem(image, _b.Bands);
            (long n, long d) = Math.DivRem(slice, depth);
            int firstRow = (int)band * _b.BandRows, count = Math.Min(_b.BandRows, _b.NarrowSize[1] - firstRow);
            float* from = buffers.X + (((n * groups + group) * _b.Narrow + narrow) * depth + d) * _narrowPlane
                + (long)firstRow * _b.NarrowSize[2];
            nint narrowGroup = (nint)(_b.Narrow * depth * _narrowPlane), wideGroup = (nint)(_b.Wide * _b.WideSize[0] * _widePlane);
            for (int channel = 0; channel < narrows; channel++)
            {
                Turn(
                    from + channel * depth * _narrowPlane,
                    narrowGroup,
                    lanes,
                    rows + (long)channel * _b.NarrowStride,
                    count * _b.NarrowSize[2]);
            }

            for (int kd = 0; kd < _b.Depths.Length; kd++)
            {
                int source = _b.Depths[kd][d];
                if (source < 0)
                    continue;
                float* pixels = buffers.Weight + (((n * groups + group) * _b.Wide + wide) * _b.WideSize[0] + source) * _widePlane;
                for (int channel = 0; channel < wides; channel++)
                {
                    LayPlane(
                        pixels + channel * _b.WideSize[0] * _widePlane,
                        wideGroup,
                        lanes,
                        firstRow * _b.Strides[1],
                        planes + (long)channel * _b.PlaneFloats);
                }

                DoTiles(rows, planes, sums + (long)kd * _b.WideBlock * _b.PlaneTaps * _b.Lanes, count, narrows, wides * _b.PlaneTaps);
            }
        }

        HandOut(
            sums,
            SumsOf(buffers, part) + (((long)group * _b.Narrow + narrow) * _b.Wide + wide) * _b.Depths.Length * _b.PlaneTaps,
            narrows,
            wides,
            lanes);
    }

    /// <summary>Copies the padded rows of a band so that each pixel is a vector of groups.</summary>
    private void LayPlane(float* plane, nint groupStride, int lanes, int firstRow, float* to)
    {
        int[] rows = _b.Sources[1], columns = _b.Sources[2];
        int last = Math.Min(rows.Length, firstRow + _b.PlaneRows);
        int before = Math.Min(_b.Before[2], columns.Length);
        int behind = before + _insideColumns;
        for (int row = firstRow; row < last; row++, to += columns.Length * _b.Lanes)
        {
            if (rows[row] < 0)
            {
                new Span<float>(to, columns.Length * _b.Lanes).Clear();
                continue;
            }

            float* from = plane + (long)rows[row] * _b.WideSize[2];
            for (int column = 0; column < before; column++)
                LayPixel(from, columns[column], groupStride, lanes, to + column * _b.Lanes);
            Turn(from, groupStride, lanes, to + before * _b.Lanes, _insideColumns);
            for (int column = behind; column < columns.Length; column++)
                LayPixel(from, columns[column], groupStride, lanes, to + column * _b.Lanes);
        }
    }

    /// <summary>Whether all lanes are used and <see cref="ChannelLanes"/> supports this vector width.</summary>
    private bool IsWhole(int lanes) => lanes == _b.Lanes && lanes >= 8;

    /// <summary>Copies contiguous pixels so that each becomes a vector of groups.</summary>
    private void Turn(float* from, nint groupStride, int lanes, float* to, nint count)
    {
        if (IsWhole(lanes))
            ChannelLanes.Gather(lanes, from, groupStride, count, to);
        else
            Transposition.Run(from, groupStride, to, _b.Lanes, lanes, count);
    }

    /// <summary>Writes one pixel of the padding.</summary>
    private void LayPixel(float* from, int source, nint groupStride, int lanes, float* to)
    {
        if (source < 0)
        {
            new Span<float>(to, _b.Lanes).Clear();
            return;
        }

        for (int lane = 0; lane < lanes; lane++)
            to[lane] = from[source + lane * groupStride];
    }

    private void DoTiles(float* rows, float* planes, float* sums, int count, int narrows, int taps)
    {
        WeightTileArguments tile = default;
        tile.NarrowStride = _b.NarrowStride;
        tile.NarrowRow = tile.FullColumns = _b.NarrowSize[2] * _b.Lanes;
        tile.Plane = planes;
        tile.PlaneRow = (nint)_b.Strides[1] * _b.Columns * _b.Lanes;
        tile.PlaneColumn = (nint)_b.Strides[2] * _b.Lanes;
        tile.Rows = count;
        tile.SumsStride = (nint)_b.SumsStride;
        int blocks = (narrows + WeightTiles.MostChannels - 1) / WeightTiles.MostChannels;
        for (int block = 0; block < blocks; block++)
        {
            int channel = narrows * block / blocks, channels = narrows * (block + 1) / blocks - channel;
            int most = WeightTiles.MostTaps(channels), tiles = (taps + most - 1) / most;
            tile.Narrow = rows + (long)channel * _b.NarrowStride;
            for (int i = 0; i < tiles; i++)
            {
                int tap = (int)((long)taps * i / tiles), ofTile = (int)((long)taps * (i + 1) / tiles) - tap;
                tile.Taps = _taps.Pointer + tap;
                tile.Sums = sums + channel * _b.SumsStride + (long)tap * _b.Lanes;
                GroupWeightTiles.Get(_b.Lanes, channels, ofTile)(&tile);
            }
        }
    }

    /// <summary>Scatters the sums of all groups into [groups, narrow channels, wide channels, k...].</summary>
    private void HandOut(float* sums, float* weight, int narrows, int wides, int lanes)
    {
        int depth = _b.Depths.Length, taps = _b.PlaneTaps, run = depth == 1 ? wides * taps : taps;
        nint ofGroup = (nint)_b.Narrow * _b.Wide * depth * taps;
        for (int channel = 0; channel < narrows; channel++, sums += _b.SumsStride, weight += (long)_b.Wide * depth * taps)
        {
            for (int kd = 0; kd < depth; kd++)
            {
                for (int wide = 0; wide < wides; wide += run / taps)
                {
                    float* from = sums + ((long)kd * _b.WideBlock + wide) * taps * _b.Lanes, to = weight + ((long)wide * depth + kd) * taps;
                    if (IsWhole(lanes))
                        ChannelLanes.Scatter(lanes, from, to, ofGroup, run);
                    else
                        Transposition.Run(from, _b.Lanes, to, ofGroup, run, lanes);
                }
            }
        }
    }
}

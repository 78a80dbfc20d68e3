using GroupConv.Core.Algorithms;
using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;

namespace GroupConv.Core.Gradients;

/// <summary>Computes the weight's gradient in vectors of pixels or of channels.</summary>
internal sealed unsafe class WeightRun : WeightWork
{
    private readonly WeightBlocking _b;
    private readonly PinnedTable _taps;
    private readonly PinnedTable _mask;
    private readonly long _narrowPlane;
    private readonly long _widePlane;

    public WeightRun(WeightBlocking blocking)
        : base(blocking.Cut)
    {
        _b = blocking;
        _taps = new PinnedTable(blocking.Planes.TapOffsets(blocking.WideBlock));
        _mask = new PinnedTable(
            [.. Enumerable.Range(0, blocking.Lanes).Select(lane => lane < blocking.NarrowSize[2] % blocking.Lanes ? -1 : 0)]);
        _narrowPlane = (long)blocking.NarrowSize[1] * blocking.NarrowSize[2];
        _widePlane = (long)blocking.WideSize[1] * blocking.WideSize[2];
    }

    protected override void DoUnit(in ConvBuffers buffers, long unit, float* scratch)
    {
        (unit, long part) = Math.DivRem(unit, Cut.Parts);
        (unit, long wideBlock) = Math.DivRem(unit, _b.WideBlocks);
        (long g, long narrowBlock) = Math.DivRem(unit, _b.NarrowBlocks);
        int narrow = (int)narrowBlock * _b.NarrowBlock, narrowEnd = Math.Min(_b.Narrow, narrow + _b.NarrowBlock);
        int wide = (int)(_b.Wide * wideBlock / _b.WideBlocks), wideEnd = (int)(_b.Wide * (wideBlock + 1) / _b.WideBlocks);
        int narrows = narrowEnd - narrow, wides = wideEnd - wide;
        float* planes = scratch, rows = planes + _b.PlaneFloats, sums = rows + _b.RowFloats;
        new Span<float>(sums, (int)(_b.Sums(narrows) * _b.SumsStride)).Clear();
        // Unused lanes.
        if (_b.ByChannels && narrows < _b.NarrowBlock)
            new Span<float>(rows, (int)_b.RowFloats).Clear();

        int groups = _b.Shape.Spec.Groups, depth = _b.NarrowSize[0];
        long lastImage = _b.Images * (part + 1) / Cut.Parts;
        for (long image = _b.Images * part / Cut.Parts; image < lastImage; image++)
        {
            (long slice, long band) = Math.DivRem(image, _b.Bands);
            (long n, long d) = Math.DivRem(slice, depth);
            int firstRow = (int)band * _b.BandRows, count = Math.Min(_b.BandRows, _b.NarrowSize[1] - firstRow);
            float* from = buffers.X + (((n * groups + g) * _b.Narrow + narrow) * depth + d) * _narrowPlane
                + (long)firstRow * _b.NarrowSize[2];
            WeightTileArguments tile = default;
            tile.Narrow = _b.ReadsNarrow ? from : LayRows(from, narrows, count, rows);
            tile.NarrowStride = _b.ReadsNarrow ? (nint)(depth * _narrowPlane) : _b.ByChannels ? _b.Lanes : _b.BandRows * _b.Pitch;
            tile.NarrowRow = _b.ByChannels ? _b.Pitch * _b.NarrowBlock : _b.Pitch;
            tile.NarrowColumn = _b.NarrowBlock;
            tile.PlaneRow = _b.Planes.RowFloats;
            tile.Rows = count;
            tile.FullColumns = _b.ByChannels ? _b.NarrowSize[2] : _b.NarrowSize[2] / _b.Lanes * _b.Lanes;
            tile.Mask = _b.ReadsNarrow || _b.ByChannels ? null : (float*)_mask.Pointer;
            tile.SumsStride = (nint)_b.SumsStride;
            for (int kd = 0; kd < _b.Depths.Length; kd++)
            {
                int source = _b.Depths[kd][d];
                if (source < 0)
                    continue;
                float* pixels = buffers.Weight + (((n * groups + g) * _b.Wide + wide) * _b.WideSize[0] + source) * _widePlane;
                for (int channel = 0; channel < wides; channel++)
                {
                    _b.Planes.Lay(
                        pixels + channel * _b.WideSize[0] * _widePlane,
                        1,
                        firstRow,
                        count,
                        planes + (long)channel * _b.Planes.ChannelFloats);
                }

                tile.Plane = planes;
                tile.Sums = sums + (long)kd * _b.WideBlock * _b.PlaneTaps * _b.Lanes;
                DoTiles(tile, _b.Sums(narrows), wides * _b.PlaneTaps);
            }
        }

        float* weight = SumsOf(buffers, part);
        HandOut(sums, weight + ((g * _b.Narrow + narrow) * _b.Wide + wide) * _b.Depths.Length * _b.PlaneTaps, narrows, wides);
    }

    /// <summary>
    /// Copies rows so that each starts a vector and is padded with zeros; or, if vectors hold channels, so that the channels of a pixel are
    /// contiguous.
    /// </summary>
    private float* LayRows(float* from, int channels, int count, float* rows)
    {
        int width = _b.NarrowSize[2];
        if (_b.ByChannels)
        {
            Transposition.Run(from, (nint)(_b.NarrowSize[0] * _narrowPlane), rows, _b.NarrowBlock, channels, count * width);
            return rows;
        }

        for (int channel = 0; channel < channels; channel++)
        {
            float* row = from + channel * _b.NarrowSize[0] * _narrowPlane, to = rows + (long)channel * _b.BandRows * _b.Pitch;
            for (int i = 0; i < count; i++, row += width, to += _b.Pitch)
            {
                PlaneRows.Sweep(row, to, width);
                new Span<float>(to + width, _b.Pitch - width).Clear();
            }
        }

        return rows;
    }

    private void DoTiles(WeightTileArguments tile, int narrows, int taps)
    {
        float* sums = tile.Sums, rows = tile.Narrow;
        int mostChannels = _b.ByChannels ? ChannelWeightTiles.MostVectors : WeightTiles.MostChannels;
        int blocks = (narrows + mostChannels - 1) / mostChannels;
        for (int block = 0; block < blocks; block++)
        {
            int channel = narrows * block / blocks, channels = narrows * (block + 1) / blocks - channel;
            int most = _b.ByChannels ? ChannelWeightTiles.MostTaps(channels) : WeightTiles.MostTaps(channels);
            int tiles = (taps + most - 1) / most;
            tile.Narrow = rows + channel * tile.NarrowStride;
            for (int i = 0; i < tiles; i++)
            {
                int tap = (int)((long)taps * i / tiles), count = (int)((long)taps * (i + 1) / tiles) - tap;
                tile.Taps = _taps.Pointer + tap;
                tile.Sums = sums + channel * tile.SumsStride + (long)tap * _b.Lanes;
                if (_b.ByChannels)
                    ChannelWeightTiles.Get(_b.Lanes, channels, count)(&tile);
                else
                    WeightTiles.Get(_b.Lanes, channels, count)(&tile);
            }
        }
    }

    /// <summary>Sums the lanes of each vector, or scatters them to their channels, into [narrow channels, wide channels, k...].</summary>
    private void HandOut(float* sums, float* weight, int narrows, int wides)
    {
        int depth = _b.Depths.Length, taps = _b.PlaneTaps;
        if (_b.ByChannels)
        {
            HandOutChannels(sums, weight, narrows, wides);
            return;
        }

        for (int i = 0; i < narrows; i++, sums += _b.SumsStride, weight += (long)_b.Wide * depth * taps)
        {
            for (int kd = 0; kd < depth; kd++)
            {
                float* slice = sums + (long)kd * _b.WideBlock * taps * _b.Lanes;
                if (depth == 1)
                {
                    LaneSums.Run(_b.Lanes, slice, weight, wides * taps);
                    continue;
                }

                for (int wide = 0; wide < wides; wide++)
                    LaneSums.Run(_b.Lanes, slice + (long)wide * taps * _b.Lanes, weight + ((long)wide * depth + kd) * taps, taps);
            }
        }
    }

    private void HandOutChannels(float* sums, float* weight, int narrows, int wides)
    {
        int depth = _b.Depths.Length, taps = _b.PlaneTaps, run = depth == 1 ? wides * taps : taps;
        nint row = (nint)_b.Wide * depth * taps;
        for (int channel = 0; channel < narrows; channel += _b.Lanes, sums += _b.SumsStride, weight += _b.Lanes * row)
        {
            for (int kd = 0; kd < depth; kd++)
            {
                for (int wide = 0; wide < wides; wide += run / taps)
                {
                    float* from = sums + ((long)kd * _b.WideBlock + wide) * taps * _b.Lanes;
                    Transposition.Run(
                        from, _b.Lanes, weight + ((long)wide * depth + kd) * taps, row, run, Math.Min(_b.Lanes, narrows - channel));
                }
            }
        }
    }
}

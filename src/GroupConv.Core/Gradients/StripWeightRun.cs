using System.Runtime.CompilerServices;
using GroupConv.Core.Algorithms;
using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;

namespace GroupConv.Core.Gradients;

/// <summary>Computes the weight's gradient in strips.</summary>
internal sealed unsafe class StripWeightRun : WeightWork
{
    private readonly StripWeightBlocking _b;
    private readonly PinnedTable _masks;
    private readonly bool[] _isMasked;
    private readonly int _vectorMasks;
    private readonly long _narrowPlane;
    private readonly long _widePlane;

    public StripWeightRun(StripWeightBlocking blocking)
        : base(blocking.Cut)
    {
        _b = blocking;
        _masks = new PinnedTable(blocking.Masks);
        _vectorMasks = blocking.MaskVectors * blocking.Lanes;
        _isMasked = [.. blocking.Masks.Chunk(_vectorMasks).Select(masks => masks.Any(bits => bits == 0))];
        _narrowPlane = (long)blocking.NarrowRows * blocking.NarrowColumns;
        _widePlane = (long)blocking.WideRows * blocking.WideColumns;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void DoUnit(in ConvBuffers buffers, long unit, float* scratch)
    {
        (unit, long part) = Math.DivRem(unit, Cut.Parts);
        (long group, long block) = Math.DivRem(unit, _b.NarrowBlocks);
        int groups = _b.Shape.Spec.Groups;
        int narrow = (int)block * _b.NarrowBlock;
        int narrows = Math.Min(_b.Narrow, narrow + _b.NarrowBlock) - narrow;
        new Span<float>(scratch, (int)(narrows * _b.SumsStride)).Clear();
        long lastImage = _b.Images * (part + 1) / Cut.Parts;
        for (long image = _b.Images * part / Cut.Parts; image < lastImage; image++)
        {
            (long n, long band) = Math.DivRem(image, _b.Bands);
            StripWeightArguments tile = default;
            tile.Narrow = buffers.X + ((n * groups + group) * _b.Narrow + narrow) * _narrowPlane;
            tile.NarrowStride = (nint)_narrowPlane;
            tile.NarrowRow = _b.NarrowColumns;
            tile.NarrowRows = _b.NarrowRows;
            tile.Wide = buffers.Weight + (n * groups + group) * _b.Wide * _widePlane - _b.BeforeColumns;
            tile.WideRow = _b.WideColumns;
            tile.WideRows = _b.WideRows;
            (tile.FirstRow, tile.EndRow) = (_b.BandStart(band), _b.BandStart(band + 1));
            tile.Before = _b.Before;
            tile.Sums = scratch;
            tile.SumsStride = (nint)_b.SumsStride;
            tile.SumsRow = _b.TapColumns * _b.Lanes;
            DoTiles(tile, narrows);
        }

        float* weight = SumsOf(buffers, part) + (group * _b.Narrow + narrow) * _b.Wide * _b.TapRows * _b.TapColumns;
        LaneSums.Run(_b.Lanes, scratch, weight, (nint)(narrows * _b.SumsStride / _b.Lanes));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void DoTiles(StripWeightArguments tile, int narrows)
    {
        float* narrow = tile.Narrow, wide = tile.Wide, sums = tile.Sums;
        int most = _b.SplitsVectors ? 1 : StripWeightTiles.MostChannels(_b.TapRows);
        int stride = _b.SplitsVectors ? 2 : 1;
        int lanes = _b.Lanes;
        int taps = _b.TapRows * _b.TapColumns;
        for (int input = 0; input < _b.Wide; input++)
        {
            for (int channel = 0; channel < narrows; channel += most)
            {
                int channels = Math.Min(most, narrows - channel);
                for (int i = 0; i + 1 < _b.ColumnStarts.Length; i++)
                {
                    int column = _b.ColumnStarts[i], columns = _b.ColumnStarts[i + 1] - column;
                    tile.Sums = sums + channel * _b.SumsStride + (long)(input * taps + column) * lanes;
                    for (int vector = 0; vector < _b.Vectors; vector++)
                    {
                        float* masks = (float*)_masks.Pointer + vector * _vectorMasks;
                        tile.Narrow = narrow + channel * _narrowPlane + vector * lanes;
                        tile.Wide = wide + input * _widePlane + vector * lanes * stride + column;
                        // The last vector of a row is followed by the next channel.
                        bool isLast = vector == _b.Vectors - 1;
                        tile.NarrowAhead = isLast ? (nint)(channels * _narrowPlane - vector * lanes) : lanes;
                        tile.WideAhead = isLast ? (nint)(_widePlane - vector * lanes * stride) : lanes * stride;
                        tile.Masks = masks;
                        tile.WideMasks = masks + (1 + column) * lanes;
                        var microkernel = _b.SplitsVectors
                            ? StripWeightTiles.Of3x3Stride2(lanes, _isMasked[vector])
                            : StripWeightTiles.Get(lanes, channels, _b.TapRows, columns, _isMasked[vector]);
                        microkernel(&tile);
                    }
                }
            }
        }
    }
}

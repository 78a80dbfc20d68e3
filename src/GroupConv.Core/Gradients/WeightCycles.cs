using GroupConv.Core.Kernels;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Gradients;

/// <summary>Cycles of the weight's gradient for a weight and a row of narrow pixels, as far as tiles and copies tell.</summary>
internal static class WeightCycles
{
    // Instructions that begin in a cycle; cycles to add up the lanes of a sum, and to copy a number among those of its channels or groups: more where these stand
    // far apart in memory.
    private const double IssueWidth = 4.5;
    private const double AddUp = 6;
    private const double Transpose = .5;
    private const double TransposeGroups = .25;
    private const double TransposeFar = 2.5;
    private const double HandOutFar = 4;

    // Cycles to begin a row of a tile, and a strip.
    private const double BeginRow = 3;
    private const double BeginStrip = 60;

    // What the windows of a narrow row count for at stride 2: eight loads, and six that put the pixels into order.
    private const double SplitLoads = 12;

    // Cycles to begin a row of a copy, and for a pixel of it.
    private const double CopyRow = 12;
    private const double CopyPixel = .1;

    public static double Of(ConvShape shape, int lanes, WeightLanes way)
    {
        var spec = shape.Spec;
        (int narrow, int wide) = spec.Transposed ? (spec.InChannelsPerGroup, spec.OutChannelsPerGroup) : (spec.OutChannelsPerGroup, spec.InChannelsPerGroup);
        int taps = (int)(ConvCost.WeightElements(spec) / spec.WeightShape[0] / spec.WeightShape[1]), all = wide * taps;
        var size = spec.Transposed ? shape.InSize : shape.OutSize;
        double width = size[^1], rows = shape.Batch * size.Take(size.Count - 1).Aggregate(1.0, (product, length) => product * length);
        // Pixels of the wide tensor for each of the narrow one.
        double spread = ((spec.Transposed ? shape.OutSize : shape.InSize).Aggregate(1.0, (product, length) => product * length) * shape.Batch) / (width * rows);
        double copies = (CopyRow + CopyPixel * width) * (1.0 / all + spread / (narrow * taps));
        switch (way)
        {
            case WeightLanes.Channels:
                int vectors = (narrow + lanes - 1) / lanes, ofTile = Math.Min(vectors, ChannelWeightTiles.MostVectors), columns = Taps(all, ChannelWeightTiles.MostTaps(ofTile));
                double tile = width * VectorUnit.TapCycles(lanes, ofTile * columns, ofTile + columns) + (columns + 4) / IssueWidth;
                return tile / (ofTile * columns) * vectors / narrow + Transpose * width / all + (CopyRow + CopyPixel * width) * spread / (narrow * taps) + 2 * Transpose / rows;
            case WeightLanes.Pixels:
                (int channels, columns) = Tile();
                tile = Math.Ceiling(width / lanes) * VectorUnit.TapCycles(lanes, channels * columns, (channels + columns) * VectorUnit.UnalignedLoad(lanes));
                return (tile + BeginRow + (channels + columns + 4) / IssueWidth) / (channels * columns) + copies + AddUp / rows;
            case WeightLanes.Strips:
                bool splits = StripWeightBlocking.Splits(spec);
                int height = spec.KernelSize[0], kw = spec.KernelSize[^1], strips = splits ? 1 : Math.Min(StripWeightTiles.MostChannels(height), narrow);
                double stripColumns = splits ? kw : kw / Math.Ceiling((double)kw / StripWeightTiles.MostColumns(height)), accumulators = strips * height * stripColumns;
                tile = VectorUnit.TapCycles(lanes, accumulators, strips + (splits ? SplitLoads : stripColumns * VectorUnit.UnalignedLoad(lanes)));
                // Rows that a strip walks along, for one of the narrow.
                double ofRows = splits ? 1 : (double)(spec.Transposed ? shape.OutSize : shape.InSize)[0] / size[0];
                return Math.Ceiling(width / lanes) * (tile * ofRows + (BeginStrip + 3 * accumulators) / size[0]) / accumulators + AddUp / rows;
            default:
                (channels, columns) = Tile();
                tile = width * VectorUnit.TapCycles(lanes, channels * columns, channels + columns);
                double filled = (double)spec.Groups / ((spec.Groups + lanes - 1) / lanes);
                double ofNarrow = (CopyRow / 4 + Far(narrow, TransposeFar) * width) / all, ofWide = (CopyRow / 4 + Far(wide, TransposeFar) * width) * spread / (narrow * taps);
                return (tile + (channels + columns + 4) / IssueWidth) / (channels * columns) / filled + ofNarrow + ofWide + Far(narrow * wide, HandOutFar) / rows;
        }

        static double Far(int ofGroup, double cycles) => ofGroup == 1 ? TransposeGroups : cycles;

        (int, int) Tile()
        {
            int channels = Math.Min(WeightTiles.MostChannels, narrow);
            return (channels, Taps(all, WeightTiles.MostTaps(channels)));
        }
    }

    /// <summary>Taps of a tile, where all are shared out evenly.</summary>
    private static int Taps(int all, int most)
    {
        int tiles = (all + most - 1) / most;
        return (all + tiles - 1) / tiles;
    }
}

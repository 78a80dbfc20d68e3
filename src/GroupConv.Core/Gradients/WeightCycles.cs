using GroupConv.Core.Kernels;
using GroupConv.Core.Planning;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Gradients;

/// <summary>Estimated cycles of the weight's gradient per weight and row of narrow pixels, from the costs of tiles and copies.</summary>
internal static class WeightCycles
{
    public static double Of(ConvShape shape, int lanes, WeightLanes way)
    {
        var costs = MachineCosts.Of(lanes);
        var spec = shape.Spec;
        (int narrow, int wide) = spec.Transposed
            ? (spec.InChannelsPerGroup, spec.OutChannelsPerGroup)
            : (spec.OutChannelsPerGroup, spec.InChannelsPerGroup);
        int taps = (int)(ConvCost.WeightElements(spec) / spec.WeightShape[0] / spec.WeightShape[1]), all = wide * taps;
        var size = spec.Transposed ? shape.InSize : shape.OutSize;
        double width = size[^1], rows = shape.Batch * size.Take(size.Count - 1).Aggregate(1.0, (product, length) => product * length);
        // Wide pixels per narrow pixel.
        var wideSize = spec.Transposed ? shape.OutSize : shape.InSize;
        double spread = wideSize.Aggregate(1.0, (product, length) => product * length) * shape.Batch / (width * rows);
        double copies = (costs.CopiedRow + costs.CopiedPixel * width) * (1.0 / all + spread / (narrow * taps));
        switch (way)
        {
            case WeightLanes.Channels:
                int vectors = (narrow + lanes - 1) / lanes;
                int ofTile = Math.Min(vectors, ChannelWeightTiles.MostVectors);
                int columns = Taps(all, ChannelWeightTiles.MostTaps(ofTile));
                double tile = width * costs.TapCycles(ofTile * columns, ofTile + columns) + (columns + 4) / costs.IssueWidth;
                return tile / (ofTile * columns) * vectors / narrow + costs.GradientTransposition * width / all
                    + (costs.CopiedRow + costs.CopiedPixel * width) * spread / (narrow * taps) + 2 * costs.GradientTransposition / rows;
            case WeightLanes.Pixels:
                (int channels, columns) = Tile();
                tile = Math.Ceiling(width / lanes) * costs.TapCycles(channels * columns, (channels + columns) * costs.UnalignedLoad);
                return (tile + costs.GradientRowStart + (channels + columns + 4) / costs.IssueWidth) / (channels * columns)
                    + copies + costs.LaneSum / rows;
            case WeightLanes.Strips:
                bool splits = StripWeightBlocking.Splits(spec);
                int height = spec.KernelSize[0];
                int kw = spec.KernelSize[^1];
                int strips = splits ? 1 : Math.Min(StripWeightTiles.MostChannels(height), narrow);
                double stripColumns = splits ? kw : kw / Math.Ceiling((double)kw / StripWeightTiles.MostColumns(height));
                double accumulators = strips * height * stripColumns;
                tile = costs.TapCycles(accumulators, strips + (splits ? costs.SplitLoads : stripColumns * costs.UnalignedLoad));
                // Rows that a strip advances along, per narrow row.
                double ofRows = splits ? 1 : (double)(spec.Transposed ? shape.OutSize : shape.InSize)[0] / size[0];
                double strip = tile * ofRows + (costs.GradientStripStart + 3 * accumulators) / size[0];
                return Math.Ceiling(width / lanes) * strip / accumulators + costs.LaneSum / rows;
            default:
                (channels, columns) = Tile();
                tile = width * costs.TapCycles(channels * columns, channels + columns);
                double filled = (double)spec.Groups / ((spec.Groups + lanes - 1) / lanes);
                double ofNarrow = (costs.CopiedRow / 4 + Far(narrow, costs.FarTransposition) * width) / all;
                double ofWide = (costs.CopiedRow / 4 + Far(wide, costs.FarTransposition) * width) * spread / (narrow * taps);
                return (tile + (channels + columns + 4) / costs.IssueWidth) / (channels * columns) / filled
                    + ofNarrow + ofWide + Far(narrow * wide, costs.FarSum) / rows;
        }

        double Far(int ofGroup, double cycles) => ofGroup == 1 ? costs.GroupTransposition : cycles;

        (int, int) Tile()
        {
            int channels = Math.Min(WeightTiles.MostChannels, narrow);
            return (channels, Taps(all, WeightTiles.MostTaps(channels)));
        }
    }

    /// <summary>Taps of a tile if all taps are split evenly between tiles.</summary>
    private static int Taps(int all, int most)
    {
        int tiles = (all + most - 1) / most;
        return (all + tiles - 1) / tiles;
    }
}

using GroupConv.Core.Kernels;
using GroupConv.Core.Kernels.Channels;
using GroupConv.Core.Kernels.Lanes;
using GroupConv.Core.Kernels.Pixels;
using GroupConv.Core.Kernels.Planes;
using GroupConv.Core.Kernels.Products;
using GroupConv.Core.Kernels.Rows;
using GroupConv.Core.Kernels.Spread;
using GroupConv.Core.Kernels.Strips;
using GroupConv.Core.Kernels.Weights;

namespace GroupConv.Core.Tests.Kernels;

/// <summary>The generated switches have a microkernel for every tile that the limits written by hand allow, and for no other.</summary>
public sealed unsafe class TileTests
{
    // Limits follow from the registers, but every machine can be asked for the tiles of any other: nothing is compiled before it is called.
    private static readonly int[] s_registers = [16, 32];
    private static readonly int[] s_lanes = [1, 4, 8, 16];

    [Fact]
    public void Pixel_tiles_are_there_up_to_their_limits() => Each(lanes =>
    {
        foreach (int channels in Numbers(8))
        {
            foreach (int vectors in Numbers(PixelTiles.MostVectors(channels)))
                Found(PixelTiles.Get(lanes, channels, vectors));
            Missing(() => (nint)PixelTiles.Get(lanes, channels, PixelTiles.MostVectors(channels) + 1));
        }

        Assert.InRange(PixelTiles.MostChannels(lanes), 1, 8);
    });

    [Fact]
    public void Channel_tiles_are_there_up_to_their_limits() => Each(lanes =>
    {
        foreach (int rows in Numbers(ChannelTiles.MostRows))
        {
            foreach (int columns in Numbers(ChannelTiles.MostColumns))
            {
                foreach (int vectors in Numbers(ChannelTiles.MostVectors))
                    Found(ChannelTiles.Get(lanes, vectors, rows, columns));
                foreach (int vectors in Numbers(ChannelTiles.MostRunVectors))
                {
                    foreach (int taps in Numbers(ChannelTiles.MostRunTaps).Skip(1))
                        Found(ChannelTiles.GetRuns(lanes, vectors, rows, columns, taps));
                }
            }

            Missing(() => (nint)ChannelTiles.Get(lanes, 1, rows, ChannelTiles.MostColumns + 1));
        }

        Missing(() => (nint)ChannelTiles.Get(lanes, 1, ChannelTiles.MostRows + 1, 1));
        Missing(() => (nint)ChannelTiles.Get(lanes, ChannelTiles.MostVectors + 1, 1, 1));
        Missing(() => (nint)ChannelTiles.GetRuns(lanes, 1, 1, 1, ChannelTiles.MostRunTaps + 1));
    });

    [Fact]
    public void Strip_tiles_are_there_up_to_their_limits() => Each(lanes =>
    {
        foreach (var reading in Enum.GetValues<RowReading>())
        {
            foreach (int registers in s_registers)
            {
                foreach (int channels in Numbers(StripTiles.MostChannels))
                {
                    foreach (int rows in Numbers(StripTiles.MostRows(registers, channels)))
                    {
                        foreach (int taps in Numbers(StripTiles.MostTaps(registers, channels)))
                            Found(StripTiles.Get(lanes, channels, rows, taps, reading));
                    }
                }
            }

            Missing(() => (nint)StripTiles.Get(lanes, StripTiles.MostChannels + 1, 1, 1, reading));
            Missing(() => (nint)StripTiles.Get(lanes, 1, StripTiles.MostRowsOfAll + 1, 1, reading));
        }
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Plane_tiles_are_there_up_to_their_limits(bool masked) => Each(lanes =>
    {
        foreach (int rows in Numbers(PlaneTiles.MostRowsOfAll))
        {
            foreach (int taps in Numbers(PlaneTiles.MostTaps))
                Found(PlaneTiles.Get(lanes, rows, taps, masked));
        }

        Found(PlaneTiles.Of3x3(lanes, masked));
        Found(PlaneTiles.Of3x3Stride2(lanes, masked));
        Missing(() => (nint)PlaneTiles.Get(lanes, PlaneTiles.MostRowsOfAll + 1, 1, masked));
        Missing(() => (nint)PlaneTiles.Get(lanes, 1, PlaneTiles.MostTaps + 1, masked));
        Assert.All(s_registers, registers => Assert.InRange(PlaneTiles.MostRows(registers, PlaneTiles.MostTaps), 1,
            PlaneTiles.MostRowsOfAll));
    });

    [Fact]
    public void Row_product_and_spread_tiles_are_there_up_to_their_limits() => Each(lanes =>
    {
        foreach (int registers in s_registers)
        {
            foreach (int vectors in Numbers(ProductTiles.MostVectors))
            {
                foreach (int numbers in Numbers(ProductTiles.MostNumbers(registers, vectors)))
                    Found(ProductTiles.Get(lanes, vectors, numbers));
            }

            foreach (int lines in Numbers(RowTiles.MostLines(registers)))
            {
                foreach (int outputs in Numbers(RowTiles.MostOutputs))
                {
                    foreach (int taps in Numbers(RowTiles.MostTaps))
                        Found(RowTiles.OfChannels(lanes, lines, outputs, taps));
                }
            }
        }

        foreach (int vectors in Numbers(SpreadTiles.MostVectors))
            Found(SpreadTiles.Get(lanes, vectors));
        Missing(() => (nint)ProductTiles.Get(lanes, ProductTiles.MostVectors + 1, 1));
        Missing(() => (nint)RowTiles.OfChannels(lanes, 1, 1, RowTiles.MostTaps + 1));
        Missing(() => (nint)SpreadTiles.Get(lanes, SpreadTiles.MostVectors + 1));
    });

    [Fact]
    public void Weight_tiles_are_there_up_to_their_limits() => Each(lanes =>
    {
        foreach (int channels in Numbers(WeightTiles.MostChannels))
        {
            foreach (int taps in Numbers(WeightTiles.MostTaps(channels)))
            {
                Found(WeightTiles.Get(lanes, channels, taps));
                Found(GroupWeightTiles.Get(lanes, channels, taps));
            }
        }

        foreach (int vectors in Numbers(ChannelWeightTiles.MostVectors))
        {
            foreach (int taps in Numbers(ChannelWeightTiles.MostTaps(vectors)))
                Found(ChannelWeightTiles.Get(lanes, vectors, taps));
        }

        foreach (bool masked in new[] { false, true })
        {
            foreach (int taps in Numbers(StripWeightTiles.MostTaps).Skip(1))
            {
                foreach (int channels in Numbers(StripWeightTiles.MostChannels(taps)))
                {
                    foreach (int columns in Numbers(StripWeightTiles.MostColumns(taps)))
                        Found(StripWeightTiles.Get(lanes, channels, taps, columns, masked));
                }
            }

            Found(StripWeightTiles.Of3x3Stride2(lanes, masked));
            Missing(() => (nint)StripWeightTiles.Get(lanes, 1, 1, 1, masked));
        }

        Missing(() => (nint)WeightTiles.Get(lanes, WeightTiles.MostChannels + 1, 1));
        Missing(() => (nint)GroupWeightTiles.Get(lanes, WeightTiles.MostChannels + 1, 1));
    });

    [Fact]
    public void Two_numbers_are_two_microkernels()
    {
        var found = Numbers(4).SelectMany(channels =>
            Numbers(3).Select(vectors => (nint)PixelTiles.Get(VectorUnit.BestLanes, channels, vectors))).ToList();
        Assert.Distinct(found);
    }

    private static IEnumerable<int> Numbers(int most) => Enumerable.Range(1, most);

    private static void Each(Action<int> test) => Assert.All(s_lanes, test);

    private static void Found(void* microkernel) => Assert.NotEqual(0, (nint)microkernel);

    private static void Missing(Func<nint> find) => Assert.Throws<ArgumentOutOfRangeException>(() => find());
}

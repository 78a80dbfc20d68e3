using System.Numerics.Tensors;
using GroupConv.Interactive.Engine.Rendering;
using GroupConv.Interactive.Engine.Views;
using GroupConv.Interactive.Results;
using GroupConv.Interactive.Tests.Rendering;

namespace GroupConv.Interactive.Tests.Views;

/// <summary>The PNG of a map, decoded, shows the numbers of the tensor where they stand.</summary>
public sealed class MapsPngTests
{
    private const int Channels = 4;
    private const int Rows = 5;
    private const int Columns = 7;

    // Twice as fine as the steps of the scale: a value is read back to half a step and half of this.
    private const int Steps = 240;

    [Theory]
    [InlineData(-1, MapScale.Layer)]
    [InlineData(-1, MapScale.Channel)]
    [InlineData(0, MapScale.Layer)]
    [InlineData(0, MapScale.Group)]
    public void Every_cell_has_the_colour_of_its_number(float least, MapScale scale)
    {
        var tensor = Ramp(least);
        var image = new DecodedPng(ViewTable.Render(new MapsResult(tensor, Groups: 2, Scale: scale)).Png!.Value.Span);
        var boxes = Boxes(image, tensor, scale);

        Assert.Equal(Channels, boxes.Count);
        for (int channel = 0; channel < Channels; channel++)
        {
            var (low, high) = Range(tensor, channel, scale);
            for (int row = 0; row < Rows; row++)
            {
                for (int column = 0; column < Columns; column++)
                    Assert.Equal(
                        tensor[0, channel, row, column], Value(Middle(image, boxes[channel], row, column), low, high), (high - low) / 100);
            }
        }
    }

    [Fact]
    public void Numbers_that_are_not_finite_have_colours_of_their_own()
    {
        var tensor = Ramp(-1);
        (tensor[0, 0, 1, 2], tensor[0, 1, 3, 4], tensor[0, 3, 4, 6]) = (float.NaN, float.PositiveInfinity, float.NegativeInfinity);
        var image = new DecodedPng(ViewTable.Render(new MapsResult(tensor, Groups: 2)).Png!.Value.Span);
        var boxes = Boxes(image, tensor, MapScale.Layer);

        Assert.Equal(new Rgb(0xe0, 0x00, 0xc8), Corner(boxes[0], 1, 2));
        Assert.Equal(new Rgb(0xff, 0xa6, 0x00), Corner(boxes[1], 3, 4));
        Assert.Equal(new Rgb(0x00, 0xd5, 0xe8), Corner(boxes[3], 4, 6));

        // A glyph stands in the middle.
        Rgb Corner(Box box, int row, int column) => image[box.X + column * box.Width / Columns + 2, box.Y + row * box.Height / Rows + 2];
    }

    /// <summary>Numbers from <paramref name="least"/> to 1, no two alike, in an order that no mirroring or turning keeps.</summary>
    private static Tensor<float> Ramp(float least)
    {
        var values = new float[Channels * Rows * Columns];
        for (int i = 0; i < values.Length; i++)
            values[i] = least + (1 - least) * (i * 37 % values.Length) / (values.Length - 1);
        return Tensor.Create(values, [1, Channels, Rows, Columns]);
    }

    private static IReadOnlyList<Box> Boxes(DecodedPng image, Tensor<float> tensor, MapScale scale)
    {
        var planes = Planes.OfMaps(tensor, 2);
        var builder = new SheetBuilder(planes)
        {
            Shown = [0, 1, 2, 3],
            Of = Channels,
            Groups = 2,
            Scale = scale,
            Title = channel => [FormattableString.Invariant($"channel {channel} · group {channel / 2}")],
        };
        var layout = new TileLayout(builder.BuildCoarse(planes.Measure()));
        Assert.Equal((TileLayout.Width, layout.Height), (image.Width, image.Height));
        return layout.Boxes;
    }

    /// <summary>
    /// What a scale spans, from its definition: symmetric about 0 for signed numbers, else from the least to the greatest.
    /// </summary>
    private static (double Low, double High) Range(Tensor<float> tensor, int channel, MapScale scale)
    {
        int first = scale switch { MapScale.Layer => 0, MapScale.Group => channel / 2 * 2, _ => channel };
        int count = scale switch { MapScale.Layer => Channels, MapScale.Group => 2, _ => 1 };
        var values = new float[tensor.FlattenedLength];
        tensor.FlattenTo(values);
        var part = values.AsSpan(first * Rows * Columns, count * Rows * Columns);
        float min = TensorPrimitives.Min<float>(part), max = TensorPrimitives.Max<float>(part), most = Math
            .Max(Math.Abs(min), Math.Abs(max));
        return min < 0 ? (-most, most) : (min, max);
    }

    private static Rgb Middle(DecodedPng image, Box box, int row, int column) =>
        image[box.X + (2 * column + 1) * box.Width / (2 * Columns), box.Y + (2 * row + 1) * box.Height / (2 * Rows)];

    /// <summary>The number that a colour stands for: the place on the colour map that is nearest to it.</summary>
    private static double Value(Rgb color, double low, double high)
    {
        var map = low < 0 ? Colormap.Diverging : Colormap.Viridis;
        int nearest = Enumerable.Range(0, Steps + 1).MinBy(step => Distance(map.At(step / (double)Steps), color));
        return low + (high - low) * nearest / Steps;
    }

    private static int Distance(Rgb a, Rgb b) => Math.Abs(a.R - b.R) + Math.Abs(a.G - b.G) + Math.Abs(a.B - b.B);
}

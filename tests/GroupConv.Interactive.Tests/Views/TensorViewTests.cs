using System.Numerics.Tensors;
using GroupConv.Interactive.Engine.Views;

namespace GroupConv.Interactive.Tests.Views;

public sealed class TensorViewTests
{
    [Fact]
    public void Statistics_are_over_finite_values_and_the_others_are_counted()
    {
        var tensor = Tensor.Create(new[] { 1f, 3, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.NaN }, [2, 3]);

        Assert.StartsWith(
            "Tensor<float> [2, 3] · 2 NaN, 1 +Inf, 1 -Inf · min 1 · max 3 · mean 2 · std 1 · 6 values\n", ViewTable.Render(tensor).Text);
    }

    [Theory]
    [InlineData("empty", "Tensor<float> [0] · empty")]
    [InlineData("empty batch", "Tensor<float> [0, 3, 8, 8] · empty")]
    [InlineData("one", "Tensor<float> [1] · 2")]
    [InlineData("constant", "Tensor<float> [1, 4, 8, 8] · all -3 · mean -3 · std 0 · 256 values")]
    [InlineData("all NaN", "Tensor<float> [1, 2, 6, 6] · 72 NaN · no finite values · 72 values")]
    public void First_line_of_odd_tensors(string name, string first)
    {
        var tensor = Samples.Tensors.Single(sample => sample.Name == name).Value;

        Assert.Equal(first, ViewTable.Render(tensor).Text.Split('\n')[0]);
    }

    [Fact]
    public void A_slice_that_is_not_contiguous_is_read_right()
    {
        var whole = Tensor.Create([.. Enumerable.Range(0, 24).Select(i => (float)i)], [4, 6]);
        var slice = whole.Slice(new System.Buffers.NRange(1, 3), new System.Buffers.NRange(2, 4));

        Assert.Contains("  8, 9\n  14, 15\n", ViewTable.Render(slice).Text);
    }

    [Fact]
    public void Small_tensors_show_their_values()
    {
        var tensor = Tensor.Create(new[] { 0.1, 1e-9, -123456, double.NaN }, [2, 2]);

        string text = ViewTable.Render(tensor).Text;

        Assert.StartsWith("Tensor<double> [2, 2]", text);
        Assert.Contains("  0.1, 1e-09\n  -1.235e+05, NaN\n", text);
    }

    [Fact]
    public void Png_is_a_png()
    {
        var png = ViewTable.Render(Samples.Waves(1, 1, 3, 8, 8)).Png!.Value.Span;

        Assert.Equal([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], png[..8].ToArray());
    }
}

using GroupConv.Core;
using GroupConv.Core.Specs;
using GroupConv.Learning.Tests.Support;

namespace GroupConv.Learning.Tests;

/// <summary>Pooling against its definition, window by window.</summary>
public sealed class PoolingTests
{
    [Theory]
    [InlineData(6, 2, 2, 0, 1, false, 3)]
    [InlineData(7, 2, 2, 0, 1, false, 3)]
    [InlineData(7, 2, 2, 0, 1, true, 4)]
    [InlineData(7, 3, 2, 1, 1, false, 4)]
    [InlineData(8, 3, 2, 1, 1, false, 4)]
    [InlineData(8, 3, 2, 1, 1, true, 5)]
    [InlineData(5, 2, 3, 1, 1, true, 2)] // a third window would start in the padding behind
    [InlineData(9, 3, 1, 0, 3, false, 3)]
    public void Windows_are_PyTorchs(int length, int kernelSize, int stride, int padding, int dilation, bool ceilMode, int windows)
    {
        var x = Tensors.Input(3, 2, 2, length, length + 1);
        var max = new MaxPool2d(kernelSize, stride, padding, dilation, ceilMode);
        var greatest = max.Forward(x);
        Assert.Equal(windows, greatest.Lengths[2]);
        Each((n, c, oh, ow) => Assert.Equal(Window(n, c, oh, ow).Max(), greatest[n, c, oh, ow]), greatest.Lengths);
        if (dilation > 1)
            return;
        foreach (bool countIncludePad in new[] { true, false })
        {
            var mean = new AvgPool2d(kernelSize, stride, padding, ceilMode, countIncludePad).Forward(x);
            Assert.Equal(greatest.Lengths.ToArray(), mean.Lengths.ToArray());
            Each(
                (n, c, oh, ow) =>
                {
                    var window = Window(n, c, oh, ow);
                    int rows = Math.Min(oh * stride - padding + kernelSize, length + padding) - (oh * stride - padding);
                    int columns = Math.Min(ow * stride - padding + kernelSize, length + 1 + padding) - (ow * stride - padding);
                    Assert.Equal(
                        window.Sum(value => (double)value) / (countIncludePad ? rows * columns : window.Count),
                        mean[n, c, oh, ow],
                        1e-7);
                },
                mean.Lengths);
        }

        List<float> Window(int n, int c, int oh, int ow)
        {
            var values = new List<float>();
            for (int kh = 0; kh < kernelSize; kh++)
            {
                for (int kw = 0; kw < kernelSize; kw++)
                {
                    (int h, int w) = (oh * stride - padding + kh * dilation, ow * stride - padding + kw * dilation);
                    if (h >= 0 && h < length && w >= 0 && w < length + 1)
                        values.Add(x[n, c, h, w]);
                }
            }

            return values;
        }
    }

    [Fact]
    public void A_NaN_is_the_greatest_and_ties_go_to_the_first()
    {
        var x = Tensors.Input(1, 1, 1, 2, 2);
        x.Fill(1);
        var pool = new MaxPool2d(2);
        var one = pool.Forward(x);
        Assert.Equal([1f, 0, 0, 0], Tensors.Flat(pool.Backward(one)));
        x[0, 0, 1, 0] = float.NaN;
        Assert.True(float.IsNaN(pool.Forward(x)[0, 0, 0, 0]));
    }

    [Theory]
    [InlineData(1, 3, 2, 1, 1, 2, 1, 0, 2, 1)] // what libtorch 2.10 was seen to accept
    [InlineData(2, 2, 2, 2, 1, 1, 1, 1, 3, 3)]
    [InlineData(1, 1, 2, 2, 1, 1, 1, 1, 2, 2)]
    [InlineData(4, 2, 2, 1, 1, 1, 2, 0, 5, 1)]
    public void A_window_that_sees_padding_alone_is_minus_infinity_and_passes_no_gradient_on(
        int height, int width, int kh, int kw, int strideH, int strideW, int padH, int padW, int dilationH, int dilationW)
    {
        var x = Tensors.Input(4, 1, 2, height, width);
        var pool = new MaxPool2d((kh, kw), (strideH, strideW), (padH, padW), (dilationH, dilationW));
        var y = pool.Forward(x);
        var gradOutput = Tensors.Input(5, [.. y.Lengths]);
        var gradInput = pool.Backward(gradOutput);
        float[] expected = new float[gradInput.FlattenedLength];
        Each(
            (n, c, oh, ow) =>
            {
                (int best, float most) = (-1, float.NegativeInfinity);
                for (int tap = 0; tap < kh * kw; tap++)
                {
                    int h = oh * strideH - padH + tap / kw * dilationH, w = ow * strideW - padW + tap % kw * dilationW;
                    if (h >= 0 && h < height && w >= 0 && w < width && x[n, c, h, w] > most)
                        (best, most) = ((c * height + h) * width + w, x[n, c, h, w]);
                }

                Assert.Equal(most, y[n, c, oh, ow]);
                if (best >= 0)
                    expected[best] += gradOutput[n, c, oh, ow];
            },
            y.Lengths);
        Assert.Equal(expected, Tensors.Flat(gradInput));
        Assert.Contains(float.NegativeInfinity, Tensors.Flat(y));
    }

    [Fact]
    public void Mistakes_are_told()
    {
        var padded = Assert.Throws<ConvException>(() => new MaxPool2d(3, padding: 2));
        Assert.Contains("pad should be at most half of effective kernel size", padded.Message);
        Assert.Equal("padding: 1", padded.Fix);
        // Half of the window with its dilation, 2 · (3 − 1) + 1 = 5.
        Assert.Equal([1, 1, 4, 4], new MaxPool2d(3, 1, padding: 2, dilation: 2).OutputShape([1, 1, 4, 4]).Select(length => (int)length));
        Assert.Equal("padding: 2", Assert.Throws<ConvException>(() => new MaxPool2d(3, 1, padding: 3, dilation: 2)).Fix);
        Assert.Contains("kernel_size=0", Assert.Throws<ConvException>(() => new AvgPool2d(0)).Message);
        Assert.Contains(
            "larger than the padded input",
            Assert.Throws<ConvException>(() => new AvgPool2d(5).OutputShape([1, 1, 4, 4])).Message);
        Assert.Contains("2 dimensions", Assert.Throws<ConvException>(() => new AdaptiveAvgPool2d(1).OutputShape([4, 4])).Message);
    }

    private static void Each(Action<int, int, int, int> check, ReadOnlySpan<nint> lengths)
    {
        for (int n = 0; n < lengths[0]; n++)
        {
            for (int c = 0; c < lengths[1]; c++)
            {
                for (int h = 0; h < lengths[2]; h++)
                {
                    for (int w = 0; w < lengths[3]; w++)
                        check(n, c, h, w);
                }
            }
        }
    }
}

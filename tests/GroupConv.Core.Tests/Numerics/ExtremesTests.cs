using System.Numerics.Tensors;
using GroupConv.Core.Specs;
using GroupConv.Core.Tests.Support;

namespace GroupConv.Core.Tests.Numerics;

/// <summary>Strides, padding and filters of sizes that tables and counts in 32 bits do not hold: small tensors come of them, and right
/// ones.</summary>
public sealed class ExtremesTests
{
    private const int Far = 1_000_000_000;

    public static TheoryData<ConvSpec, nint[]> Leaps() => new()
    {
        { new ConvSpec(1, false, 2, 4, 3, stride: Far, padding: Far, groups: 2), [2, 2, 5] },
        { new ConvSpec(1, false, 1, 1, 3, stride: Far, padding: Far, paddingMode: PaddingMode.Replicate), [1, 1, 5] },
        { new ConvSpec(1, false, 1, 1, 3, stride: int.MaxValue, padding: int.MaxValue, dilation: int.MaxValue), [1, 1, 5] },
        { new ConvSpec(2, false, 1, 1, 3, stride: (Far / 10, 1), padding: (Far / 10, 0), paddingMode: PaddingMode.Replicate),
            [1, 1, 5, 5] },
        { new ConvSpec(2, false, 16, 16, 3, stride: (1, Far), padding: (0, Far), groups: 16), [1, 16, 5, 5] },
        { new ConvSpec(1, true, 1, 1, 3, stride: Far, padding: Far), [1, 1, 3] },
        { new ConvSpec(1, true, 4, 2, 2, stride: 1, padding: 100_000, dilation: 200_000, groups: 2), [2, 4, 3] },
        { new ConvSpec(3, false, 1, 1, (3, 1, 1), stride: (Far, 1, 1), padding: (Far, 0, 0)), [1, 1, 5, 2, 2] },
        { new ConvSpec(3, true, 1, 1, (3, 1, 1), stride: (Far, 1, 1), padding: (Far, 0, 0)), [1, 1, 3, 2, 2] },
    };

    [Theory]
    [MemberData(nameof(Leaps), DisableDiscoveryEnumeration = true)]
    public void Leaps_over_thousands_of_millions_of_zeros_give_right_outputs_and_gradients(ConvSpec spec, nint[] lengths)
    {
        var conv = ConvLayer.Create(spec, seed: 3);
        var x = Whole(1, lengths);
        var weight = Whole(2, [.. conv.Weight.Lengths]);
        conv = ConvLayer.Create(spec, weight, conv.Bias);
        Near(ConvReference.Forward(spec, x, weight, conv.Bias), conv.Forward(x));

        var gradOutput = Whole(4, [.. conv.OutputShape(lengths).Output.Select(length => (nint)length)]);
        var (exact, gradients) = (ConvReference.Backward(spec, x, weight, gradOutput), conv.Backward(x, gradOutput));
        Near(exact.Input!, gradients.Input!);
        Near(exact.Weight!, gradients.Weight!);
        Near(exact.Bias!, gradients.Bias!);
    }

    /// <summary>FCN-32s makes a map 32 times larger: 1,024 remainders by the stride.</summary>
    [Theory]
    [InlineData(32, 64, 16)]
    [InlineData(40, 40, 0)]
    public void Large_strides_of_transposed_convolutions_are_computed_by_the_engine(int stride, int kernel, int padding)
    {
        var conv = new ConvTranspose2d(3, 4, kernel, stride, padding);
        Assert.NotEqual("reference", conv.Plan([1, 3, 3, 4]).Algorithm);
        var x = Tensors.Input(1, 1, 3, 3, 4);
        Near(ConvReference.Forward(conv.Spec, x, conv.Weight, conv.Bias), conv.Forward(x));
    }

    [Fact]
    public void What_no_algorithm_holds_is_planned_without_tables()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal("reference", new Conv1d(1, 1, 1, padding: int.MaxValue).Plan([1, 1, 5]).Algorithm);
        Assert.Equal("reference", new ConvTranspose1d(1, 1, 2, dilation: int.MaxValue).Plan([1, 1, 5]).Algorithm);
        Assert.Equal("reference", new Conv1d(1, 1, 3).Plan([1, 1, int.MaxValue]).Algorithm);
        Assert.Equal("reference", new Conv3d(1, 1, 1).Plan([1, 1, int.MaxValue, 1, 1]).Algorithm);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
    }

    [Theory]
    [InlineData(30_000, 15_000)]
    [InlineData(300_000, 0)]
    public void A_filter_as_long_as_its_signal_is_planned_with_tables_no_longer_than_that(int kernel, int padding)
    {
        var conv = new Conv1d(1, 1, kernel, padding: padding);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.NotEqual("reference", conv.Plan([1, 1, kernel + 100]).Algorithm);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000L * kernel);
    }

    [Fact]
    public void A_long_filter_that_reaches_over_its_signal_is_right()
    {
        var conv = new Conv1d(2, 2, 5000, padding: 2500, groups: 2);
        var x = Tensors.Input(1, 1, 2, 600);
        Near(ConvReference.Forward(conv.Spec, x, conv.Weight, conv.Bias), conv.Forward(x));
    }

    [Fact]
    public void A_long_call_of_the_reference_obeys_its_token()
    {
        var conv = new Conv1d(1, 1, 200_000);
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        Assert.ThrowsAny<OperationCanceledException>(() =>
            ConvReference.Forward(conv.Spec, Tensors.Input(1, 1, 1, 700_000), conv.Weight, conv.Bias, cancellationToken: source.Token));
    }

    private static Tensor<float> Whole(int seed, nint[] lengths) =>
        Tensor.Create([.. Tensors.Flat(Tensors.Input(seed, lengths)).Select(value => MathF.Round(4 * value))], lengths);

    private static void Near(Tensor<float> expected, Tensor<float> actual)
    {
        Assert.Equal(expected.Lengths.ToArray(), actual.Lengths.ToArray());
        Assert.All(Tensors.Flat(expected).Zip(Tensors.Flat(actual)), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }
}

using System.Buffers;
using System.Numerics.Tensors;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;
using GroupConv.Core.Tests.Support;

namespace GroupConv.Core.Tests.Execution;

/// <summary>What can happen around a call of Backward.</summary>
[Collection(Serial.Name)]
public sealed class BackwardTests
{
    private static readonly Conv2d s_conv = new(4, 6, 3, padding: 1, groups: 2, seed: 3);

    [Fact]
    public void Each_gradient_can_be_left_out()
    {
        Tensor<float> x = Tensors.Input(1, 2, 4, 7, 9), g = Tensors.Input(2, 2, 6, 7, 9);
        var all = s_conv.Backward(x, g);
        var input = s_conv.Backward(x, g, weight: false, bias: false);
        Computation.AssertSameBits(Tensors.Flat(all.Input!), Tensors.Flat(input.Input!), "input");
        Assert.Null(input.Weight);
        Assert.Null(input.Bias);
        var rest = s_conv.Backward(x, g, input: false);
        Assert.Null(rest.Input);
        Computation.AssertSameBits(Tensors.Flat(all.Weight!), Tensors.Flat(rest.Weight!), "weight");
        Computation.AssertSameBits(Tensors.Flat(all.Bias!), Tensors.Flat(rest.Bias!), "bias");
        Assert.Null(new Conv2d(4, 6, 3, padding: 1, bias: false).Backward(x, g).Bias);
    }

    [Fact]
    public void An_unknown_algorithm_is_refused_as_in_Forward()
    {
        Tensor<float> x = Tensors.Input(1, 2, 4, 7, 9), g = Tensors.Input(2, 2, 6, 7, 9);
        Variables.With("GROUPCONV_ALGORITHM", "quick", () =>
        {
            var error = Assert.Throws<ConvException>(() => s_conv.Backward(x, g));
            Assert.Contains("GROUPCONV_ALGORITHM=quick is not known. Algorithms: ", error.Message, StringComparison.Ordinal);
        });
        Assert.NotNull(s_conv.Backward(x, g).Weight);
    }

    [Fact]
    public void One_image_has_the_gradients_of_a_batch_of_one()
    {
        Tensor<float> x = Tensors.Input(1, 4, 7, 9), g = Tensors.Input(2, 6, 7, 9);
        var one = s_conv.Backward(x, g);
        var batch = s_conv.Backward(Tensor.Create(Tensors.Flat(x), [1, 4, 7, 9]), Tensor.Create(Tensors.Flat(g), [1, 6, 7, 9]));
        Assert.Equal(x.Lengths.ToArray(), one.Input!.Lengths.ToArray());
        Computation.AssertSameBits(Tensors.Flat(batch.Input!), Tensors.Flat(one.Input!), "input");
        Computation.AssertSameBits(Tensors.Flat(batch.Weight!), Tensors.Flat(one.Weight!), "weight");
    }

    [Fact]
    public void An_empty_batch_has_no_input_gradient_and_zeros_for_the_rest()
    {
        var none = s_conv.Backward(Tensor.CreateFromShape<float>([0, 4, 7, 9]), Tensor.CreateFromShape<float>([0, 6, 7, 9]));
        Assert.Equal([0, 4, 7, 9], none.Input!.Lengths.ToArray());
        Assert.Equal(s_conv.Weight.Lengths.ToArray(), none.Weight!.Lengths.ToArray());
        Assert.All(Tensors.Flat(none.Weight), value => Assert.Equal(0, value));
        Assert.All(Tensors.Flat(none.Bias!), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Views_are_as_good_as_tensors_of_their_own()
    {
        Tensor<float> x = Tensors.Input(1, 2, 8, 9, 12), g = Tensors.Input(2, 2, 7, 9, 9);
        NRange[] part = [NRange.All, 2..6, 1..8, 3..12], gradients = [NRange.All, 1..7, 2..9, NRange.All];
        Tensor<float> viewX = x.Slice(part), viewG = g.Slice(gradients);
        var expected = s_conv.Backward(Tensor.Create(Tensors.Flat(viewX), viewX.Lengths),
            Tensor.Create(Tensors.Flat(viewG), viewG.Lengths));
        var actual = s_conv.Backward(viewX, viewG);
        Computation.AssertSameBits(Tensors.Flat(expected.Input!), Tensors.Flat(actual.Input!), "input");
        Computation.AssertSameBits(Tensors.Flat(expected.Weight!), Tensors.Flat(actual.Weight!), "weight");
        Computation.AssertSameBits(Tensors.Flat(expected.Bias!), Tensors.Flat(actual.Bias!), "bias");
    }

    [Fact]
    public void Numbers_that_are_none_stay_where_they_belong()
    {
        var conv = new Conv2d(1, 1, 3, seed: 1);
        Tensor<float> x = Tensors.Input(1, 1, 1, 5, 5), g = Tensors.Input(2, 1, 1, 3, 3);
        x[0, 0, 0, 0] = float.PositiveInfinity;
        // The corner meets the first tap alone.
        var weight = Tensors.Flat(conv.Backward(x, g).Weight!);
        Assert.False(float.IsFinite(weight[0]));
        Assert.All(weight[1..], value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void A_gradient_of_another_shape_is_refused()
    {
        var error = Assert.Throws<ConvException>(() => s_conv.Backward(Tensors.Input(1, 2, 4, 7, 9), Tensors.Input(1, 2, 6, 7, 8)));
        Assert.Equal("grad_output", error.Parameter);
        Assert.Equal(
            "The gradient has the shape [2, 6, 7, 8], but the output for an input [2, 4, 7, 9] is [2, 6, 7, 9]. Give a gradient of the shape [2, 6, 7, 9].", error.Message);
        Assert.Equal("grad_output", Assert.Throws<ConvException>(() => s_conv.Backward(Tensors.Input(1, 2, 4, 7, 9), null!)).Parameter);
        Assert.Equal("input", Assert.Throws<ConvException>(() => s_conv.Backward(null!, Tensors.Input(1, 2, 6, 7, 9))).Parameter);
        Assert.Equal("input", Assert.Throws<ConvException>(() =>
            s_conv.Backward(Tensors.Input(1, 2, 5, 7, 9), Tensors.Input(1, 2, 6, 7, 9))).Parameter);
    }

    [Fact]
    public void A_transposed_layer_takes_gradients_of_each_size_that_its_output_may_have()
    {
        var conv = new ConvTranspose1d(2, 3, 3, stride: 2);
        var x = Tensors.Input(1, 1, 2, 5);
        foreach (int length in new[] { 11, 12 })
            Assert.Equal([1, 2, 5], conv.Backward(x, Tensors.Input(2, 1, 3, length)).Input!.Lengths.ToArray());
        var error = Assert.Throws<ConvException>(() => conv.Backward(x, Tensors.Input(2, 1, 3, 13)));
        Assert.Equal("grad_output", error.Parameter);
        Assert.EndsWith("Give a gradient of the shape [1, 3, 11]; with output_size, spatial lengths from [11] to [12].", error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_fit_the_machine_is_refused_before_memory_is_taken()
    {
        var one = new float[1];
        nint[] lengths = [1 << 22, 1, 1024, 1024], none = [0, 0, 0, 0];
        var error = Assert.Throws<ConvException>(() =>
            new Conv2d(1, 1, 1).Backward(new ReadOnlyTensorSpan<float>(one, lengths, none),
            new ReadOnlyTensorSpan<float>(one, lengths, none)));
        Assert.Contains("The gradient with respect to the input", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_cancelled_call_says_so(bool ambient)
    {
        var conv = new Conv2d(32, 32, 3, padding: 1, seed: 5);
        Tensor<float> x = Tensors.Input(1, 1, 32, 48, 48), g = Tensors.Input(2, 1, 32, 48, 48);
        using var source = new CancellationTokenSource();
        ConvExecution.Cancellation = ambient ? source.Token : default;
        try
        {
            source.CancelAfter(TimeSpan.FromMilliseconds(30));
            Assert.ThrowsAny<OperationCanceledException>(() =>
            {
                for (int i = 0; i < 100_000; i++)
                    conv.Backward(x, g, cancellationToken: ambient ? default : source.Token);
            });
        }
        finally
        {
            ConvExecution.Cancellation = default;
        }
    }

    [Theory]
    [InlineData("zeros")]
    [InlineData("reflect")]
    public void Gradients_go_to_destinations_and_to_views(string mode)
    {
        var conv = new Conv2d(ConvSpec.Conv2d(4, 6, 3, stride: 2, padding: 1, groups: 2, paddingMode: mode == "zeros" ? PaddingMode.Zeros
            : PaddingMode.Reflect), seed: 3);
        Tensor<float> x = Tensors.Input(1, 2, 4, 7, 9), g = Tensors.Input(2, 2, 6, 4, 5);
        var expected = conv.Backward(x, g);
        var room = Tensor.CreateFromShape<float>([3, 6, 8, 11]);
        room.Fill(float.NaN);
        var view = room.Slice([1..3, 0..4, 1..8, 2..11]);
        var destination = new ConvGradients(view, Tensor.CreateFromShape<float>(conv.Weight.Lengths),
            Tensor.CreateFromShape<float>([12]).Slice([3..9]));
        conv.Backward(x, g, destination);
        AssertSame(expected, destination);
        Assert.Equal(room.FlattenedLength - view.FlattenedLength, Tensors.Flat(room).Count(float.IsNaN));

        // An earlier result takes the next one, and nulls leave gradients out.
        float[] before = Tensors.Flat(destination.Weight!);
        conv.Backward(x, Tensors.Input(3, 2, 6, 4, 5), destination with { Weight = null });
        Computation.AssertSameBits(before, Tensors.Flat(destination.Weight!), "weight");
        AssertSame(conv.Backward(x, Tensors.Input(3, 2, 6, 4, 5)), destination with { Weight = null });

        float[] memory = new float[conv.Weight.FlattenedLength];
        conv.Backward(x.AsReadOnlyTensorSpan(), g.AsReadOnlyTensorSpan(), default, new TensorSpan<float>(memory, conv.Weight.Lengths),
            default);
        Computation.AssertSameBits(Tensors.Flat(expected.Weight!), memory, "span");
    }

    [Fact]
    public void The_reference_fills_destinations_too()
    {
        Tensor<float> x = Tensors.Input(1, 2, 4, 7, 9), g = Tensors.Input(2, 2, 6, 7, 9);
        Variables.With("GROUPCONV_ALGORITHM", "reference", () =>
        {
            var destination = new ConvGradients(
                Tensor.CreateFromShape<float>([2, 4, 7, 10]).Slice([NRange.All, NRange.All, NRange.All, 1..10]),
                Tensor.CreateFromShape<float>([6, 2, 3, 4]).Slice([NRange.All, NRange.All, NRange.All, 1..4]),
                Tensor.CreateFromShape<float>([6]));
            s_conv.Backward(x, g, destination);
            AssertSame(s_conv.Backward(x, g), destination);
        });
    }

    [Fact]
    public void An_empty_batch_has_weights_of_zeros_in_a_destination()
    {
        var destination = new ConvGradients(Tensors.Input(1, 0, 4, 7, 9), Tensors.Input(1, 6, 2, 3, 3), Tensors.Input(1, 6));
        s_conv.Backward(Tensors.Input(1, 0, 4, 7, 9), Tensors.Input(2, 0, 6, 7, 9), destination);
        Assert.All(Tensors.Flat(destination.Weight!), value => Assert.Equal(0, value));
        Assert.All(Tensors.Flat(destination.Bias!), value => Assert.Equal(0, value));
    }

    [Fact]
    public void A_destination_of_another_shape_is_refused_and_nothing_written()
    {
        Tensor<float> x = Tensors.Input(1, 2, 4, 7, 9), g = Tensors.Input(2, 2, 6, 7, 9), weight = Tensors.Input(3, 6, 2, 3, 3);
        float[] before = Tensors.Flat(weight);
        var error = Assert.Throws<ConvException>(() =>
            s_conv.Backward(x, g, new ConvGradients(Tensors.Input(4, 2, 4, 7, 8), weight, null)));
        Assert.Equal("destination", error.Parameter);
        Assert.Equal(
            "The destination of the gradient with respect to the input has the shape [2, 4, 7, 8], but the input has [2, 4, 7, 9]. Give a destination of the input's shape, or leave it out.",
            error.Message);
        Computation.AssertSameBits(before, Tensors.Flat(weight), "weight");
        Assert.Contains("[6, 4, 3, 3], but the weight has [6, 2, 3, 3]",
            Refusal(new ConvGradients(null, Tensors.Input(1, 6, 4, 3, 3), null)), StringComparison.Ordinal);
        Assert.Contains("[1, 6], but the bias has [6]", Refusal(new ConvGradients(null, null, Tensors.Input(1, 1, 6))),
            StringComparison.Ordinal);
        Assert.Contains("broadcast", Assert.Throws<ConvException>(() =>
            s_conv.Backward(x, g, default, default, new TensorSpan<float>(new float[1], [6], [0]))).Message, StringComparison.Ordinal);
        Assert.StartsWith("The destination is null. Give ConvGradients", Refusal(null!), StringComparison.Ordinal);
        error = Assert.Throws<ConvException>(() =>
            new Conv2d(4, 6, 3, padding: 1, groups: 2, bias: false).Backward(x, g, new ConvGradients(null, null, Tensors.Input(1, 6))));
        Assert.Contains("the bias, but Conv2d(4, 6, kernel_size=3, padding=1, groups=2, bias=False) has none", error.Message,
            StringComparison.Ordinal);

        string Refusal(ConvGradients destination) => Assert.Throws<ConvException>(() => s_conv.Backward(x, g, destination)).Message;
    }

    [Fact]
    public void A_destination_that_shares_memory_is_refused()
    {
        var conv = new Conv2d(4, 4, 3, padding: 1, groups: 2, seed: 3);
        Tensor<float> x = Tensors.Input(1, 2, 4, 7, 9), g = Tensors.Input(2, 2, 4, 7, 9), both = Tensors.Input(3, 3, 4, 7, 9);
        Refused(new ConvGradients(x, null, null), "the gradient with respect to the input shares memory with the input");
        Refused(new ConvGradients(g, null, null), "the gradient with respect to the input shares memory with the gradient with respect to the output");
        Refused(new ConvGradients(null, conv.Weight, null),
            "the gradient with respect to the weight shares memory with the layer's weight");
        float[] memory = new float[75];
        Refused(new ConvGradients(null, Tensor.Create(memory, 0, [4, 2, 3, 3], []), Tensor.Create(memory, 71, [4], [])),
            "the weight and the bias share memory");

        // Neighbours in one array do not.
        conv.Backward(both.Slice([0..2, NRange.All, NRange.All, NRange.All]), g,
            new ConvGradients(Tensors.Input(1, 2, 4, 7, 9), null, null));

        void Refused(ConvGradients destination, string what)
        {
            var error = Assert.Throws<ConvException>(() => conv.Backward(x, g, destination));
            Assert.Equal("destination", error.Parameter);
            Assert.Contains(what, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("zeros", 1, 8)]
    [InlineData("zeros", 2, 64)]
    [InlineData("replicate", 1, 8)]
    public void A_call_into_destinations_allocates_nothing_on_the_managed_heap(string mode, int stride, int groups)
    {
        var conv = new Conv2d(ConvSpec.Conv2d(64, 64, 3, stride: stride, padding: 1, groups: groups, paddingMode: mode == "zeros"
            ? PaddingMode.Zeros : PaddingMode.Replicate));
        Tensor<float> x = Tensors.Input(1, 2, 64, 28, 28), g = Tensors.Input(2, 2, 64, 28 / stride, 28 / stride);
        ConvExecution.Threads = 1;
        try
        {
            var destination = conv.Backward(x, g);
            conv.Backward(x, g, destination);
            // Tests beside this one may take the shelf's memory, and the runtime's own work is charged to whoever runs. What a call needs,
            // every call needs.
            long least = long.MaxValue;
            for (int call = 0; call < 20 && least > 0; call++)
            {
                long bytes = GC.GetAllocatedBytesForCurrentThread();
                conv.Backward(x, g, destination);
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - bytes);
            }

            Assert.Equal(0, least);
        }
        finally
        {
            ConvExecution.Threads = null;
        }
    }

    private static void AssertSame(ConvGradients expected, ConvGradients actual)
    {
        foreach (var (name, to) in new (string, Func<ConvGradients, Tensor<float>?>)[] { ("input", all => all.Input),
            ("weight", all => all.Weight), ("bias", all => all.Bias) })
        {
            if (to(actual) is { } gradient)
                Computation.AssertSameBits(Tensors.Flat(to(expected)!), Tensors.Flat(gradient), name);
        }
    }
}

using System.Numerics.Tensors;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;
using GroupConv.Core.Tests.Support;

namespace GroupConv.Core.Tests.Execution;

/// <summary>Algorithm and threads of one call: they win over the environment, and leave other calls as they are.</summary>
[Collection(Serial.Name)]
public sealed class OptionsTests
{
    private static readonly Conv2d s_conv = new(64, 64, 3, padding: 1);
    private static readonly Tensor<float> s_x = Tensors.Input(1, 1, 64, 20, 20);
    private static readonly ConvOptions s_winograd = new() { Winograd = true };

    [Fact]
    public void Winograd_is_taken_where_it_is_allowed_and_pays()
    {
        var plain = s_conv.Plan(s_x.Lengths);
        Assert.DoesNotContain("winograd", plain.Algorithm, StringComparison.Ordinal);
        var plan = s_conv.Plan(s_x.Lengths, s_winograd);
        Assert.Equal("winograd", plan.Algorithm);
        Assert.Contains("allowed by ConvOptions.Winograd", plan.Reason, StringComparison.Ordinal);
        Assert.NotNull(plan.Error);
        Assert.Equal(plain.Algorithm, s_conv.Plan(s_x.Lengths).Algorithm);

        // Where it does not apply, or does not pay, the layer is computed as usual.
        foreach (var conv in new[] { new Conv2d(64, 64, 1), new Conv2d(64, 64, 3, groups: 8), new Conv2d(64, 64, 3, stride: 2) })
            Assert.Equal(conv.Plan(s_x.Lengths).Algorithm, conv.Plan(s_x.Lengths, s_winograd).Algorithm);
    }

    [Fact]
    public void What_is_asked_for_is_what_runs_and_each_call_asks_for_itself()
    {
        float[] plain = Tensors.Flat(s_conv.Forward(s_x)), expected = [];
        Variables.With("GROUPCONV_ALGORITHM", "winograd", () => expected = Tensors.Flat(s_conv.Forward(s_x)));
        Assert.NotEqual(plain, expected);
        Computation.AssertSameBits(expected, Tensors.Flat(s_conv.Forward(s_x, s_winograd)), "forward");
        Computation.AssertSameBits(plain, Tensors.Flat(s_conv.Forward(s_x)), "forward without options");
        var y = Tensor.CreateFromShape<float>([1, 64, 20, 20]);
        s_conv.Forward(s_x, y, s_winograd);
        Computation.AssertSameBits(expected, Tensors.Flat(y), "into a destination");
        s_conv.Forward(s_x.AsReadOnlyTensorSpan(), y.AsTensorSpan(), new ConvOptions { Algorithm = "reference" });
        Computation.AssertSameBits(Tensors.Flat(s_conv.Forward(s_x.AsReadOnlyTensorSpan(), new ConvOptions { Algorithm = "reference" })),
            Tensors.Flat(y), "reference");
        using var prepared = s_conv.Prepare(s_x.Lengths, s_winograd);
        Computation.AssertSameBits(expected, Tensors.Flat(prepared.Forward(s_x)), "prepared");
        Assert.Equal("winograd", prepared.Plan.Algorithm);
    }

    [Fact]
    public void Options_win_over_the_environment() =>
        Variables.With("GROUPCONV_ALGORITHM", "reference", () => Variables.With("GROUPCONV_THREADS", "2", () =>
    {
        Assert.Equal("reference", s_conv.Plan(s_x.Lengths, new ConvOptions()).Algorithm);
        Assert.Equal("winograd", s_conv.Plan(s_x.Lengths, s_winograd).Algorithm);
        Assert.Equal("direct", s_conv.Plan(s_x.Lengths, new ConvOptions { Algorithm = "direct" }).Algorithm);
        Assert.NotEqual("reference", s_conv.Plan(s_x.Lengths, new ConvOptions { Algorithm = "" }).Algorithm);
        Assert.Equal(2, s_conv.Plan(s_x.Lengths, s_winograd).Threads);
        Assert.Equal(1, s_conv.Plan(s_x.Lengths, s_winograd with { Threads = 1 }).Threads);
        Assert.Equal(3, s_conv.Plan(s_x.Lengths, s_winograd with { Threads = 3 }).Threads);
    }));

    [Fact]
    public void A_transposed_layer_takes_options_beside_the_output_size()
    {
        var conv = new ConvTranspose2d(8, 6, 3, stride: 2, groups: 2);
        var x = Tensors.Input(4, 1, 8, 5, 5);
        var options = new ConvOptions { Algorithm = "reference", Threads = 1 };
        Assert.Equal("reference", conv.Plan(x.Lengths, [12, 12], options).Algorithm);
        var expected = conv.Forward(x, [12, 12], options);
        var y = Tensor.CreateFromShape<float>([1, 6, 12, 12]);
        conv.Forward(x, y, [12, 12], options);
        Computation.AssertSameBits(Tensors.Flat(expected), Tensors.Flat(y), "into a destination");
        using var prepared = conv.Prepare(x.Lengths, [12, 12], options);
        Computation.AssertSameBits(Tensors.Flat(expected), Tensors.Flat(prepared.Forward(x)), "prepared");
    }

    [Fact]
    public void A_destination_of_the_size_asked_for_is_written()
    {
        var conv = new ConvTranspose2d(4, 6, 3, stride: 2, groups: 2);
        var x = Tensors.Input(5, 2, 4, 5, 4);
        var expected = conv.Forward(x, [12, 10]);
        var y = Tensor.CreateFromShape<float>([2, 6, 12, 10]);
        conv.Forward(x, y, [12, 10]);
        Computation.AssertSameBits(Tensors.Flat(expected), Tensors.Flat(y), "spatial lengths");
        y.Fill(float.NaN);
        conv.Forward(x.AsReadOnlyTensorSpan(), y.AsTensorSpan(), conv.OutputShape(x.Lengths, [12, 10]).Output);
        Computation.AssertSameBits(Tensors.Flat(expected), Tensors.Flat(y), "all lengths, spans");
        Assert.Contains(
            "The destination has the shape [2, 6, 12, 10], but the output for an input [2, 4, 5, 4] is [2, 6, 11, 9].",
            Assert.Throws<ConvException>(() => conv.Forward(x, y)).Message,
            StringComparison.Ordinal);
        Assert.Equal("output_size", Assert.Throws<ConvException>(() => conv.Forward(x, y, [13, 10])).Parameter);
    }

    public static TheoryData<string, Action> Mistakes() => new()
    {
        { "ConvOptions.Threads = 0 is not a valid number of threads. From 1 to 256.", () => _ = new ConvOptions { Threads = 0 } },
        { "ConvOptions.Threads = 257 is not a valid number of threads. From 1 to 256.", () => _ = new ConvOptions { Threads = 257 } },
        { "Algorithm = \"quick\" is not known. Algorithms: ", () => s_conv.Plan(s_x.Lengths, new ConvOptions { Algorithm = "quick" }) },
        { "Algorithm = \"depthwise\" cannot compute Conv2d(64, 64, kernel_size=3, padding=1): ", () =>
            s_conv.Forward(s_x, new ConvOptions { Algorithm = "depthwise" }) },
        {
            "new ConvOptions { Winograd = true, Algorithm = \"direct\" } requests two algorithms. Algorithm forces a row by name; Winograd only allows one. Try: new ConvOptions { Winograd = true }",
            () => s_conv.Prepare(s_x.Lengths, new ConvOptions { Winograd = true, Algorithm = "direct" })
        },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Mistakes_name_the_option(string message, Action mistake) =>
        Assert.StartsWith(message, Cultures.InGerman(() => Assert.Throws<ConvException>(mistake).Message), StringComparison.Ordinal);

    [Fact]
    public void A_call_with_options_allocates_what_a_call_without_them_does()
    {
        var conv = new Conv2d(8, 8, 3, padding: 1, groups: 2);
        Tensor<float> x = Tensors.Input(1, 1, 8, 9, 9), y = Tensor.CreateFromShape<float>([1, 8, 9, 9]);
        var options = new ConvOptions { Threads = 1, Algorithm = "" };
        Assert.Equal(0, Allocated(() => conv.Forward(x, y, options)));

        static long Allocated(Action call)
        {
            for (int i = 0; i < 50; i++)
                call();
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++)
                call();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }
}

using System.Numerics.Tensors;
using GroupConv.Core;
using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Views;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Tests.Commands;

/// <summary>Every verb takes every kind of layer: as a line, as a variable and by flags.</summary>
public sealed class SixLayersTests : CommandFixture
{
    public static TheoryData<string> Lines { get; } =
    [
        "Conv1d(4, 6, 3, padding=1, groups=2)",
        "Conv2d(4, 6, 3, padding=1, groups=2)",
        "Conv3d(4, 6, 3, padding=1, groups=2)",
        "ConvTranspose1d(4, 6, 4, stride=2, padding=1, groups=2)",
        "ConvTranspose2d(4, 6, 4, stride=2, padding=1, groups=2)",
        "ConvTranspose3d(4, 6, 4, stride=2, padding=1, groups=2)",
    ];

    [Theory]
    [MemberData(nameof(Lines))]
    public void Explain_counts_as_the_layer_does(string line)
    {
        var result = Run<ExplainResult>($"explain \"nn.{line}\" --size 8");
        var layer = ConvLayer.Create(result.Shape.Spec);
        var x = Tensor.CreateFromShape<float>(result.Shape.Input);

        Assert.Equal(InputSizeOrigin.Given, result.SizeOrigin);
        Assert.Equal(result.Shape.Output, layer.Forward(x).Lengths);
        Assert.Equal(layer.Weight.FlattenedLength + 6, result.Cost.Parameters);
        Assert.Equal(CountedMacs(result.Shape), result.Cost.Macs);
        var bundle = ViewTable.Render(result);
        Assert.Contains(layer.Spec.Name, bundle.Text);
        Assert.Contains(layer.Spec.WeightShape.ToString(), bundle.Html);
        Assert.DoesNotContain("could not be drawn", bundle.Text + bundle.Html);
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_variable_and_flags_say_the_same_as_a_line(string line)
    {
        var spec = Run<ExplainResult>($"explain \"nn.{line}\"").Shape.Spec;
        Host.Variables["layer"] = ConvLayer.Create(spec);
        Host.Variables["hyper"] = spec;
        string flags = $"--type {spec.Name} --in 4 --out 6 --kernel {(spec.Transposed ? 4 : 3)} --padding 1 --groups 2{(spec.Transposed ? " --stride 2" : "")}";

        Assert.Equal(spec, Run<ExplainResult>("explain layer").Shape.Spec);
        Assert.Equal(spec, Run<ExplainResult>("explain hyper").Shape.Spec);
        Assert.Equal(spec, Run<ExplainResult>($"explain {flags}").Shape.Spec);
        Assert.Equal(spec.WithGroups(1), Run<WiringResult>("wiring layer --groups 1").Spec);
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void Run_computes_what_Forward_does_and_maps_draws_it(string line)
    {
        var spec = Run<ExplainResult>($"explain \"nn.{line}\"").Shape.Spec;
        var layer = ConvLayer.Create(spec, seed: 3);
        var x = Ramp([1, 4, .. Enumerable.Repeat((nint)5, spec.Dims)]);
        (Host.Variables["layer"], Host.Variables["input"]) = (layer, x);

        var ran = Run<RunResult>("run layer --input input --as output");
        var maps = Run<MapsResult>("maps output");

        Assert.Equal(0, ConvEquivalence.MaxAbsDifference(layer.Forward(x), ran.Output));
        Assert.Same(ran.Output, Host.Variables["output"]);
        Assert.Equal((spec.Dims, 2, spec), (maps.Dims, maps.Groups, maps.Spec));
        foreach (object result in new object[] { ran, maps, Run<MapsResult>("maps layer --input input"), Run<WiringResult>("wiring layer") })
        {
            var bundle = ViewTable.Render(result);
            Assert.Contains("<img", bundle.Html);
            Assert.DoesNotContain("could not be drawn", bundle.Text);
            Assert.DoesNotContain("The picture failed", bundle.Html);
        }
    }

    [Fact]
    public void A_transposed_layer_says_that_rows_of_the_weight_belong_to_inputs()
    {
        string text = ViewTable.Render(Run<WiringResult>("wiring \"ConvTranspose2d(4, 6, 4, stride=2, groups=2)\"")).Text;

        Assert.Contains("group  reads   weight rows  makes", text);
        Assert.Matches("1 +in 2–3 +2–3 +out 3–5", text);
    }

    [Theory]
    [InlineData("Conv2d(8, 16, kernel_size=(64, 1), groups=8)", "[1, 8, 64, 56]")]
    [InlineData("Conv2d(8, 16, kernel_size=(2, 300))", "[1, 8, 56, 300]")]
    [InlineData("Conv2d(8, 16, 57)", "[1, 8, 57, 57]")]
    [InlineData("Conv2d(8, 16, 3, dilation=28)", "[1, 8, 57, 57]")]
    [InlineData("Conv2d(8, 16, 64, stride=64)", "[1, 8, 64, 64]")]
    [InlineData("Conv2d(8, 16, 3, padding=57, padding_mode='circular')", "[1, 8, 57, 57]")]
    [InlineData("Conv2d(8, 16, 3, padding=56, padding_mode='reflect')", "[1, 8, 57, 57]")]
    [InlineData("Conv1d(8, 16, 5000)", "[1, 8, 5000]")]
    [InlineData("ConvTranspose2d(8, 16, 3, padding=200)", "[1, 8, 399, 399]")]
    [InlineData("ConvTranspose2d(8, 16, 3, stride=2, padding=200, output_padding=1)", "[1, 8, 200, 200]")]
    public void A_layer_that_does_not_fit_the_usual_size_gets_the_smallest_that_fits(string line, string input)
    {
        var result = Run<ExplainResult>($"explain \"{line}\"");

        Assert.Equal(InputSizeOrigin.Enlarged, result.SizeOrigin);
        Assert.Equal(input, result.Shape.Input.ToString());
        Assert.Contains("the smallest that the layer fits", ViewTable.Render(result).Text);
        // One less in the enlarged dimensions is refused.
        var spec = result.Shape.Spec;
        TensorShape smaller = [1, spec.InChannels, .. result.Shape.InSize.Select(length => length == 56 || length == 1024 ? length : length - 1)];
        Assert.Throws<ConvException>(() => ConvShape.Infer(spec, smaller));
    }

    [Fact]
    public void A_text_with_several_layers_is_listed()
    {
        var result = Run<LayersResult>("explain \"nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Conv2d(8, 8, 1, groups=4))\" --as layers");

        Assert.Equal(["0", "2"], result.Layers.Select(layer => layer.Name));
        Assert.Contains("2 convolutions · 1 with groups > 1", ViewTable.Render(result).Text);
        Assert.Contains("takes one", Mistake("wiring \"nn.Sequential(nn.Conv2d(3, 8, 3), nn.Conv2d(8, 8, 1))\""));
    }

    [Theory]
    [InlineData("maps volume --slice 9", "--slice 9 does not exist: the depth is 3", "Try: --slice 1")]
    [InlineData("maps x --slice 0", "these maps have none", "")]
    [InlineData("explain \"Conv1d(4, 4, 3)\" --size 8x8", "Conv1d has 1 spatial dimension", "Try: --size 8")]
    [InlineData("explain --type Conv4d --in 1 --out 1 --kernel 1", "none of Conv1d", "Try: --type Conv1d")]
    [InlineData("explain \"Conv2d(4, 4, 3)\" --output-padding 1", "output_padding", "")]
    public void Mistakes_say_what_is_wrong_and_what_would_be_right(string line, string says, string andSays)
    {
        Host.Variables["volume"] = Ramp([1, 2, 3, 4, 4]);

        string error = Mistake(line);

        Assert.Contains(says, error);
        Assert.Contains(andSays, error);
    }

    /// <summary>Multiply-accumulates of the definition: a pixel of the output (transposed: of the input) times its share of the weight.</summary>
    private static double CountedMacs(ConvShape shape)
    {
        var spec = shape.Spec;
        double count = 0;
        var pixels = spec.Transposed ? shape.InSize : shape.OutSize;
        int channels = spec.Transposed ? spec.InChannels : spec.OutChannels, others = spec.Transposed ? spec.OutChannelsPerGroup : spec.InChannelsPerGroup;
        for (int channel = 0; channel < channels; channel++)
            count += pixels.Aggregate(1.0, (a, b) => a * b) * others * spec.KernelSize.Aggregate(1.0, (a, b) => a * b);
        return count * shape.Batch;
    }
}

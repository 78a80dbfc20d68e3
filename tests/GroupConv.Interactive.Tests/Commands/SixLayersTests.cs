using System.Numerics.Tensors;
using GroupConv.Core;
using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Views;
using GroupConv.Interactive.Results;
using GroupConv.Interactive.Tests.Views;

namespace GroupConv.Interactive.Tests.Commands;

/// <summary>Every verb takes each of the six layers: as a line, by flags, and by a variable of layer or hyperparameters.</summary>
public sealed class SixLayersTests : CommandFixture
{
    private const string ByFlags = " --in 4 --out 8 --kernel 3 --stride 2 --padding 1 --groups 2";

    public static TheoryData<string, int, bool> Kinds => new()
    {
        { "Conv1d", 1, false },
        { "Conv2d", 2, false },
        { "Conv3d", 3, false },
        { "ConvTranspose1d", 1, true },
        { "ConvTranspose2d", 2, true },
        { "ConvTranspose3d", 3, true },
    };

    [Theory, MemberData(nameof(Kinds))]
    public void Every_way_to_give_a_layer_gives_the_same(string name, int dims, bool isTransposed)
    {
        var spec = Spec(dims, isTransposed);
        Host.Variables["layer"] = ConvLayer.Create(spec);
        Host.Variables["hyper"] = spec;

        string[] ways = [$"\"nn.{spec}\"", $"--type {name}{ByFlags}", "layer", "hyper",
            $"\"{name}(4, 8, 3)\" --stride 2 --padding 1 --groups 2"];
        Assert.All(ways, way => Assert.Equal(spec, Run<WiringResult>($"wiring {way}").Spec));
        Assert.All(ways, way => Assert.Equal(spec, Run<ExplainResult>($"explain {way} --size 9").Shape.Spec));
    }

    /// <summary>The numbers of <c>explain</c> are counted here by their definition, loop by loop.</summary>
    [Theory, MemberData(nameof(Kinds))]
    public void Explain_counts_by_the_definition(string name, int dims, bool isTransposed)
    {
        var result = Run<ExplainResult>($"explain --type {name}{ByFlags} --size 9 --batch 3");

        double taps = Math.Pow(3, dims), pixels = Math.Pow(isTransposed ? 9 : 5, dims);
        int outSize = isTransposed ? (9 - 1) * 2 - 2 + 3 : 5;
        Assert.Equal([3, 8, .. Enumerable.Repeat((long)outSize, dims)], result.Shape.Output);
        Assert.Equal(8 * 2 * taps + 8, result.Cost.Parameters);
        Assert.Equal(3 * pixels * 8 * 2 * taps, result.Cost.Macs);
        string text = ViewTable.Render(result).Text;
        Assert.Contains(isTransposed ? "[in_channels, out_channels/groups, " : "[out_channels, in_channels/groups, ", text);
        Assert.Matches(isTransposed ? "in 2–3 +2–3 +out 4–7" : "in 2–3 +4–7 +out 4–7", text);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Run_and_maps_compute_what_the_layer_computes(string name, int dims, bool isTransposed)
    {
        var layer = ConvLayer.Create(Spec(dims, isTransposed), seed: 3);
        Host.Variables["layer"] = layer;
        foreach (bool isBatch in new[] { true, false })
        {
            var input = Samples.Waves(1, [.. isBatch ? (nint[])[2] : [], 4, .. Enumerable.Repeat((nint)9, dims)]);
            Host.Variables["input"] = input;
            var expected = layer.Forward(input);

            Assert.Equal(expected, Run<RunResult>("run layer --input input").Output);
            Assert.Equal(expected, Run<RunResult>($"run --type {name}{ByFlags} --seed 3 --input input --as made").Output);
            var maps = Run<MapsResult>("maps layer --input input");
            Assert.Equal(expected, maps.Maps);
            Assert.Equal((dims, 2, layer.Spec), (maps.Dims, maps.Groups, maps.Spec));
            string text = ViewTable.Render(maps).Text;
            Assert.Contains("out 7 · group 1 · reads in 2–3", text);
            Assert.Equal(isBatch, text.Contains(" 0 of a batch of 2", StringComparison.Ordinal));
            Assert.Equal(dims == 3, text.Contains("slice ", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("--stride 1", "ConvTranspose2d(4, 8, kernel_size=3, padding=1, groups=2)")]
    [InlineData("--output-padding 1", "ConvTranspose2d(4, 8, kernel_size=3, stride=2, padding=1, output_padding=1, groups=2)")]
    [InlineData("--type Conv2d", "Conv2d(4, 8, kernel_size=3, stride=2, padding=1, groups=2)")]
    public void Flags_win_over_a_variable(string flags, string expected)
    {
        Host.Variables["hyper"] = Spec(2, true);

        Assert.Equal(expected, Run<WiringResult>($"wiring hyper {flags}").Spec.ToString());
    }

    [Fact]
    public void Weights_of_a_transposed_variable_stay_where_flags_leave_them_right()
    {
        var layer = ConvLayer.Create(Spec(2, true), seed: 3);
        Host.Variables["layer"] = layer;
        Host.Variables["input"] = Samples.Waves(1, 1, 4, 5, 5);
        var other = ConvLayer.Create(new ConvSpec(2, true, 4, 8, 3, 2, 1, groups: 2, outputPadding: 1), layer.Weight, layer.Bias);

        Assert.Equal(
            other.Forward((Tensor<float>)Host.Variables["input"]!), Run<RunResult>("run layer --input input --output-padding 1").Output);
        Assert.Contains("does not fit Conv2d", Mistake("run layer --input input --type Conv2d"));
    }

    [Theory]
    [InlineData("Conv2d(8, 16, kernel_size=(64, 1), stride=(1, 1), groups=8, bias=False)", "[1, 8, 64, 56]", "64x56")]
    [InlineData("Conv2d(8, 8, (2, 300))", "[1, 8, 56, 300]", "56x300")]
    [InlineData("Conv2d(8, 8, 3, dilation=40)", "[1, 8, 81, 81]", "81x81")]
    [InlineData("Conv2d(8, 8, 64, stride=64)", "[1, 8, 64, 64]", "64x64")]
    [InlineData("Conv2d(8, 8, 3, padding=57, padding_mode='circular')", "[1, 8, 57, 57]", "57x57")]
    [InlineData("Conv2d(8, 8, 3, padding=56, padding_mode='reflect')", "[1, 8, 57, 57]", "57x57")]
    [InlineData("Conv1d(8, 8, 2000)", "[1, 8, 2000]", "2000")]
    [InlineData("ConvTranspose2d(8, 16, 3, padding=200)", "[1, 8, 399, 399]", "399x399")]
    [InlineData("ConvTranspose2d(8, 16, 3, stride=2, padding=200, output_padding=1)", "[1, 8, 200, 200]", "200x200")]
    public void A_layer_that_does_not_fit_the_usual_size_is_explained_on_a_larger_one(string layer, string input, string size)
    {
        var result = Run<ExplainResult>($"explain \"{layer}\"");

        Assert.Equal(InputSizeOrigin.Enlarged, result.SizeOrigin);
        Assert.Equal(input, result.Shape.Input.ToString());
        Assert.Contains($"--size {size}", ViewTable.Render(result).Text);

        // One less in the enlarged dimensions is refused, or leaves nothing of a transposed layer's output.
        int usual = result.Shape.Spec.Dims == 1 ? 1024 : 56;
        TensorShape smaller = [1, 8, .. result.Shape.InSize.Select(length => length == usual ? length : length - 1)];
        if (result.Shape.Spec.Transposed)
            Assert.Contains(0, ConvShape.Infer(result.Shape.Spec, smaller).OutSize);
        else
            Assert.Throws<ConvException>(() => ConvShape.Infer(result.Shape.Spec, smaller));
    }

    [Fact]
    public void A_printed_model_is_explained_as_a_list_and_other_verbs_ask_for_one_of_it()
    {
        const string Stack = "\"nn.Sequential(nn.Conv2d(8, 8, 3, groups=8), nn.ReLU(), nn.Conv2d(8, 16, 1))\"";

        Assert.Equal(["0", "2"], Run<LayersResult>($"explain {Stack}").Layers.Select(layer => layer.Name));
        string error = Mistake($"wiring {Stack}");
        Assert.Contains("holds 2 layers (0, 2)", error);
        Assert.EndsWith("Try: \"Conv2d(8, 8, kernel_size=3, groups=8)\"", error);
    }

    /// <summary>Every fix that is printed works.</summary>
    [Theory, MemberData(nameof(Kinds))]
    public void A_wrong_group_count_gets_a_flag_to_copy_that_works(string name, int dims, bool isTransposed)
    {
        Assert.Equal(name, Spec(dims, isTransposed).Name);
        string error = Mistake($"explain --type {name} --in 6 --out 9 --kernel 3 --groups 2");

        Assert.Contains("Valid groups for 6→9 channels: 1, 3.", error);
        Run<ExplainResult>(
            $"explain --type {name} --in 6 --out 9 --kernel 3 {error[(error.LastIndexOf("Try: ", StringComparison.Ordinal) + 5)..]}");
    }

    private static ConvSpec Spec(int dims, bool isTransposed) => new(dims, isTransposed, 4, 8, 3, 2, 1, groups: 2);
}

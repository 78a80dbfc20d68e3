using System.Numerics.Tensors;
using GroupConv.Core.Layouts;
using GroupConv.Core.Planning;
using GroupConv.Core.Specs;
using GroupConv.Core.Tests.Support;

namespace GroupConv.Core.Tests;

/// <summary>What holds for everything that is public.</summary>
public sealed class PublicFaceTests
{
    private static readonly ConvSpec s_spec = ConvSpec.Conv2d(4, 4, 3, padding: 1, groups: 4);
    private static readonly Tensor<float> s_x = Tensors.Input(1, 1, 4, 8, 8);
    private static readonly Tensor<float> s_weight = Tensors.Input(2, 4, 1, 3, 3);
    private static readonly Tensor<float> s_bias = Tensors.Input(3, 4);
    private static readonly ConvShape s_shape = ConvShape.Infer(s_spec, s_x.Lengths);
    private static readonly Conv2d s_conv = new(s_spec, s_weight, s_bias);

    private static readonly PublicFace s_face = new(
        typeof(Conv2d).Assembly,
        [
            new object(),
            "same",
            new[] { 1, 4, 8, 8 },
            new[] { 1L, 4, 8, 8 },
            new nint[] { 1, 4, 8, 8 },
            new[] { (1, 2), (0, 1) },
            s_x,
            s_spec,
            ConvSpec.Conv1d(4, 4, 3),
            s_shape,
            ConvCost.Of(s_shape),
            s_spec.Slice(1),
            (IntTuple)3,
            (IntTuple)(1, 7),
            default(IntTuple),
            (ConvPadding)1,
            ConvPadding.Same,
            ConvPadding.Explicit((1, 2), (0, 1)),
            default(ConvPadding),
            default(TensorShape),
            s_shape.Input,
            new ChannelShuffle(2),
            new ConvOptions(),
            new ConvOptions { Winograd = true, Threads = 2, Algorithm = "" },
            s_conv.Plan(s_x.Lengths),
            s_conv.Plan(s_x.Lengths).Bound,
            s_conv.Backward(s_x, s_x),
            new ConvGradients(null, null, null),
            ConvReference.Backward(s_spec, s_x, s_weight, s_x),
            s_conv.Prepare(s_x.Lengths),
            new Conv1d(4, 4, 3),
            new Conv3d(4, 4, 3),
            new ConvTranspose1d(4, 4, 3),
            new ConvTranspose3d(4, 4, 3),
            new ConvTranspose2d(4, 4, 3, padding: 1),
            s_conv,
            s_spec,
        ],
        new Dictionary<string, object>
        {
            ["weight"] = s_weight,
            ["bias"] = s_bias,
            ["from"] = WeightLayout.PyTorch,
            ["to"] = WeightLayout.PyTorch,
            ["Conv1d.spec"] = ConvSpec.Conv1d(4, 4, 3),
            ["Conv3d.spec"] = ConvSpec.Conv3d(4, 4, 3),
            ["ConvTranspose1d.spec"] = ConvSpec.ConvTranspose1d(4, 4, 3),
            ["ConvTranspose2d.spec"] = ConvSpec.ConvTranspose2d(4, 4, 3),
            ["ConvTranspose3d.spec"] = ConvSpec.ConvTranspose3d(4, 4, 3),
        });

    [Fact]
    public void Every_null_is_refused_in_words()
    {
        var (faults, tried) = s_face.PassNulls(unreachable: []);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.True(tried > 60, $"only {tried} nulls were tried");
    }

    [Fact]
    public void Every_value_prints_as_a_person_would_write_it()
    {
        var (faults, printed) = Cultures.InGerman(s_face.Print);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.True(printed > 25, $"only {printed} values were printed");
    }

    [Fact]
    public void What_values_print()
    {
        Assert.Equal("[1, 4, 8, 8]", s_shape.Input.ToString());
        Assert.Equal("[]", default(TensorShape).ToString());
        Assert.Equal("Conv2d(4, 4, kernel_size=3, padding=1, groups=4) on [1, 4, 8, 8] → [1, 4, 8, 8]", s_shape.ToString());
        var shape = ConvShape.Infer(ConvSpec.Conv2d(64, 128, 3, padding: 1, groups: 4), [1, 64, 56, 56]);
        Assert.Equal("18,560 parameters, 57,802,752 MACs, 802.8 kB in, 1.6 MB out", Cultures.InGerman(ConvCost.Of(shape).ToString));
        Assert.Equal("gradients of input [1, 4, 8, 8], weight [4, 1, 3, 3], bias [4]", s_conv.Backward(s_x, s_x).ToString());
        Assert.Equal("gradients of weight [4, 1, 3, 3]", s_conv.Backward(s_x, s_x, input: false, bias: false).ToString());
        Assert.Equal("no gradients", new ConvGradients(null, null, null).ToString());
        Assert.Equal("new ConvOptions()", new ConvOptions().ToString());
        Assert.Equal("new ConvOptions { Winograd = true, Threads = 1 }", new ConvOptions { Winograd = true, Threads = 1 }.ToString());
        Assert.Equal("new ConvOptions { Algorithm = \"direct\" }", new ConvOptions { Algorithm = "direct" }.ToString());
        Assert.Equal("(1, 7)", ((IntTuple)(1, 7)).ToString());
        Assert.Equal("((1, 2), (0, 1))", ConvPadding.Explicit((1, 2), (0, 1)).ToString());
    }
}

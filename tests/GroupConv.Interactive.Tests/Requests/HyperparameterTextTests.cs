using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Requests;

namespace GroupConv.Interactive.Tests.Requests;

public sealed class HyperparameterTextTests
{
    [Theory]
    [InlineData("3", 3, 3)]
    [InlineData("1x7", 1, 7)]
    [InlineData("1,7", 1, 7)]
    [InlineData("1×7", 1, 7)]
    [InlineData("(1, 7)", 1, 7)]
    [InlineData("-1", -1, -1)]
    public void Pairs(string text, int height, int width) =>
        Assert.Equal(text is "3" or "-1" ? (IntTuple)height : (height, width), HyperparameterText.Tuple("--kernel", text));

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("3x")]
    [InlineData("1.5")]
    [InlineData("1,2,3,4")]
    public void What_is_no_pair_is_refused(string text) =>
        Assert.Contains(
            $"--kernel {text} is not a number, nor one for each dimension",
            Assert.Throws<CommandException>(() => HyperparameterText.Tuple("--kernel", text)).Message);

    [Fact]
    public void Numbers_for_three_dimensions() => Assert.Equal((IntTuple)(1, 2, 3), HyperparameterText.Tuple("--kernel", "1x2x3"));

    [Fact]
    public void A_number_beyond_int_is_too_large() => Assert.Contains(
        "--kernel 99999999999 is too large", Assert.Throws<CommandException>(() =>
            HyperparameterText.Tuple("--kernel", "99999999999")).Message);

    [Theory]
    [InlineData("ConvTranspose3d", 3, true)]
    [InlineData("conv1d", 1, false)]
    public void Types(string text, int dims, bool isTransposed) =>
        Assert.Equal(new LayerType(dims, isTransposed), HyperparameterText.Type("--type", text));

    [Fact]
    public void A_wrong_type_is_told_the_nearest() => Assert.EndsWith(
        "Try: --type ConvTranspose2d", Assert.Throws<CommandException>(() =>
            HyperparameterText.Type("--type", "ConvTransposed2d")).Message);

    [Fact]
    public void Paddings()
    {
        Assert.Equal(ConvPadding.Same, HyperparameterText.Padding("--padding", "Same"));
        Assert.Equal(ConvPadding.Valid, HyperparameterText.Padding("--padding", "valid"));
        Assert.Equal(1, HyperparameterText.Padding("--padding", "1"));
        Assert.Equal(ConvPadding.Explicit((0, 1), (2, 3)), HyperparameterText.Padding("--padding", "0:1,2:3"));
        Assert.Equal((1, 2), HyperparameterText.Padding("--padding", "1x2"));
    }

    [Fact]
    public void Words() => Assert.Equal(PaddingMode.Reflect, HyperparameterText.Word<PaddingMode>("--padding-mode", "reflect"));

    [Theory]
    [InlineData("groups", "gruops")]
    [InlineData("conv", "Conv")]
    [InlineData("conv", "cnv")]
    public void Near_names_are_found(string meant, string written) =>
        Assert.Equal(meant, Spelling.Nearest(written, ["groups", "padding", "conv", "image"]));

    [Theory]
    [InlineData("banana")]
    [InlineData("")]
    public void Far_names_are_not_guessed_at(string written) => Assert.Null(Spelling.Nearest(written, ["groups", "padding", "conv"]));

    [Theory]
    [InlineData(typeof(float[]), "float[]")]
    [InlineData(typeof(int[,]), "int[,]")]
    [InlineData(typeof(Dictionary<string, double>), "Dictionary<string, double>")]
    [InlineData(typeof(PaddingMode), "PaddingMode")]
    public void Types_are_named_as_in_CSharp(Type type, string name) => Assert.Equal(name, TypeText.Name(type));
}

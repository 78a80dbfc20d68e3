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
    public void Pairs(string text, int height, int width) => Assert.Equal(new IntPair(height, width), HyperparameterText.Pair("--kernel", text));

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("3x")]
    [InlineData("1.5")]
    [InlineData("1,2,3")]
    [InlineData("99999999999")]
    public void What_is_no_pair_is_refused(string text) =>
        Assert.Contains($"--kernel {text} is not a number, nor a pair", Assert.Throws<CommandException>(() => HyperparameterText.Pair("--kernel", text)).Message);

    [Fact]
    public void Paddings()
    {
        Assert.Equal(Padding2d.Same, HyperparameterText.Padding("--padding", "Same"));
        Assert.Equal(Padding2d.Valid, HyperparameterText.Padding("--padding", "valid"));
        Assert.Equal(1, HyperparameterText.Padding("--padding", "1"));
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

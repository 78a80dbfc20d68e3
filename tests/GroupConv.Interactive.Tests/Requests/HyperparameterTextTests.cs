using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Requests;

namespace GroupConv.Interactive.Tests.Requests;

public sealed class HyperparameterTextTests
{
    [Theory]
    [InlineData("3", "3")]
    [InlineData("1x7", "(1, 7)")]
    [InlineData("1,7", "(1, 7)")]
    [InlineData("1×7", "(1, 7)")]
    [InlineData("(1, 7)", "(1, 7)")]
    [InlineData("1,2,3", "(1, 2, 3)")]
    [InlineData("-1", "-1")]
    public void Tuples(string text, string tuple) => Assert.Equal(tuple, HyperparameterText.Tuple("--kernel", text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("3x")]
    [InlineData("1.5")]
    [InlineData("1,2,3,4")]
    public void What_is_no_tuple_is_refused(string text) =>
        Assert.Contains(
            $"--kernel {text} is not a number, nor one for each dimension",
            Assert.Throws<CommandException>(() => HyperparameterText.Tuple("--kernel", text)).Message);

    [Theory]
    [InlineData("99999999999")]
    [InlineData("2147483648")]
    public void What_is_too_large_is_said_so(string text) =>
        Assert.Contains("too large: at most 2147483647", Assert.Throws<CommandException>(() => HyperparameterText.Tuple("--size", text)).Message);

    [Theory]
    [InlineData("conv1d", "Conv1d")]
    [InlineData("ConvTranspose3d", "ConvTranspose3d")]
    public void Types_of_layers(string text, string type) => Assert.Equal(type, HyperparameterText.Type("--type", text).ToString());

    [Fact]
    public void An_unknown_type_of_layer_is_refused() =>
        Assert.Contains("Try: --type Conv2d", Assert.Throws<CommandException>(() => HyperparameterText.Type("--type", "Conv2")).Message);

    [Fact]
    public void Paddings()
    {
        Assert.Equal(ConvPadding.Same, HyperparameterText.Padding("--padding", "Same"));
        Assert.Equal(ConvPadding.Valid, HyperparameterText.Padding("--padding", "valid"));
        Assert.Equal(1, HyperparameterText.Padding("--padding", "1"));
        Assert.Equal((1, 2), HyperparameterText.Padding("--padding", "1x2"));
        Assert.Equal(ConvPadding.Explicit((0, 1), (2, 3)), HyperparameterText.Padding("--padding", "0:1,2:3"));
        Assert.Contains("before:after", Assert.Throws<CommandException>(() => HyperparameterText.Padding("--padding", "0:1:2")).Message);
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

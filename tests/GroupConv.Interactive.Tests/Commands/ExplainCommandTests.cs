using GroupConv.Core.Specs;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Tests.Commands;

public sealed class ExplainCommandTests : CommandFixture
{
    private static readonly ConvSpec Expected = ConvSpec.Conv2d(64, 128, 3, padding: 1, groups: 4);

    [Theory]
    [InlineData("explain \"nn.Conv2d(64, 128, kernel_size=3, padding=1, groups=4)\"")]
    [InlineData("explain nn.Conv2d(64, 128, kernel_size=3, padding=1, groups=4)")]
    [InlineData("explain 'torch.nn.Conv2d(64, 128, (3, 3), padding=(1, 1), groups=4, bias=True, device=\"cuda\")'")]
    [InlineData("explain --in 64 --out 128 --kernel 3 --padding 1 --groups 4")]
    [InlineData("explain --in=64 --out=128 --kernel=3x3 --padding=1,1 --groups=4")]
    [InlineData("explain \"Conv2d(64, 128, 3, groups=2)\" --padding 1 --groups 4")]
    [InlineData("explain spec --in 64 --out 128 --padding 1 --groups 4")]
    public void The_same_layer_comes_by_line_flags_or_variable(string line) =>
        Assert.Equal(Expected, Run<ExplainResult>(line).Shape.Spec);

    [Fact]
    public void Numbers_are_those_of_the_layer_and_of_its_dense_twin()
    {
        var result = Run<ExplainResult>("explain --in 64 --out 128 --kernel 3 --padding 1 --groups 4");

        Assert.Equal(InputSizeOrigin.Usual, result.SizeOrigin);
        Assert.Equal([1, 128, 56, 56], result.Shape.Output);
        Assert.Equal(128 * 16 * 9 + 128, result.Cost.Parameters);
        Assert.Equal(56.0 * 56 * 128 * 16 * 9, result.Cost.Macs);
        Assert.Equal(4, result.DenseCost.Macs / result.Cost.Macs);
        Assert.Equal([1, 2, 4, 8, 16, 32, 64], result.ValidGroups);
    }

    [Fact]
    public void Size_and_batch_are_taken_and_the_result_is_stored()
    {
        var result = Run<ExplainResult>("explain conv --size 20x30 --batch 2 --stride 2 --as seen");

        Assert.Equal(InputSizeOrigin.Given, result.SizeOrigin);
        Assert.Equal([2, 3, 20, 30], result.Shape.Input);
        Assert.Equal([2, 9, 10, 15], result.Shape.Output);
        Assert.Same(result, Host.Variables["seen"]);
    }

    [Fact]
    public void A_layer_of_a_terabyte_is_explained_without_its_weights()
    {
        long before = GC.GetTotalAllocatedBytes();

        var result = Run<ExplainResult>("explain --in 1000000 --out 1000000 --kernel 1 --size 1000x1000");

        Assert.Equal(1e12, result.Cost.WeightParameters);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 50_000_000);
    }

    [Theory]
    [InlineData("explain", "Which layer?", "nn.Conv2d(")]
    [InlineData("explain --in 64 --kernel 3", "out_channels (--out) is missing", "Try: --out 128")]
    [InlineData("explain covn", "There is no variable 'covn'. Did you mean 'conv'?", "Variables that do hold layers: conv, spec.")]
    [InlineData("explain x", "x is a Tensor<float> [1, 3, 8, 8], not a layer", "run LAYER --input x")]
    [InlineData("explain title", "title is a string, not a layer", "Conv2d")]
    [InlineData("explain conv --size 0", "no pixels", "")]
    [InlineData("explain \"Conv2d(3, 9, 7)\" --size 5", "smaller than the window of 7×7 (kernel_size=7)", "Try: --padding 1")]
    [InlineData("explain \"Conv2d(64, 128, 3, groups=5)\"", "in_channels=64 is not divisible by groups=5", "Try: --groups 4")]
    [InlineData("explain \"Conv2d(3, 9, 3, padding='same', stride=2)\"", "not supported for strided convolutions", "Try: --padding 1")]
    public void Mistakes_say_what_is_wrong_and_what_would_be_right(string line, string says, string andSays)
    {
        string error = Mistake(line);

        Assert.Contains(says, error);
        Assert.Contains(andSays, error);
    }
}

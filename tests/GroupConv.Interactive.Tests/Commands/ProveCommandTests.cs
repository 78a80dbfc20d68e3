using System.Numerics.Tensors;
using GroupConv.Core;
using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Views;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Tests.Commands;

public sealed class ProveCommandTests : CommandFixture
{
    [Theory]
    [InlineData("nn.Conv2d(8, 16, 3, padding=1, groups=4)", 2)]
    [InlineData("nn.Conv2d(6, 6, 3, groups=6)", 3)]
    [InlineData("nn.Conv1d(6, 12, 5, groups=3)", 2)]
    [InlineData("nn.Conv3d(4, 4, 3, padding=1, groups=2)", 2)]
    [InlineData("nn.ConvTranspose2d(8, 4, 4, stride=2, groups=4)", 2)]
    [InlineData("nn.ConvTranspose1d(6, 12, 4, groups=6)", 3)]
    [InlineData("nn.ConvTranspose3d(4, 4, 2, groups=2)", 2)]
    [InlineData("nn.Conv2d(4, 4, 3)", 1)]
    public void A_layer_equals_what_it_stands_for(string layer, int proofs)
    {
        var result = Run<ProveResult>($"prove \"{layer}\"");

        Assert.Equal(proofs, result.Proofs.Count);
        Assert.True(result.LargestOutput > 0.01, "the input is no tensor of zeros");
        Assert.Equal((0.0, 0L), (result.Proofs[0].MaxAbsDifference, result.Proofs[0].Differing));
        Assert.All(result.Proofs, proof => Assert.InRange(proof.Ulp, 0, 16));
        Assert.All(result.Proofs, proof => Assert.Equal(proof.MaxAbsDifference == 0, proof.Differing == 0));
    }

    [Fact]
    public void Another_weight_would_be_found()
    {
        var conv = (Conv2d)Host.Variables["conv"]!;
        Host.Variables["x"] = Ramp([1, 3, 8, 8]);
        conv.Weight[0, 0, 0, 0] = float.NaN;

        var result = Run<ProveResult>("prove conv --input x");

        // NaN stands in the same outputs of both.
        Assert.Equal(0, result.Proofs[0].Differing);
        Assert.Contains("equal to the last bit in all 576 outputs", ViewTable.Render(result).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_difference_is_told_in_units_of_the_last_place()
    {
        var shape = ConvShape.Infer(ConvSpec.Conv2d(8, 16, 3, padding: 1, groups: 4), [1, 8, 16, 16]);
        var result = new ProveResult(shape, [new Proof(Equivalence.BlockDiagonal, 2.4e-7, 2, 31, "")], "x", 1.5);

        var bundle = ViewTable.Render(result);

        Assert.Contains("block-diagonal: 2 ULP", bundle.Text.Split('\n')[0], StringComparison.Ordinal);
        Assert.Contains("differs by at most 2.4e-07, 2 units in the last place of the largest output (1.5)", bundle.Text,
            StringComparison.Ordinal);
        Assert.Contains("75% of it", bundle.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_input_may_be_given_and_the_result_kept()
    {
        var result = Run<ProveResult>("prove conv --input x --as proof");

        Assert.Same(result, Host.Variables["proof"]);
        Assert.Equal("ConvEquivalence.MaxAbsDifference(conv.Forward(x), ConvEquivalence.SideBySide(conv, x))", result.Proofs[0].CSharp);
        Assert.Equal(new TensorShape(((Tensor<float>)Host.Variables["x"]!).Lengths), result.Shape.Input);
    }
}

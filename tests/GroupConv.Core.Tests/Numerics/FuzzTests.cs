using GroupConv.Core.Algorithms;
using GroupConv.Core.Planning;
using GroupConv.Core.Problems;
using GroupConv.Core.Specs;
using GroupConv.Core.Tests.Support;
using GroupConv.Fuzz;

namespace GroupConv.Core.Tests.Numerics;

/// <summary>The first 2,000 layers of <c>./run fuzz</c>: against ONNX Runtime, the definition in float64, and what a gradient is
/// (docs/fuzz.md).</summary>
[Collection(Serial.Name)]
public sealed class FuzzTests
{
    private const int Count = 2000;

    public static IEnumerable<TheoryDataRow<int>> Seeds() => Enumerable.Range(1, Count)
        .Select(seed => new TheoryDataRow<int>(seed) { TestDisplayName = LayerGenerator.Draw((ulong)seed).ToString() });

    [Theory]
    [MemberData(nameof(Seeds), DisableDiscoveryEnumeration = true)]
    public void Layers_are_right(int seed) => FuzzCase.Run((ulong)seed);

    [Theory]
    [InlineData("N0 G1 IC64 OC32 H24 W24 K3x3 S1 P1 D1")]
    [InlineData("N0 G8 IC8 OC16 H9 W7 K3x3 S1 P1 D1")]
    [InlineData("N0 G2 IC8 OC8 H5 W5 K1x1 S1 P0 D1")]
    public void Every_algorithm_plans_an_empty_batch(string name)
    {
        var shape = ConvCase.Parse(name).Shape;
        foreach (var row in AlgorithmTable.Rows.Where(row => row.Offer(ImageProblem.Of(shape), 1).Way is not null))
            Assert.Equal(row.Name, Planner.Plan(shape, row.Name, 3).Describe().Algorithm);
    }

    [Fact]
    public void All_kinds_of_layers_are_drawn()
    {
        FuzzLayer[] layers = [.. Enumerable.Range(1, Count).Select(seed => LayerGenerator.Draw((ulong)seed))];
        foreach (string name in new[] { "Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d" })
        {
            FuzzLayer[] ofName = [.. layers.Where(layer => layer.Spec.Name == name)];
            Assert.True(ofName.Length > Count / 10, FormattableString.Invariant($"{name}: {ofName.Length}"));
            Assert.Contains(ofName, layer => layer.Spec.Groups == 1);
            Assert.Contains(ofName, layer => layer.Spec is { Groups: > 1, IsDepthwise: false });
            Assert.Contains(ofName, layer => layer.Spec is { Groups: > 1, IsDepthwise: true });
            Assert.Contains(ofName, layer => layer.Spec.Padding.Before != layer.Spec.Padding.After);
            Assert.Contains(ofName, layer => !layer.Spec.Stride.All(1) && !layer.Spec.Dilation.All(1));
            Assert.Contains(ofName, layer => !layer.Shape.IsBatched);
            Assert.Contains(ofName, layer => layer.Shape.Batch == 0);
            if (ofName[0].Spec.Transposed)
            {
                Assert.Contains(ofName, layer => !layer.Spec.OutputPadding.All(0));
                Assert.Contains(ofName, layer => layer.OutputSize is not null);
                continue;
            }

            Assert.Contains(ofName, layer => layer.Spec.Padding.IsSame);
            foreach (var mode in Enum.GetValues<PaddingMode>())
                Assert.Contains(ofName, layer => layer.Spec.PaddingMode == mode && ForwardCheck.HasPeer(layer));
        }

        foreach (var row in AlgorithmTable.Rows)
            Assert.Contains(layers, layer => layer.Algorithm == row.Name);
    }

    [Fact]
    public void A_seed_gives_the_same_layer_and_numbers_on_every_machine()
    {
        var layer = LayerGenerator.Draw(7);
        Assert.Equal(layer.ToString(), Cultures.InGerman(() => LayerGenerator.Draw(7).ToString()));
        Assert.Equal(new FuzzNumbers(layer).X, new FuzzNumbers(layer).X);
        Assert.Equal(
            "seed 7: Conv3d(5, 5, kernel_size=(3, 2, 2), stride=(4, 2, 2), bias=False, padding_mode='replicate') on [5, 9, 4, 8], whole numbers, 2 threads", layer.ToString());
    }

    [Fact]
    public void What_is_wrong_is_found()
    {
        Assert.Throws<FuzzFailure>(() => Judgement.Near("one bit", [1f, MathF.BitIncrement(2)], [1, 2], [0, 0]));
        Assert.Throws<FuzzFailure>(() => Judgement.Near("NaN", [float.NaN], [1], [double.PositiveInfinity]));
        Assert.Throws<FuzzFailure>(() => Judgement.Near("no NaN", [1], [double.NaN], [double.PositiveInfinity]));
        Assert.Throws<FuzzFailure>(() => Judgement.Near("missing", [1], [1, 2], [1, 1]));
        Assert.Throws<FuzzFailure>(() => Judgement.SameBits("−0", [-0f], [0f]));
        var layer = LayerGenerator.Draw(5) with { Numbers = FuzzKind.Whole };
        var numbers = new FuzzNumbers(layer);
        ForwardCheck.Run(layer, numbers);
        GradientCheck.Run(layer, numbers);
        // The layer computes with other numbers than it is judged by.
        numbers.Weight[0]++;
        Assert.Throws<FuzzFailure>(() => ForwardCheck.Run(layer, numbers));
        Assert.Throws<FuzzFailure>(() => GradientCheck.Run(layer, numbers));
    }
}

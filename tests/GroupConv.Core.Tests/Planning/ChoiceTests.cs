using GroupConv.Core.Algorithms;
using GroupConv.Core.Algorithms.Channelwise;
using GroupConv.Core.Algorithms.Depthwise;
using GroupConv.Core.Kernels;
using GroupConv.Core.Planning;
using GroupConv.Core.Problems;
using GroupConv.Core.Specs;
using GroupConv.Core.Tests.Support;

namespace GroupConv.Core.Tests.Planning;

/// <summary>Which row the table takes. The fastest rows are those of the committed results (bench/results).</summary>
public sealed class ChoiceTests
{
    [Theory]
    [InlineData("N1 G96 IC96 OC96 H112 W112 K3x3 S2 P1 D1", "depthwise", "depthwise")]
    [InlineData("N1 G144 IC144 OC144 H56 W56 K3x3 S1 P1 D1", "depthwise", "depthwise")]
    [InlineData("N1 G384 IC384 OC384 H14 W14 K3x3 S1 P1 D1", "depthwise", "depthwise")]
    [InlineData("N1 G960 IC960 OC960 H7 W7 K3x3 S1 P1 D1", "depthwise", "channelwise")]
    [InlineData("N1 G240 IC240 OC240 H28 W28 K5x5 S1 P2 D1", "depthwise", "depthwise")]
    [InlineData("N1 G672 IC672 OC672 H14 W14 K5x5 S1 P2 D1", "depthwise", "depthwise")]
    [InlineData("N1 G96 IC96 OC96 H56 W56 K7x7 S1 P3 D1", "depthwise", "depthwise")]
    [InlineData("N1 G768 IC768 OC768 H7 W7 K7x7 S1 P3 D1", "channelwise", "channelwise")]
    [InlineData("N1 G64 IC64 OC128 H56 W56 K3x3 S1 P1 D1", "depthwise", "depthwise")]
    [InlineData("N1 G48 IC48 OC96 H40 W40 K5x5 S2 P2 D1", "channelwise", "channelwise")]
    [InlineData("N1 G160 IC160 OC160 H33 W33 K3x3 S1 P2 D2", "depthwise", "depthwise")]
    [InlineData("N1 G256 IC256 OC256 H17 W17 K7x1 S1 P3x0 D1", "depthwise", "depthwise")]
    [InlineData("N1 G64 IC64 OC64 H64 W64 K5x5 S3 P2 D1", "channelwise", "channelwise")]
    [InlineData("N1 G32 IC32 OC32 H224 W224 K3x3 S1 P1 D1", "depthwise", "depthwise")]
    [InlineData("N8 G64 IC64 OC64 H28 W28 K5x5 S1 P2 D1", "depthwise", "depthwise")]
    public void Depthwise_layers_go_to_the_row_that_was_measured_to_be_faster(string name, string with8Lanes, string with16Lanes)
    {
        var problem = ConvCase.Parse(name).Problem;
        Assert.Equal(with8Lanes, Faster(8));
        Assert.Equal(with16Lanes, Faster(16));
        string here = AlgorithmTable.Choose(problem, default, 1, name).Row.Name;
        Assert.True(VectorUnit.BestLanes < 8 || here == (VectorUnit.BestLanes == 8 ? with8Lanes : with16Lanes), here);

        string Faster(int lanes)
        {
            IConvAlgorithm[] rows = [new ChannelwiseConvolution(lanes), new DepthwiseConvolution(lanes)];
            return rows.MinBy(row => Assert.IsType<Offered>(row.Offer(problem, 1)).Cycles)!.Name;
        }
    }

    [Fact]
    public void Many_filters_a_channel_go_to_rows_that_use_a_loaded_row_for_several()
    {
        var problem = ConvCase.Parse("N1 G32 IC32 OC128 H28 W28 K3x3 S1 P1 D1").Problem;
        Assert.DoesNotContain(AlgorithmTable.Choose(problem, default, 1, "32→128").Row.Name, (string[])["depthwise", "channelwise"]);
    }

    [Theory]
    [InlineData("N1 G2 IC8 OC8 H9 W9 K1x1 S1 P0 D1")]
    [InlineData("N2 G8 IC8 OC16 H9 W7 K3x3 S2 P1 D1")]
    [InlineData("N1 G1 IC16 OC16 H12 W12 K3x3 S1 P1 D1")]
    public void Offers_are_finite_but_for_the_last_resort_and_build_what_they_say(string name)
    {
        var problem = ConvCase.Parse(name).Problem;
        foreach (var row in AlgorithmTable.Rows)
        {
            var offer = row.Offer(problem, 2);
            if (offer.Way is not { } way)
            {
                Assert.False(string.IsNullOrEmpty(Assert.IsType<Refused>(offer).Why));
                continue;
            }

            Assert.True(double.IsFinite(way.Cycles) ? way.Cycles > 0 : row is ReferenceConvolution, row.Name);
            Assert.InRange(way.Build(problem.DenseFilters).Threads, 1, 2);
        }
    }

    [Fact]
    public void A_row_that_computes_whole_layers_can_be_forced_and_says_what_it_refuses()
    {
        var layer = ConvShape.Infer(new ConvSpec(2, true, 4, 4, 3, 2, groups: 4), [1, 4, 9, 9]);
        var plan = Planner.Plan(layer, "spread", 1);
        Assert.Equal(("spread", "forced by GROUPCONV_ALGORITHM"), (plan.Algorithm, plan.Reason));
        Assert.NotEqual("spread", Planner.Plan(layer, "strips", 1).Algorithm);
        var error = Assert.Throws<ConvException>(() =>
            Planner.Plan(ConvCase.Parse("N1 G2 IC8 OC8 H9 W9 K3x3 S1 P1 D1").Shape, "spread", 1));
        Assert.StartsWith("GROUPCONV_ALGORITHM=spread cannot compute Conv2d(8, 8, kernel_size=3, padding=1, groups=2): it computes transposed layers", error.Message, StringComparison.Ordinal);
    }
}

using CsCheck;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Tests.Specs;

public sealed class GroupArithmeticTests
{
    private static readonly Gen<(int In, int Out)> s_channels = Gen.Select(Gen.Int[1, 12], Gen.Int[1, 60], Gen.Int[1, 60], (a, b, c) =>
        (a * b, a * c));

    [Fact]
    public void Three_and_nine_channels_allow_at_most_three_groups()
    {
        Assert.Equal(3, GroupArithmetic.MaxGroups(3, 9));
        Assert.Equal([1, 3], GroupArithmetic.ValidGroups(3, 9));
        Assert.Equal([1, 2, 4, 8, 16, 32, 64], GroupArithmetic.ValidGroups(64, 128));
        Assert.Equal([1], GroupArithmetic.ValidGroups(int.MaxValue, int.MaxValue - 1));
    }

    [Fact]
    public void Valid_groups_are_exactly_the_counts_that_divide_both() => s_channels.Sample(
        channels =>
        {
            var valid = GroupArithmetic.ValidGroups(channels.In, channels.Out);
            var divisors = Enumerable.Range(1, Math.Min(channels.In, channels.Out)).Where(k => channels.In % k == 0
                && channels.Out % k == 0);
            Assert.Equal(divisors, valid);
            Assert.Equal(GroupArithmetic.MaxGroups(channels.In, channels.Out), valid[^1]);
        },
        seed: "0000KbcS9eN2",
        iter: 200,
        threads: 1);

    [Fact]
    public void Slices_cover_all_channels_once_and_in_order() => s_channels.Sample(
        channels =>
        {
            foreach (int groups in GroupArithmetic.ValidGroups(channels.In, channels.Out))
            {
                var spec = ConvSpec.Conv2d(channels.In, channels.Out, 3, groups: groups);
                var slices = spec.Slices().ToArray();
                Assert.Equal(Enumerable.Range(0, channels.In),
                    slices.SelectMany(slice => Enumerable.Range(slice.FirstInput, slice.Inputs)));
                Assert.Equal(Enumerable.Range(0, channels.Out),
                    slices.SelectMany(slice => Enumerable.Range(slice.FirstOutput, slice.Outputs)));
                Assert.All(slices, slice => Assert.Equal(slice.Group, spec.GroupOfOutput(slice.LastOutput)));
                Assert.Equal(ConvSpec.Conv2d(channels.In, channels.Out, 3).WithGroups(groups), spec);
                // Groups divide parameters and multiply-accumulates alike.
                Assert.Equal(ConvCost.WeightElements(spec.WithGroups(1)), groups * ConvCost.WeightElements(spec));
            }
        },
        seed: "0000KbcS9eN2",
        iter: 200,
        threads: 1);

    [Theory]
    [InlineData(64, 128, 5, 4)]
    [InlineData(64, 128, 3, 2)]
    [InlineData(64, 128, 0, 1)]
    [InlineData(64, 128, -1, 1)]
    [InlineData(3, 9, 100, 3)]
    public void The_nearest_valid_count_is_offered(int inChannels, int outChannels, int groups, int nearest)
    {
        Assert.Equal(nearest, GroupArithmetic.NearestValidGroups(inChannels, outChannels, groups));
        var error = Assert.Throws<ConvException>(() => new Conv2d(inChannels, outChannels, 3, groups: groups));
        Assert.Equal($"groups: {nearest}", error.Fix);
        Assert.Equal("groups", error.Parameter);
    }

    [Fact]
    public void A_depthwise_layer_has_a_multiplier()
    {
        var spec = ConvSpec.Conv2d(32, 64, 3, groups: 32);
        Assert.True(spec.IsDepthwise);
        Assert.Equal(2, spec.Multiplier);
        Assert.Equal([64, 1, 3, 3], spec.WeightShape);
        Assert.False(spec.WithGroups(16).IsDepthwise);
    }

    [Fact]
    public void Costs_are_those_of_the_formula()
    {
        var cost = ConvCost.Of(ConvShape.Infer(ConvSpec.Conv2d(64, 128, 3, padding: 1, groups: 4), [1, 64, 56, 56]));
        Assert.Equal(128 * 16 * 9, cost.WeightParameters);
        Assert.Equal(128 * 16 * 9 + 128, cost.Parameters);
        Assert.Equal(128.0 * 16 * 9 * 56 * 56, cost.Macs);
        Assert.Equal(2 * cost.Macs, cost.Flops);
        Assert.Equal(4.0 * 64 * 56 * 56, cost.InputBytes);
        Assert.Equal(4.0 * 128 * 56 * 56, cost.OutputBytes);
    }

    [Fact]
    public void A_group_that_is_not_there_is_refused()
    {
        var conv = new Conv2d(8, 8, 3, groups: 4);
        Assert.Equal("group 3: in 6–7 → out 6–7", conv.Spec.Slice(3).ToString());
        Assert.Equal([2, 2, 3, 3], conv.WeightOf(3).Lengths.ToArray());
        Assert.Contains("Groups are numbered 0 to 3.", Assert.Throws<ConvException>(() => conv.WeightOf(4)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ConvException>(() => conv.Spec.Slice(-1));
    }
}

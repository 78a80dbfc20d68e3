using System.Numerics.Tensors;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Tests.Specs;

/// <summary>Lengths of every kind are one type: these lines compile, and mean the same.</summary>
public sealed class TensorShapeTests
{
    private static readonly Conv2d s_conv = new(64, 128, [3, 3], padding: "same", groups: 4);

    [Fact]
    public void Whatever_holds_lengths_is_a_shape()
    {
        var x = Tensor.CreateFromShape<float>([1, 64, 5, 6]);
        long height = 5;
        nint width = 6;
        ConvShape[] all =
        [
            s_conv.OutputShape([1, 64, 5, 6]),
            s_conv.OutputShape([1, 64, height, width]),
            s_conv.OutputShape([.. x.Lengths]),
            s_conv.OutputShape(x.Lengths),
            s_conv.OutputShape(new[] { 1, 64, 5, 6 }),
            s_conv.OutputShape(new[] { 1L, 64, 5, 6 }),
            s_conv.OutputShape(new nint[] { 1, 64, 5, 6 }),
            s_conv.OutputShape(s_conv.OutputShape(x.Lengths).Input),
        ];
        Assert.All(all, shape => Assert.Equal(all[0], shape));
        Assert.All(all, shape => Assert.Equal(all[0].GetHashCode(), shape.GetHashCode()));
        Assert.Equal([1, 128, 5, 6], all[0].Output);
        Assert.Equal([5, 6], all[0].OutSize);
    }

    [Fact]
    public void A_shape_goes_where_the_framework_takes_lengths()
    {
        var shape = s_conv.OutputShape([2, 64, 7, 7]);
        var y = Tensor.CreateFromShape<float>(shape.Output);
        Assert.True(shape.Output == y.Lengths);
        Assert.False(shape.Input == y.Lengths);
        Assert.True(shape.Input != y.Lengths);
        s_conv.Forward(Tensor.CreateFromShape<float>(shape.Input), y);
        Assert.Equal([128, 16, 3, 3], Tensor.CreateFromShape<float>(s_conv.Spec.WeightShape).Lengths.ToArray());
    }

    [Fact]
    public void A_shape_is_a_value_and_a_list()
    {
        TensorShape shape = [2, 64, 7, 9];
        Assert.Equal(4, shape.Count);
        Assert.Equal(9, shape[^1]);
        Assert.Equal([7, 9], shape[^2..]);
        Assert.Equal(2 * 64 * 7 * 9, shape.Elements);
        Assert.Equal(72, shape.Select(length => length).Where(length => length > 2).Sum() - 8);
        Assert.True(shape == [2, 64, 7, 9]);
        Assert.True(shape != [2, 64, 7]);
        Assert.False(shape.Equals("[2, 64, 7, 9]"));
        Assert.Equal(1, default(TensorShape).Elements);
        Assert.Empty(default(TensorShape));
        Assert.Equal("[2, 64, 7, 9]", shape.ToString());
        var lengths = new nint[] { 1, 2 };
        TensorShape copy = lengths;
        lengths[0] = 5;
        Assert.Equal([1, 2], copy);
    }

    [Fact]
    public void Hyperparameters_are_given_as_one_likes()
    {
        Assert.Equal(ConvSpec.Conv2d(4, 4, 3), new Conv2d(4, 4, [3, 3]).Spec);
        Assert.Equal(ConvSpec.Conv2d(4, 4, (3, 1), stride: 2), new Conv2d(4, 4, [3, 1], stride: [2, 2]).Spec);
        Assert.Equal(ConvSpec.Conv2d(4, 4, 3, padding: (1, 2)), new Conv2d(4, 4, 3, padding: ConvPadding.Explicit((1, 1), (2, 2))).Spec);
        Assert.Equal(new ConvSpec(1, false, 4, 6, 3, groups: 2), ConvSpec.Conv1d(4, 6, 3, groups: 2));
        Assert.Equal(new ConvSpec(3, false, 4, 6, 3, bias: false), ConvSpec.Conv3d(4, 6, 3, bias: false));
        Assert.Equal(new ConvSpec(1, true, 4, 6, 3, 2, outputPadding: 1), ConvSpec.ConvTranspose1d(4, 6, 3, 2, 0, 1));
        Assert.Equal(new ConvSpec(2, true, 4, 6, 3, dilation: 2, groups: 2), ConvSpec.ConvTranspose2d(4, 6, 3, 1, 0, 0, 2, true, 2));
        Assert.Equal(new ConvSpec(3, true, 4, 6, 3, stride: 2, padding: 1), ConvSpec.ConvTranspose3d(4, 6, 3, 2, 1));
    }
}

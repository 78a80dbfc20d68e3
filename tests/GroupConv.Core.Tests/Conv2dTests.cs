using System.Numerics.Tensors;
using GroupConv.Core.Planning;
using GroupConv.Core.Specs;
using GroupConv.Core.Tests.Support;

namespace GroupConv.Core.Tests;

public sealed class Conv2dTests
{
    private static readonly Conv2d s_conv = new(6, 9, 3, padding: 1, groups: 3, seed: 11);

    [Fact]
    public void Strided_inputs_give_what_their_dense_copies_give()
    {
        var big = Tensors.Input(1, 4, 10, 12, 14);
        Same(big.Slice([1..3, 2..8, 3..11, 1..14]));
        Same(Tensor.PermuteDimensions(Tensors.Input(2, 2, 13, 11, 6), [0, 3, 1, 2]));
        Same(Tensor.PermuteDimensions(Tensors.Input(3, 7, 6, 5), [1, 0, 2]));
        Same(Tensor.Reverse<float>(Tensors.Input(4, 1, 6, 9, 9)));

        static void Same(Tensor<float> x)
        {
            var dense = Tensor.Create(Tensors.Flat(x), x.Lengths);
            Computation.AssertSameBits(Tensors.Flat(s_conv.Forward(dense)), Tensors.Flat(s_conv.Forward(x)),
                new TensorShape(x.Lengths).ToString());
        }
    }

    [Fact]
    public void A_broadcast_input_is_right()
    {
        var one = Tensors.Input(5, 1, 1, 9, 8);
        var x = new ReadOnlyTensorSpan<float>(Tensors.Flat(one), 0, [1, 6, 9, 8], [0, 0, 8, 1]);
        var dense = Tensor.CreateFromShape<float>([1, 6, 9, 8]);
        x.CopyTo(dense.AsTensorSpan());
        Computation.AssertSameBits(Tensors.Flat(s_conv.Forward(dense)), Tensors.Flat(s_conv.Forward(x)), "broadcast");
    }

    [Fact]
    public void Strided_weights_are_right()
    {
        var transposed = Tensor.PermuteDimensions(Tensor.Create(Tensors.Flat(s_conv.Weight), [9, 2, 3, 3]), [0, 1, 3, 2]);
        var dense = Tensor.Create(Tensors.Flat(transposed), [9, 2, 3, 3]);
        var x = Tensors.Input(6, 1, 6, 10, 10);
        var expected = new Conv2d(s_conv.Spec, dense, s_conv.Bias).Forward(x);
        Assert.Equal(0, ConvEquivalence.MaxAbsDifference(expected, new Conv2d(s_conv.Spec, transposed, s_conv.Bias).Forward(x)));
    }

    [Fact]
    public void Destinations_may_be_dense_or_strided_and_nothing_beside_them_is_written()
    {
        var x = Tensors.Input(7, 2, 6, 8, 9);
        var expected = s_conv.Forward(x);
        var dense = Tensor.CreateFromShape<float>([2, 9, 8, 9]);
        s_conv.Forward(x, dense);
        Assert.Equal(0, ConvEquivalence.MaxAbsDifference(expected, dense));

        var frame = Tensor.CreateFromShape<float>([3, 11, 10, 12]);
        frame.Fill(-7);
        s_conv.Forward(x, frame.Slice([1..3, 1..10, 1..9, 2..11]));
        Assert.Equal(0, ConvEquivalence.MaxAbsDifference(expected,
            Tensor.Create(Tensors.Flat(frame.Slice([1..3, 1..10, 1..9, 2..11])), [2, 9, 8, 9])));
        Assert.Equal(3 * 11 * 10 * 12 - expected.FlattenedLength, Tensors.Flat(frame).Count(value => value == -7));
    }

    [Fact]
    public unsafe void Native_memory_is_read_and_written_in_place()
    {
        var x = Tensors.Input(8, 1, 6, 7, 7);
        using var input = new GuardedFloats(Tensors.Flat(x), guardEnd: true);
        using var output = new GuardedFloats(9 * 7 * 7, guardEnd: true);
        s_conv.Forward(
            new ReadOnlyTensorSpan<float>(input.Pointer, input.Count, [1, 6, 7, 7]),
            new TensorSpan<float>(output.Pointer, output.Count, [1, 9, 7, 7]));
        Computation.AssertSameBits(Tensors.Flat(s_conv.Forward(x)), output.Span.ToArray(), "native");
    }

    [Fact]
    public void One_image_needs_no_batch_dimension()
    {
        var x = Tensors.Input(9, 1, 6, 8, 8);
        var y = s_conv.Forward(Tensor.Create(Tensors.Flat(x), [6, 8, 8]));
        Assert.Equal([9, 8, 8], y.Lengths.ToArray());
        Computation.AssertSameBits(Tensors.Flat(s_conv.Forward(x)), Tensors.Flat(y), "unbatched");
    }

    [Fact]
    public void An_empty_batch_gives_an_empty_output()
    {
        var x = Tensor.CreateFromShape<float>([0, 6, 8, 8]);
        Assert.Equal([0, 9, 8, 8], s_conv.Forward(x).Lengths.ToArray());
        s_conv.Forward(x, Tensor.CreateFromShape<float>([0, 9, 8, 8]));
    }

    [Fact]
    public void NaN_and_infinity_reach_the_outputs_that_read_them_and_no_others()
    {
        var x = Tensors.Input(10, 1, 6, 9, 9);
        x[0, 2, 4, 4] = float.NaN;
        x[0, 5, 0, 0] = float.PositiveInfinity;
        var y = s_conv.Forward(x);
        for (int oc = 0; oc < 9; oc++)
        {
            for (int row = 0; row < 9; row++)
            {
                for (int column = 0; column < 9; column++)
                {
                    bool nan = oc / 3 == 1 && Math.Abs(row - 4) <= 1 && Math.Abs(column - 4) <= 1;
                    bool infinite = oc / 3 == 2 && row <= 1 && column <= 1;
                    Assert.Equal(nan, float.IsNaN(y[0, oc, row, column]));
                    Assert.Equal(infinite, float.IsInfinity(y[0, oc, row, column]));
                }
            }
        }
    }

    [Fact]
    public void Changes_of_the_weight_show_in_the_next_call()
    {
        var conv = new Conv2d(4, 4, 1, groups: 2, bias: false);
        var x = Tensors.Input(11, 1, 4, 5, 5);
        conv.Forward(x);
        conv.Weight.Fill(0);
        conv.WeightOf(1).Fill(2);
        var y = conv.Forward(x);
        Assert.Equal(0, y[0, 1, 2, 2]);
        Assert.Equal(2 * x[0, 2, 3, 3] + 2 * x[0, 3, 3, 3], y[0, 3, 3, 3], 1e-6f);
    }

    [Fact]
    public void Initial_weights_are_uniform_in_the_bound_of_PyTorch_and_the_same_everywhere()
    {
        var conv = new Conv2d(64, 128, 3, groups: 4, seed: 3);
        float bound = (float)(1 / Math.Sqrt(16 * 9));
        var weight = Tensors.Flat(conv.Weight);
        Assert.All(weight, value => Assert.InRange(value, -bound, bound));
        Assert.InRange(weight.Max(), 0.99f * bound, bound);
        Assert.InRange(weight.Min(), -bound, -0.99f * bound);
        Assert.InRange(weight.Average(), -0.01f * bound, 0.01f * bound);
        Assert.All(Tensors.Flat(conv.Bias!), value => Assert.InRange(value, -bound, bound));
        Assert.Equal(weight, Tensors.Flat(new Conv2d(conv.Spec, seed: 3).Weight));
        Assert.NotEqual(weight, Tensors.Flat(new Conv2d(conv.Spec, seed: 4).Weight));
        // Computed apart from this program, in Python with exact integers.
        var small = new Conv2d(1, 2, 1, seed: 0);
        uint[] bits = [0x3F444150u, 0xBE0C3B10u, 0xBF727746u, 0x3F711770u];
        Assert.Equal(bits, Tensors.Flat(small.Weight).Concat(Tensors.Flat(small.Bias!)).Select(BitConverter.SingleToUInt32Bits));
    }

    [Fact]
    public void A_plan_says_what_runs_and_why()
    {
        var plan = s_conv.Plan([1, 6, 20, 20]);
        Assert.Equal("strips", plan.Algorithm);
        Assert.True(new Conv2d(6, 9, 3, stride: 2, padding: 1, groups: 3).Plan([1, 6, 20, 20]).WorkspaceBytes > 0);
        string text = plan.ToString();
        Assert.StartsWith("Conv2d(6, 9, kernel_size=3, padding=1, groups=3) on [1, 6, 20, 20]: strips, tiles of ", text,
            StringComparison.Ordinal);
        Assert.Equal(text, Cultures.InGerman(() => s_conv.Plan([1, 6, 20, 20]).ToString()));
        string[] lines = plan.ToMultilineString().Split('\n');
        Assert.Equal(["Conv2d(6", "algorithm", "blocking", "threads", "memory", "bound", "error"],
            lines.Where(line => line[0] != ' ').Select(line => line.Split(' ', ',')[0]));
        Assert.Contains("           not depthwise: each group reads 2 channels, not 1", lines);
        Assert.Equal("error      rounds as a float32 sum of the products does", lines[^1]);
        var odd = new Conv2d(1, 1, (2, 1), dilation: (500_000_000, 1)).Plan([1, 1, 500_000_001, 1]);
        Assert.Equal("reference", odd.Algorithm);
        Assert.Contains("not direct: the padded rows", odd.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_expects_what_the_shape_and_the_tiles_allow()
    {
        // 302 MFLOP on 134 MB, which no cache holds: memory bounds it; rows of 1024 fill every vector.
        var depthwise = new Conv2d(16, 16, 3, padding: 1, groups: 16).Plan([1, 16, 1024, 1024]).Bound;
        Assert.Equal(ConvLimit.Memory, depthwise.Limit);
        Assert.Equal(1, depthwise.UsefulShare, 1e-9);
        Assert.Equal(2.25, depthwise.FlopsPerByte, 0.01);
        Assert.InRange(depthwise.PeakShare, 0.01, 0.9);

        var dense = new Conv2d(64, 64, 3, padding: 1).Plan([1, 64, 56, 56]).Bound;
        Assert.Equal(ConvLimit.MultiplyAdds, dense.Limit);
        Assert.InRange(dense.UsefulShare, 0.7, 1.02);
        Assert.Equal(dense.UsefulShare, dense.PeakShare, 1e-9);

        Assert.Equal("at most 35% of peak, bound by memory: 90% of lanes useful, 2.3 FLOP a byte",
            new ConvBound(ConvLimit.Memory, .9, 2.25, .35, "").ToString());
        Assert.Equal(
            "at most 200% of peak, bound by multiply-adds: 2.25 times fewer multiply-adds than the definition, 12 FLOP a byte",
            Cultures.InGerman(() => new ConvBound(ConvLimit.MultiplyAdds, 2.25, 12, 2, "").ToString()));
    }
}

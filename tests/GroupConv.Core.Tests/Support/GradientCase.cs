using System.Numerics.Tensors;
using GroupConv.Core.Execution;
using GroupConv.Core.Gradients;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Tests.Support;

/// <summary>A layer of any kind with an input and an output's gradient, drawn from a seed.</summary>
internal sealed unsafe class GradientCase
{
    private GradientCase(ConvShape shape, int seed, bool whole)
    {
        Shape = shape;
        var spec = shape.Spec;
        var random = new SplitMix64((ulong)seed);
        X = Draw(ref random, shape.Input, whole);
        GradOutput = Draw(ref random, shape.Output, whole);
        Layer = ConvLayer.Create(
            spec, Draw(ref random, [.. spec.WeightShape.Select(length => (long)length)], whole), spec.Bias
                ? Draw(ref random, [spec.OutChannels], whole) : null);
    }

    public ConvShape Shape { get; }

    public ConvLayer Layer { get; }

    public Tensor<float> X { get; }

    public Tensor<float> GradOutput { get; }

    /// <summary>The size of the output, where it was asked for.</summary>
    public TensorShape? OutputSize => Shape.OutputPadding == Shape.Spec.OutputPadding ? default(TensorShape?) : Shape.OutSize;

    public static GradientCase Of(ConvShape shape, int seed, bool whole) => new(shape, seed, whole);

    /// <summary>A layer on an input that PyTorch would compute, of any number of dimensions, forward or transposed, in any padding
    /// mode.</summary>
    public static GradientCase Draw(int seed, bool whole, double mostMacs = 1e5)
    {
        var random = new SplitMix64((ulong)seed * 7919);
        while (true)
        {
            try
            {
                int dims = Next(ref random, 1, 3), groups = Next(ref random, 1, 4);
                bool transposed = Next(ref random, 0, 2) == 0;
                int inChannels = groups * Next(ref random, 1, 6), outChannels = groups * Next(ref random, 1, 9);
                var kernel = Tuple(ref random, dims, 1, 4);
                var stride = Tuple(ref random, dims, 1, 3);
                var dilation = Tuple(ref random, dims, 1, 3);
                var padding = new (int, int)[dims];
                for (int d = 0; d < dims; d++)
                    padding[d] = (Next(ref random, 0, 3), Next(ref random, 0, 3));
                var mode = transposed ? PaddingMode.Zeros : (PaddingMode)Next(ref random, 0, 3);
                var extra = transposed ? Tuple(ref random, dims, 0, 2) : 0;
                var spec = new ConvSpec(
                    dims, transposed, inChannels, outChannels, kernel, stride, ConvPadding.Explicit(padding), dilation, groups,
                        Next(ref random, 0, 1) == 0, mode, extra);
                nint[] size = new nint[dims];
                for (int d = 0; d < dims; d++)
                    size[d] = Next(ref random, 1, dims == 1 ? 70 : dims == 2 ? 20 : 8);
                bool batched = Next(ref random, 0, 3) > 0;
                nint[] lengths = batched ? [Next(ref random, 1, 3), inChannels, .. size] : [inChannels, .. size];
                var shape = ConvShape.Infer(spec, lengths);
                if (transposed && Next(ref random, 0, 2) == 0)
                {
                    var asked = shape.OutSize.Select((length, d) => (int)length - spec.OutputPadding[d] + stride[d] - 1).ToArray();
                    shape = ConvShape.Infer(spec, lengths, asked);
                }

                if (ConvCost.Of(shape).Macs < mostMacs)
                    return new GradientCase(shape, seed, whole);
            }
            catch (ConvException)
            {
                // Not a layer: draw another.
            }
        }
    }

    /// <summary>The definition's gradients, for given numbers in place of the case's.</summary>
    public (float[] Input, float[] Weight, float[] Bias) Reference(float[] x, float[] weight, float[] gradOutput)
    {
        var loops = new ReferenceGradients(Shape);
        float[] gradInput = new float[x.Length], gradWeight = new float[weight.Length], gradBias = new float[Shape.Spec.OutChannels];
        fixed (float* xs = x, ws = weight, gs = gradOutput, dx = gradInput, dw = gradWeight, db = gradBias)
        {
            loops.Input(ws, gs, dx, default);
            loops.Weight(xs, gs, dw, default);
            loops.Bias(gs, db);
        }

        return (gradInput, gradWeight, gradBias);
    }

    /// <summary>The definition's gradients, and how far sums in float32 may lie from them: as in <see cref="Computation.Tolerance"/>, with
    /// the terms that each is the sum of.</summary>
    public ((float[] Input, float[] Weight, float[] Bias) Exact, (double[] Input, double[] Weight, double[] Bias) Tolerance) Expected()
    {
        float[] x = Tensors.Flat(X), weight = Tensors.Flat(Layer.Weight), gradOutput = Tensors.Flat(GradOutput);
        var exact = Reference(x, weight, gradOutput);
        var squares = Reference(Square(x), Square(weight), Square(gradOutput));
        double outputs = Shape.OutputElements / Shape.Spec.OutChannels,
            terms = (double)weight.Length / Shape.Spec.WeightShape[0] * Shape.Spec.OutChannels;
        return (exact, (Of(exact.Input, squares.Input, terms), Of(exact.Weight, squares.Weight, outputs),
            Of(exact.Bias, squares.Bias, outputs)));

        static double[] Of(float[] sums, float[] squares, double terms) =>
            [.. sums.Zip(squares, (sum, square) => 4.0 / (1 << 24) * Math.Sqrt(terms + 1) * Math.Sqrt(square + (double)sum * sum))];
    }

    /// <summary>The fast weight gradient in memory that ends at a page that must not be touched.</summary>
    public float[] Weight(int lanes, WeightLanes way, int threads)
    {
        var fast = new WeightGradient(Shape, lanes, way, threads);
        using var x = new GuardedFloats(Tensors.Flat(X), true);
        using var gradOutput = new GuardedFloats(Tensors.Flat(GradOutput), true);
        using var gradWeight = new GuardedFloats((int)Layer.Weight.FlattenedLength, true);
        fast.Run(x.Pointer, gradOutput.Pointer, gradWeight.Pointer, default);
        return gradWeight.Span.ToArray();
    }

    public override string ToString() => Shape.ToString();

    private static float[] Square(float[] values) => [.. values.Select(value => value * value)];

    private static Tensor<float> Draw(ref SplitMix64 random, IReadOnlyList<long> lengths, bool whole)
    {
        var values = new float[lengths.Aggregate(1L, (product, length) => product * length)];
        for (int i = 0; i < values.Length; i++)
        {
            float value = random.NextSymmetric(1);
            values[i] = whole ? MathF.Round(4 * value) : value;
        }

        return Tensor.Create(values, [.. lengths.Select(length => (nint)length)]);
    }

    private static int Next(ref SplitMix64 random, int least, int most) => least + (int)((random.Next() >> 33) % (ulong)(most - least + 1));

    private static IntTuple Tuple(ref SplitMix64 random, int dims, int least, int most)
    {
        var values = new int[dims];
        for (int d = 0; d < dims; d++)
            values[d] = Next(ref random, least, most);
        return IntTuple.Create(values);
    }
}

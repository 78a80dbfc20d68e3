using System.Buffers;
using System.Numerics.Tensors;
using GroupConv.Core;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;

namespace GroupConv.Fuzz;

/// <summary>The numbers of a case, in float32 row by row, in float64, and as the tensors that are given to the layer.</summary>
internal sealed class FuzzNumbers
{
    private readonly TensorShape? _outputSize;

    public FuzzNumbers(FuzzLayer layer)
    {
        (Shape, _outputSize) = (layer.Shape, layer.OutputSize);
        var spec = layer.Spec;
        // Another stream than the layer's.
        var random = new SplitMix64(~layer.Seed);
        X = Draw(ref random, Shape.InputElements, layer.Whole);
        Weight = Draw(ref random, ConvCost.WeightElements(spec), layer.Whole);
        Bias = Draw(ref random, spec.Bias ? spec.OutChannels : 0, layer.Whole);
        GradOutput = Draw(ref random, Shape.OutputElements, layer.Whole);
        if (layer.Numbers == FuzzKind.Holed)
        {
            const ulong tensors = 3;
            ulong which = random.Next() % tensors;
            Pierce(ref random, which == 0 ? X : which == 1 ? GradOutput : Weight);
        }

        Input = Laid(X, Shape.Input, layer.Strided);
        Gradient = Laid(GradOutput, Shape.Output, layer.Strided);
        Layer = ConvLayer.Create(spec, Laid(Weight, Shape.Spec.WeightShape, layer.Strided), spec.Bias
            ? Tensor.Create((float[])Bias.Clone(), [Bias.Length]) : null);
    }

    public ConvShape Shape { get; }

    public ConvLayer Layer { get; }

    public float[] X { get; }

    public float[] Weight { get; }

    /// <summary>Empty where the layer has none.</summary>
    public float[] Bias { get; }

    public float[] GradOutput { get; }

    public Tensor<float> Input { get; }

    public Tensor<float> Gradient { get; }

    /// <summary>The output by the definition, of these numbers or of their squares.</summary>
    public double[] Forward(bool squared = false)
    {
        var bias = Double(Bias, squared);
        return Flat(ConvReference.Forward(
            Shape.Spec,
            Tensor.Create(Double(X, squared), Shape.Input),
            Tensor.Create(Double(Weight, squared), Shape.Spec.WeightShape),
            bias.Length == 0 ? null : Tensor.Create(bias, [bias.Length]),
            _outputSize));
    }

    /// <summary>The gradients by the definition, of these numbers or of their squares.</summary>
    public ConvGradients<double> Backward(bool squared = false) => ConvReference.Backward(
        Shape.Spec,
        Tensor.Create(Double(X, squared), Shape.Input),
        Tensor.Create(Double(Weight, squared), Shape.Spec.WeightShape),
        Tensor.Create(Double(GradOutput, squared), Shape.Output));

    public static T[] Flat<T>(Tensor<T> tensor)
    {
        var values = new T[tensor.FlattenedLength];
        tensor.FlattenTo(values);
        return values;
    }

    private static double[] Double(float[] values, bool squared) => [.. values.Select(value => squared ? (double)value * value : value)];

    private static float[] Draw(ref SplitMix64 random, double count, bool whole)
    {
        var values = new float[(long)count];
        for (int i = 0; i < values.Length; i++)
        {
            float value = random.NextSymmetric(1);
            values[i] = whole ? MathF.Round(4 * value) : value;
        }

        return values;
    }

    private static void Pierce(ref SplitMix64 random, float[] values)
    {
        const ulong most = 3, kinds = 3;
        for (ulong left = 1 + random.Next() % most; left > 0 && values.Length > 0; left--)
        {
            ulong place = random.Next() % (ulong)values.Length, kind = random.Next() % kinds;
            values[place] = kind == 0 ? float.NaN : kind == 1 ? float.PositiveInfinity : float.NegativeInfinity;
        }
    }

    private static Tensor<float> Laid(float[] values, TensorShape shape, bool strided)
    {
        nint[] lengths = shape.AsSpan().ToArray();
        var dense = Tensor.Create((float[])values.Clone(), lengths);
        if (!strided || values.Length == 0)
            return dense;
        int[] reverse = [.. Enumerable.Range(0, lengths.Length).Reverse()];
        var room = Tensor.CreateFromShape<float>([.. reverse.Select(d => lengths[d] + 2)]);
        room.Fill(float.NaN);
        var view = Tensor.PermuteDimensions(room, reverse).Slice([.. lengths.Select(length => new NRange(1, length + 1))]);
        dense.CopyTo(view);
        return view;
    }
}

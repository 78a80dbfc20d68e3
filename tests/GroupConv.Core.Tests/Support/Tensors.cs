using System.Numerics.Tensors;
using GroupConv.Core.Execution;
using GroupConv.Core.Problems;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Tests.Support;

/// <summary>The numbers of a case: input, weight and bias, row-major.</summary>
public sealed record Tensors(float[] X, float[] Weight, float[]? Bias)
{
    /// <summary>Numbers in [−1, 1), or whole ones from −4 to 4, whose sums are exact in float32.</summary>
    public static Tensors Random(ConvShape shape, int seed, bool whole)
    {
        var random = new SplitMix64((ulong)seed);
        int x = (int)shape.InputElements;
        return new Tensors(
            Draw(ref random, x, whole),
            Draw(ref random, (int)ConvCost.WeightElements(shape.Spec), whole),
            shape.Spec.Bias ? Draw(ref random, shape.Spec.OutChannels, whole) : null);
    }

    /// <summary>The numbers of a problem.</summary>
    internal static Tensors Random(ImageProblem problem, int seed, bool whole)
    {
        var random = new SplitMix64((ulong)seed);
        return new Tensors(
            Draw(ref random, (int)(problem.InputBytes / sizeof(float)), whole),
            Draw(ref random, (int)(problem.AllOutChannels * problem.Taps), whole),
            problem.Bias ? Draw(ref random, problem.AllOutChannels, whole) : null);
    }

    public static Tensor<float> Input(int seed, params nint[] lengths)
    {
        var random = new SplitMix64((ulong)seed);
        return Tensor.Create(Draw(ref random, (int)lengths.Aggregate((nint)1, (a, b) => a * b), whole: false), lengths);
    }

    public static float[] Flat(Tensor<float> tensor)
    {
        var values = new float[tensor.FlattenedLength];
        tensor.FlattenTo(values);
        return values;
    }

    /// <summary>The same with 0 for −0: whether an empty sum is 0 or −0 depends on how many zeros were added to it.</summary>
    public Tensors WithoutNegativeZeros() => new(Positive(X), Positive(Weight), Bias is null ? null : Positive(Bias));

    public Tensors Squared() => new(Square(X), Square(Weight), Bias is null ? null : Square(Bias));

    private static float[] Positive(float[] values) => [.. values.Select(value => value + 0f)];

    private static float[] Square(float[] values) => [.. values.Select(value => value * value)];

    private static float[] Draw(ref SplitMix64 random, int count, bool whole)
    {
        var values = new float[count];
        for (int i = 0; i < count; i++)
        {
            float value = random.NextSymmetric(1);
            values[i] = whole ? MathF.Round(4 * value) : value;
        }

        return values;
    }
}

using System.Numerics.Tensors;

namespace GroupConv.Learning.Tests.Support;

/// <summary>Tensors of random numbers, and how tests compare them.</summary>
internal static class Tensors
{
    /// <summary>A tensor of numbers in [−1, 1), the same for a seed on every machine.</summary>
    public static Tensor<float> Input(int seed, params nint[] lengths)
    {
        var random = new Random(seed);
        var values = new float[lengths.Aggregate((nint)1, (a, b) => a * b)];
        for (int i = 0; i < values.Length; i++)
            values[i] = 2 * random.NextSingle() - 1;
        return Tensor.Create(values, lengths);
    }

    /// <summary>The elements, row-major.</summary>
    public static float[] Flat(Tensor<float> tensor)
    {
        var values = new float[tensor.FlattenedLength];
        tensor.FlattenTo(values);
        return values;
    }

    /// <summary>Fails at the first element that differs by more than its tolerance.</summary>
    public static void AssertWithin(double[] tolerance, float[] expected, float[] actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs((double)expected[i] - actual[i]) <= tolerance[i]))
                Assert.Fail(FormattableString.Invariant($"{what}: element {i} is {actual[i]}, not {expected[i]} ± {tolerance[i]:g3}"));
        }
    }

    /// <summary>Fails at the first element whose bits differ.</summary>
    public static void AssertSameBits(float[] expected, float[] actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            if (BitConverter.SingleToUInt32Bits(expected[i]) != BitConverter.SingleToUInt32Bits(actual[i]))
                Assert.Fail(FormattableString.Invariant($"{what}: element {i} is {actual[i]}, not {expected[i]} to the bit"));
        }
    }
}

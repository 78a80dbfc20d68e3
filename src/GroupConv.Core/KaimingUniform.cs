using System.Numerics.Tensors;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;

namespace GroupConv.Core;

/// <summary>PyTorch's initial weights of a convolution.</summary>
internal static class KaimingUniform
{
    /// <summary>
    /// Weight and bias, uniform in ±1/√fan_in: <c>kaiming_uniform_</c> (He et al., "Delving deep into rectifiers", 2015) with a = √5 has
    /// the bound √(6 / ((1 + a²)·fan_in)) = 1/√fan_in (PyTorch, <c>_ConvNd.reset_parameters</c>). fan_in is the number of elements of a row
    /// of the weight, transposed or not.
    /// </summary>
    public static (Tensor<float> Weight, Tensor<float>? Bias) Create(ConvSpec spec, int seed)
    {
        RequireWeight(spec);
        var random = new SplitMix64((ulong)seed);
        double fanIn = ConvCost.WeightElements(spec) / spec.WeightShape[0];
        var weight = Tensor.Create(Draw((int)ConvCost.WeightElements(spec), fanIn, ref random), spec.WeightShape);
        var bias = spec.Bias ? Tensor.Create(Draw(spec.OutChannels, fanIn, ref random), [spec.OutChannels]) : null;
        return (weight, bias);
    }

    /// <summary>Throws if a layer's weight exceeds this machine's memory.</summary>
    /// <exception cref="ConvException">It does not fit.</exception>
    public static void RequireWeight(ConvSpec spec) => MemoryBudget.RequireTensor(
        "weight",
        $"The weight {spec.WeightShape}",
        ConvCost.WeightElements(spec),
        "Use fewer channels, a smaller kernel_size, or more groups.");

    /// <summary>Draws numbers uniform in ±1/√fan_in.</summary>
    public static void Fill(Span<float> values, double fanIn, ref SplitMix64 random)
    {
        float bound = (float)(1 / Math.Sqrt(fanIn));
        for (int i = 0; i < values.Length; i++)
            values[i] = random.NextSymmetric(bound);
    }

    private static float[] Draw(int count, double fanIn, ref SplitMix64 random)
    {
        var values = GC.AllocateUninitializedArray<float>(count);
        Fill(values, fanIn, ref random);
        return values;
    }
}

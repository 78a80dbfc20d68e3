using System.Numerics.Tensors;
using GroupConv.Core;

namespace GroupConv.Fuzz;

/// <summary>The gradients of a layer: against the definition in float64, against what a gradient is (adjoint identities, central
/// differences), and with another number of threads.</summary>
internal static class GradientCheck
{
    // Positions of each tensor at which differences are taken.
    private const int Differences = 2;

    public static void Run(FuzzLayer layer, FuzzNumbers numbers)
    {
        var exact = numbers.Backward();
        var squares = new Lazy<ConvGradients<double>>(() => numbers.Backward(squared: true));
        var spec = numbers.Shape.Spec;
        double outputs = Math.Max(1, numbers.Shape.OutputElements / spec.OutChannels),
            filters = (double)numbers.Weight.Length / spec.WeightShape[0] * spec.OutChannels;
        double[] input = FuzzNumbers.Flat(exact.Input), weight = FuzzNumbers.Flat(exact.Weight), bias = exact.Bias is null ? []
            : FuzzNumbers.Flat(exact.Bias);
        double[] inputTolerance = Judgement.Tolerance(layer.Whole, input, () => FuzzNumbers.Flat(squares.Value.Input), filters);
        double[] weightTolerance = Judgement.Tolerance(layer.Whole, weight, () => FuzzNumbers.Flat(squares.Value.Weight), outputs);
        double[] biasTolerance = Judgement.Tolerance(layer.Whole, bias, () => squares.Value.Bias is null ? []
            : FuzzNumbers.Flat(squares.Value.Bias), outputs);

        var (gradInput, gradWeight, gradBias) = Compute(numbers);
        Judgement.Near("gradient of the input against the definition", gradInput, input, inputTolerance);
        Judgement.Near("gradient of the weight against the definition", gradWeight, weight, weightTolerance);
        Judgement.Near("gradient of the bias against the definition", gradBias, bias, biasTolerance);

        int others = layer.Threads % 4 + 1;
        using (new OnThreads(others))
        {
            var (inputAgain, weightAgain, biasAgain) = Compute(numbers);
            string threads = FormattableString.Invariant($"with {others} threads");
            Judgement.SameBits($"gradient of the input {threads}", inputAgain, gradInput);
            Judgement.SameBits($"gradient of the weight {threads}", weightAgain, gradWeight);
            Judgement.SameBits($"gradient of the bias {threads}", biasAgain, gradBias);
        }

        if (layer.Numbers != FuzzKind.Holed)
            Adjoints(numbers, (gradInput, gradWeight, gradBias), (inputTolerance, weightTolerance, biasTolerance));
        if (layer.Whole)
            CentralDifferences(layer, numbers, (gradInput, gradWeight, gradBias));
    }

    private static (float[] Input, float[] Weight, float[] Bias) Compute(FuzzNumbers numbers)
    {
        var gradients = numbers.Layer.Backward(numbers.Input, numbers.Gradient);
        return (FuzzNumbers.Flat(gradients.Input!), FuzzNumbers.Flat(gradients.Weight!), gradients.Bias is null ? []
            : FuzzNumbers.Flat(gradients.Bias));
    }

    /// <summary>⟨A·x, g⟩ = ⟨x, Aᵀ·g⟩ = ⟨w, ∂w⟩, where A·x is the output without its bias, and ⟨1·b, g⟩ = ⟨b, ∂b⟩.</summary>
    private static void Adjoints(FuzzNumbers numbers, (float[] Input, float[] Weight, float[] Bias) gradients,
        (double[] Input, double[] Weight, double[] Bias) tolerance)
    {
        double[] y = numbers.Forward();
        int channels = numbers.Shape.Spec.OutChannels,
            pixels = (int)numbers.Shape.OutSize.Aggregate(1L, (product, length) => product * length);
        double product = 0, ofBias = 0, size = 0;
        for (int i = 0; i < y.Length; i++)
        {
            double bias = numbers.Bias.Length == 0 ? 0 : numbers.Bias[i / pixels % channels];
            product += (y[i] - bias) * numbers.GradOutput[i];
            ofBias += bias * numbers.GradOutput[i];
            size += Math.Abs(y[i] * numbers.GradOutput[i]) + Math.Abs(bias * numbers.GradOutput[i]);
        }

        Same("⟨x, ∂x⟩ beside ⟨A·x, g⟩", numbers.X, gradients.Input, tolerance.Input, product);
        Same("⟨w, ∂w⟩ beside ⟨A·x, g⟩", numbers.Weight, gradients.Weight, tolerance.Weight, product);
        if (numbers.Bias.Length > 0)
            Same("⟨b, ∂b⟩ beside ⟨1·b, g⟩", numbers.Bias, gradients.Bias, tolerance.Bias, ofBias);

        void Same(string what, float[] parameters, float[] gradient, double[] tolerances, double expected)
        {
            double sum = 0, allowed = 1e-12 * size;
            for (int i = 0; i < parameters.Length; i++)
            {
                sum += (double)parameters[i] * gradient[i];
                allowed += Math.Abs(parameters[i]) * tolerances[i];
            }

            Judgement.Same(what, sum, expected, allowed);
        }
    }

    /// <summary>(loss(p + 1) − loss(p − 1)) / 2 for loss = ⟨y, g⟩, which is linear in each number, and exact for whole ones.</summary>
    private static void CentralDifferences(FuzzLayer layer, FuzzNumbers numbers, (float[] Input, float[] Weight, float[] Bias) gradients)
    {
        // A forced algorithm may round whole numbers.
        using var unforced = new Forced(null);
        Differ("input", numbers.Input, numbers.X, gradients.Input);
        Differ("weight", numbers.Layer.Weight, numbers.Weight, gradients.Weight);
        if (numbers.Bias.Length > 0)
            Differ("bias", numbers.Layer.Bias!, numbers.Bias, gradients.Bias);

        void Differ(string name, Tensor<float> parameters, float[] values, float[] gradient)
        {
            for (int n = 0; n < Math.Min(Differences, values.Length); n++)
            {
                int i = (int)((layer.Seed * 31 + (ulong)n * 7919) % (ulong)values.Length);
                nint[] place = Place(parameters, i);
                double difference = Loss(parameters, place, values[i] + 1) - Loss(parameters, place, values[i] - 1);
                parameters[place] = values[i];
                Judgement.Same(FormattableString.Invariant($"central difference of {name} {i}"), gradient[i], difference / 2);
            }
        }

        double Loss(Tensor<float> parameters, nint[] place, float value)
        {
            parameters[place] = value;
            float[] y = FuzzNumbers.Flat(ForwardCheck.Compute(layer, numbers));
            double loss = 0;
            for (int i = 0; i < y.Length; i++)
                loss += (double)y[i] * numbers.GradOutput[i];
            return loss;
        }
    }

    private static nint[] Place(Tensor<float> tensor, nint index)
    {
        nint[] place = new nint[tensor.Rank];
        for (int d = tensor.Rank - 1; d >= 0; d--)
            (index, place[d]) = Math.DivRem(index, tensor.Lengths[d]);
        return place;
    }
}

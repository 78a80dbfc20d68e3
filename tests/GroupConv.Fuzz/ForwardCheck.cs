using System.Numerics.Tensors;
using GroupConv.Core;
using GroupConv.Core.Specs;
using GroupConv.OnnxPeer;

namespace GroupConv.Fuzz;

/// <summary>The output of a layer: against the definition in float64, against ONNX Runtime, prepared, and with another number of
/// threads.</summary>
internal static class ForwardCheck
{
    public static void Run(FuzzLayer layer, FuzzNumbers numbers)
    {
        var (shape, conv) = (numbers.Shape, numbers.Layer);
        double[] exact = numbers.Forward();
        double terms = (double)numbers.Weight.Length / shape.Spec.WeightShape[0] * (shape.Spec.Transposed
            ? (double)shape.Spec.InChannelsPerGroup / shape.Spec.OutChannelsPerGroup : 1);
        double[] rounding = Judgement.Tolerance(layer.Whole, exact, () => numbers.Forward(squared: true), terms), ours = rounding;
        var plan = layer.OutputSize is null ? conv.Plan(numbers.Input.Lengths)
            : ((ConvTransposeLayer)conv).Plan(numbers.Input.Lengths, layer.OutputSize.Value);
        if (plan.Error is { } error)
        {
            double largest = exact.Select(Math.Abs).DefaultIfEmpty().Max();
            ours = [.. rounding.Select(tolerance => tolerance + error * largest)];
        }

        var y = Compute(layer, numbers);
        Lengths(y, shape.Output);
        float[] values = FuzzNumbers.Flat(y);
        Judgement.Near($"forward by {plan.Algorithm} against the definition", values, exact, ours);
        if (HasPeer(layer))
        {
            float[] theirs = OnnxRuntimeCall.Run(shape, numbers.X, numbers.Weight, numbers.Bias);
            Judgement.Near($"forward by {plan.Algorithm} against ONNX Runtime", values, [.. theirs.Select(value => (double)value)],
                [.. ours.Zip(rounding, (a, b) => a + b)]);
        }

        int others = layer.Threads % 4 + 1;
        using (new OnThreads(others))
            Judgement.SameBits($"forward by {plan.Algorithm} with {others} threads", FuzzNumbers.Flat(Compute(layer, numbers)), values);
        using var prepared = layer.OutputSize is null ? conv.Prepare(numbers.Input.Lengths)
            : ((ConvTransposeLayer)conv).Prepare(numbers.Input.Lengths, layer.OutputSize.Value);
        Judgement.SameBits($"prepared by {plan.Algorithm}", FuzzNumbers.Flat(prepared.Forward(numbers.Input)), values);
    }

    /// <summary>Whether ONNX Runtime judges a layer: it has such layers, and promises nothing about NaN.</summary>
    public static bool HasPeer(FuzzLayer layer) => layer.Numbers != FuzzKind.Holed && OnnxRuntimeCall.Knows(layer.Shape);

    /// <summary>The output of the size asked for.</summary>
    public static Tensor<float> Compute(FuzzLayer layer, FuzzNumbers numbers) => layer.OutputSize is null
        ? numbers.Layer.Forward(numbers.Input)
        : ((ConvTransposeLayer)numbers.Layer).Forward(numbers.Input, layer.OutputSize.Value);

    private static void Lengths(Tensor<float> y, TensorShape expected)
    {
        if (expected != y.Lengths)
            throw new FuzzFailure($"forward: the output is {new TensorShape(y.Lengths)}, not {expected}");
    }
}

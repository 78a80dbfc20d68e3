using System.Buffers;
using System.Numerics.Tensors;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Gradients;

/// <summary>One call of <c>Backward</c>.</summary>
internal readonly unsafe ref struct BackwardCall(GradientPlan plan, Cancellation cancellation)
{
    private const string Advice = "Use a smaller batch or image, or leave this gradient out.";

    private readonly ConvShape _shape = plan.Shape;

    public ConvGradients Run(
        in ReadOnlyTensorSpan<float> x, in ReadOnlyTensorSpan<float> weight, in ReadOnlyTensorSpan<float> gradOutput, bool input, bool ofWeight, bool bias)
    {
        cancellation.ThrowIfRequested();
        Tensor<float>? gradInput = input ? New("input", x.Lengths) : null, gradWeight = ofWeight ? New("weight", weight.Lengths) : null;
        var gradBias = bias ? New("bias", [_shape.Spec.OutChannels]) : null;
        if (gradInput is not null && _shape.Batch > 0)
            Input(weight, gradOutput, gradInput);
        using var denseX = ofWeight ? DenseBuffer.Of(x) : default;
        using var denseGradients = ofWeight || bias ? DenseBuffer.Of(gradOutput) : default;
        fixed (float* xs = x, gs = gradOutput)
        {
            float* inputs = denseX.Or(xs), gradients = denseGradients.Or(gs);
            if (gradWeight is not null)
                Weight(inputs, gradients, gradWeight);
            if (gradBias is not null)
                Bias(gradients, gradBias);
        }

        return new ConvGradients(gradInput, gradWeight, gradBias);
    }

    private static Tensor<float> New(string of, ReadOnlySpan<nint> lengths)
    {
        double elements = 1;
        foreach (nint length in lengths)
            elements *= length;
        MemoryBudget.RequireTensor(of, $"The gradient with respect to the {of}, {ConvShape.Shape(lengths)},", elements, Advice);
        return Tensor.Create(GC.AllocateUninitializedArray<float>((int)elements), lengths);
    }

    private void Input(in ReadOnlyTensorSpan<float> weight, in ReadOnlyTensorSpan<float> gradOutput, Tensor<float> gradInput)
    {
        var destination = gradInput.AsTensorSpan();
        if (plan.Input is not { } adjoint)
        {
            using var denseWeight = DenseBuffer.Of(weight);
            using var denseGradients = DenseBuffer.Of(gradOutput);
            fixed (float* weights = weight, gradients = gradOutput, sums = destination)
                new ReferenceGradients(_shape).Input(denseWeight.Or(weights), denseGradients.Or(gradients), sums, cancellation);
            return;
        }

        var read = Read(gradOutput);
        if (!AdjointShape.Folds(_shape))
        {
            ConvCall.Run(adjoint, read, weight, default, destination, cancellation);
            return;
        }

        double bytes = sizeof(float) * adjoint.Shape.OutputElements;
        if (!MemoryBudget.Has(bytes))
            throw MemoryBudget.TooLarge($"The gradient with respect to the padded input, {ConvShape.Shape(adjoint.Shape.Output)},", bytes);
        using var padded = Workspace.Rent((long)bytes);
        ConvCall.Run(
            adjoint, read, weight, default, new TensorSpan<float>(padded.Floats, (nint)adjoint.Shape.OutputElements, [.. adjoint.Shape.Output.Select(length => (nint)length)], []), cancellation);
        fixed (float* sums = destination)
            new PaddingFold(_shape).Run(new ConvBuffers(padded.Floats, null, null, sums, null, null), plan.Threads, cancellation);
    }

    private void Weight(float* x, float* gradOutput, Tensor<float> gradWeight)
    {
        fixed (float* sums = gradWeight.AsTensorSpan())
        {
            if (_shape.Batch == 0)
                gradWeight.Fill(0);
            else if (plan.Weight is not { } fast)
                new ReferenceGradients(_shape).Weight(x, gradOutput, sums, cancellation);
            else
                fast.Run(x, gradOutput, sums, cancellation);
        }
    }

    private void Bias(float* gradOutput, Tensor<float> gradBias)
    {
        fixed (float* sums = gradBias.AsTensorSpan())
            new BiasGradient(_shape).Run(new ConvBuffers(gradOutput, null, null, sums, null, null), plan.Threads, cancellation);
    }

    /// <summary>The outputs' gradients that some input has a part in.</summary>
    private ReadOnlyTensorSpan<float> Read(in ReadOnlyTensorSpan<float> gradOutput)
    {
        long[] unread = AdjointShape.Unread(_shape);
        if (unread.Max() == 0)
            return gradOutput;
        var ranges = new NRange[gradOutput.Rank];
        for (int d = 0; d < ranges.Length; d++)
            ranges[d] = new NRange(0, gradOutput.Lengths[d] - (d < ranges.Length - unread.Length ? 0 : (nint)unread[d - ranges.Length + unread.Length]));
        return gradOutput.Slice(ranges);
    }
}

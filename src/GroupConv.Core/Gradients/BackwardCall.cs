using System.Buffers;
using System.Numerics.Tensors;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Gradients;

/// <summary>One call of <c>Backward</c>. After the first call with a plan, nothing is allocated.</summary>
internal readonly unsafe ref struct BackwardCall(GradientPlan plan, Cancellation cancellation)
{
    private readonly ConvShape _shape = plan.Shape;

    /// <summary>Computes the gradients that have a destination; the caller has checked the shapes.</summary>
    public void Run(
        in ReadOnlyTensorSpan<float> x, in ReadOnlyTensorSpan<float> weight, in ReadOnlyTensorSpan<float> gradOutput, in GradientSpans to)
    {
        cancellation.ThrowIfRequested();
        if (to.Input.FlattenedLength > 0)
            Input(weight, gradOutput, to.Input);
        bool ofWeight = to.Weight.FlattenedLength > 0, ofBias = to.Bias.FlattenedLength > 0;
        using var denseX = ofWeight ? DenseBuffer.Of(x) : default;
        using var denseGradients = ofWeight || ofBias ? DenseBuffer.Of(gradOutput) : default;
        fixed (float* xs = x, gs = gradOutput)
        {
            float* inputs = denseX.Or(xs), gradients = denseGradients.Or(gs);
            if (ofWeight)
                Weight(inputs, gradients, to.Weight);
            if (ofBias)
                Bias(gradients, to.Bias);
        }
    }

    private void Input(in ReadOnlyTensorSpan<float> weight, in ReadOnlyTensorSpan<float> gradOutput, in TensorSpan<float> gradInput)
    {
        if (plan.Input is not { } adjoint)
        {
            using var denseWeight = DenseBuffer.Of(weight);
            using var denseGradients = DenseBuffer.Of(gradOutput);
            using var sums = DenseBuffer.For(gradInput);
            fixed (float* weights = weight, gradients = gradOutput, own = gradInput)
                new ReferenceGradients(_shape).Input(denseWeight.Or(weights), denseGradients.Or(gradients), sums.Or(own), cancellation);
            sums.CopyTo(gradInput);
            return;
        }

        var read = plan.Read is { } ranges ? gradOutput.Slice(ranges) : gradOutput;
        if (plan.Fold is not { } fold)
        {
            ConvCall.Run(adjoint, read, weight, default, gradInput, cancellation);
            return;
        }

        double bytes = sizeof(float) * adjoint.Shape.OutputElements;
        if (!MemoryBudget.Has(bytes))
            throw MemoryBudget.TooLarge($"The gradient with respect to the padded input, {ConvShape.Shape(adjoint.Shape.Output)},", bytes);
        using var padded = Workspace.Rent((long)bytes);
        ConvCall.Run(
            adjoint,
            read,
            weight,
            default,
            new TensorSpan<float>(padded.Floats, (nint)adjoint.Shape.OutputElements, fold.Padded, []),
            cancellation);
        using var folded = DenseBuffer.For(gradInput);
        fixed (float* own = gradInput)
            fold.Work.Run(new ConvBuffers(padded.Floats, null, null, folded.Or(own), null, null), plan.Threads, cancellation);
        folded.CopyTo(gradInput);
    }

    private void Weight(float* x, float* gradOutput, in TensorSpan<float> gradWeight)
    {
        using var dense = DenseBuffer.For(gradWeight);
        fixed (float* own = gradWeight)
        {
            float* sums = dense.Or(own);
            if (_shape.OutputElements == 0)
                new Span<float>(sums, (int)gradWeight.FlattenedLength).Clear();
            else if (plan.Weight is not { } fast)
                new ReferenceGradients(_shape).Weight(x, gradOutput, sums, cancellation);
            else
            {
                fast.Run(x, gradOutput, sums, cancellation);
                if (NonFinite.IsAmong(sums, gradWeight.FlattenedLength, plan.Threads, cancellation))
                    new ReferenceGradients(_shape).WeightWhereNaN(x, gradOutput, sums, cancellation);
            }
        }

        dense.CopyTo(gradWeight);
    }

    private void Bias(float* gradOutput, in TensorSpan<float> gradBias)
    {
        using var dense = DenseBuffer.For(gradBias);
        fixed (float* own = gradBias)
            plan.Bias.Run(new ConvBuffers(gradOutput, null, null, dense.Or(own), null, null), plan.Threads, cancellation);
        dense.CopyTo(gradBias);
    }
}

using System.Numerics.Tensors;
using GroupConv.Core.Algorithms;
using GroupConv.Core.Execution;
using GroupConv.Core.Parts;
using GroupConv.Core.Planning;

namespace GroupConv.Core;

/// <summary>Runs a planned convolution on tensors with any strides.</summary>
internal static unsafe class ConvCall
{
    /// <summary>Packs the weight if the plan requires it, and computes the output, in rented memory.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="x">The input, of the plan's shape.</param>
    /// <param name="weight">The weight.</param>
    /// <param name="bias">The bias, or nothing.</param>
    /// <param name="y">Receives the output.</param>
    /// <param name="cancellation">Checked between items of work.</param>
    /// <exception cref="Specs.ConvException">The workspace does not fit this machine's memory.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static void Run(
        PlannedConv plan,
        in ReadOnlyTensorSpan<float> x,
        in ReadOnlyTensorSpan<float> weight,
        in ReadOnlyTensorSpan<float> bias,
        in TensorSpan<float> y,
        Cancellation cancellation)
    {
        cancellation.ThrowIfRequested();
        if (y.FlattenedLength == 0)
            return;
        plan.RequireMemory();
        var conv = plan.Prepared;
        long packedFloats = Workspace.WholeLines(conv.PackedFloats);
        using var memory = Workspace.Rent(sizeof(float) * (packedFloats + conv.ScratchFloats));
        // Pins the spans: pinning a sliced Tensor would give the start of its array instead of its slice.
        bool hasBias = bias.FlattenedLength > 0;
        using var denseWeight = DenseBuffer.Of(weight);
        using var denseBias = hasBias ? DenseBuffer.Of(bias) : default;
        fixed (float* weights = weight, biases = bias)
        {
            float* filters = denseWeight.Or(weights), numbers = hasBias ? denseBias.Or(biases) : null;
            float* packed = null, scratch = memory.Floats + packedFloats, unpacked = filters;
            bool mends = plan.Edges is { } edges && edges.Matter(filters, numbers, conv.Threads, cancellation);
            if (packedFloats > 0)
            {
                packed = memory.Floats;
                conv.Pack(new ConvBuffers(null, filters, numbers, null, packed, null), cancellation);
                filters = null;
            }

            Run(
                conv,
                x,
                y,
                new ConvBuffers(null, filters, numbers, null, packed, scratch),
                mends ? plan.Edges : null,
                unpacked,
                cancellation);
        }
    }

    /// <summary>Computes the output.</summary>
    /// <param name="conv">The convolution.</param>
    /// <param name="x">The input, of the shape it was prepared for.</param>
    /// <param name="y">Receives the output.</param>
    /// <param name="rest">Weight or packed weight, bias and scratch.</param>
    /// <param name="edges">Outputs that are recomputed by the reference; null for none.</param>
    /// <param name="weight">The weight tensor, not packed, for these outputs.</param>
    /// <param name="cancellation">Checked between items of work.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static void Run(
        IPreparedConv conv,
        in ReadOnlyTensorSpan<float> x,
        in TensorSpan<float> y,
        in ConvBuffers rest,
        EdgeOutputs? edges,
        float* weight,
        Cancellation cancellation)
    {
        using var denseX = DenseBuffer.Of(x);
        using var denseY = DenseBuffer.For(y);
        fixed (float* xs = x, ys = y)
        {
            conv.Run(new ConvBuffers(denseX.Or(xs), rest.Weight, rest.Bias, denseY.Or(ys), rest.Packed, rest.Scratch), cancellation);
            edges?.Mend(denseX.Or(xs), weight, rest.Bias, denseY.Or(ys), cancellation);
        }

        denseY.CopyTo(y);
    }
}

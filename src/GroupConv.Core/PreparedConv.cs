using System.Numerics.Tensors;
using GroupConv.Core.Algorithms;
using GroupConv.Core.Execution;
using GroupConv.Core.Parts;
using GroupConv.Core.Planning;
using GroupConv.Core.Specs;

namespace GroupConv.Core;

/// <summary>
/// A layer prepared for inputs of one shape by <see cref="ConvLayer.Prepare"/>. It owns plan, packed weight and scratch memory, so a call
/// only computes, without allocating on the managed heap.
/// </summary>
/// <remarks>
/// Weight, bias, algorithm and number of threads are fixed when the layer is prepared; later changes have no effect. Several threads may
/// call it at once: the first uses its scratch memory, the others rent some. Dispose frees the memory when the last running call has
/// returned.
/// </remarks>
public sealed unsafe class PreparedConv : IDisposable
{
    private readonly ConvShape _shape;
    private readonly IPreparedConv _conv;
    private readonly SharedWorkspace _memory;
    private readonly ConvBuffers _buffers;
    private readonly EdgeOutputs? _edges;
    private readonly float* _edgeWeight;
    private int _scratchTaken;

    /// <summary>Packs (or copies) weight and bias.</summary>
    internal PreparedConv(PlannedConv plan, in ReadOnlyTensorSpan<float> weight, in ReadOnlyTensorSpan<float> bias)
    {
        (_shape, Plan, _conv) = (plan.Shape, plan.Describe(), plan.Prepared);
        var cancellation = new Cancellation(default, ConvExecution.Cancellation);
        _edges = Edges(plan, weight, bias, cancellation);
        long packed = _conv.PackedFloats, kept = Workspace.WholeLines(packed > 0 ? packed : weight.FlattenedLength);
        long biases = Workspace.WholeLines(bias.FlattenedLength), unpacked = _edges is null || packed == 0 ? 0 : weight.FlattenedLength;
        cancellation.ThrowIfRequested();
        plan.RequireMemory();
        _memory = new SharedWorkspace(sizeof(float) * (kept + biases + _conv.ScratchFloats + unpacked));
        float* own = _memory.Floats, ownBias = bias.FlattenedLength == 0 ? null : own + kept, scratch = own + kept + biases;
        try
        {
            if (ownBias != null)
                DenseTensors.Gather(bias, ownBias);
            if (packed == 0)
                DenseTensors.Gather(weight, own);
            else
                Pack(plan, weight, ownBias, own, cancellation);
            _edgeWeight = unpacked == 0 ? own : scratch + _conv.ScratchFloats;
            if (unpacked > 0)
                DenseTensors.Gather(weight, _edgeWeight);
        }
        catch
        {
            _memory.Dispose();
            throw;
        }

        _buffers = packed == 0
            ? new ConvBuffers(null, own, ownBias, null, null, scratch)
            : new ConvBuffers(null, null, ownBias, null, own, scratch);
    }

    /// <summary>The shapes that the layer was prepared for.</summary>
    public ConvShape Shape => _shape;

    /// <summary>The plan: the algorithm, the reason for it, and its parameters.</summary>
    public ConvPlan Plan { get; }

    /// <summary>Computes the output.</summary>
    /// <param name="x">The input, of the shape that it was prepared for.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The output, with a batch dimension if the input has one.</returns>
    /// <exception cref="ConvException">The input has another shape, or the output does not fit this machine's memory.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, by the token or by <see cref="ConvExecution.Cancellation"/>.</exception>
    /// <exception cref="ObjectDisposedException">The prepared layer has been disposed.</exception>
    public Tensor<float> Forward(Tensor<float> x, CancellationToken cancellationToken = default) =>
        Forward(Requirements.Input(_shape.Spec, x).AsReadOnlyTensorSpan(), cancellationToken);

    /// <summary>Computes the output into an existing tensor, without allocating on the managed heap.</summary>
    /// <param name="x">The input, of the shape that it was prepared for.</param>
    /// <param name="destination">
    /// Receives the output; of its shape, and sharing no memory with the input. Incomplete after a cancelled call.
    /// </param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <exception cref="ConvException">The input or the destination has another shape, or they share memory.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, by the token or by <see cref="ConvExecution.Cancellation"/>.</exception>
    /// <exception cref="ObjectDisposedException">The prepared layer has been disposed.</exception>
    public void Forward(Tensor<float> x, Tensor<float> destination, CancellationToken cancellationToken = default) => Forward(
        Requirements.Input(_shape.Spec, x).AsReadOnlyTensorSpan(), Requirements.Destination(destination).AsTensorSpan(), cancellationToken);

    /// <inheritdoc cref="Forward(Tensor{float}, CancellationToken)"/>
    public Tensor<float> Forward(in ReadOnlyTensorSpan<float> x, CancellationToken cancellationToken = default)
    {
        Requirements.Prepared(_shape, x.Lengths);
        var y = ConvExecution.NewOutput(_shape);
        Run(x, y.AsTensorSpan(), cancellationToken);
        return y;
    }

    /// <inheritdoc cref="Forward(Tensor{float}, Tensor{float}, CancellationToken)"/>
    public void Forward(in ReadOnlyTensorSpan<float> x, in TensorSpan<float> destination, CancellationToken cancellationToken = default)
    {
        Requirements.Prepared(_shape, x.Lengths);
        Requirements.Destination(_shape, x, destination);
        Run(x, destination, cancellationToken);
    }

    /// <summary>Frees the memory when all running calls have returned. Later calls throw.</summary>
    public void Dispose() => _memory.Dispose();

    /// <summary>The plan, as one line.</summary>
    public override string ToString() => Plan.ToString();

    private static EdgeOutputs? Edges(
        PlannedConv plan, in ReadOnlyTensorSpan<float> weight, in ReadOnlyTensorSpan<float> bias, Cancellation cancellation)
    {
        if (plan.Edges is not { } edges)
            return null;
        using var dense = DenseBuffer.Of(weight);
        bool hasBias = bias.FlattenedLength > 0;
        using var denseBias = hasBias ? DenseBuffer.Of(bias) : default;
        fixed (float* weights = weight, biases = bias)
        {
            float* numbers = hasBias ? denseBias.Or(biases) : null;
            return edges.Matter(dense.Or(weights), numbers, plan.Prepared.Threads, cancellation) ? edges : null;
        }
    }

    private static void Pack(PlannedConv plan, in ReadOnlyTensorSpan<float> weight, float* bias, float* packed, Cancellation cancellation)
    {
        using var dense = DenseBuffer.Of(weight);
        fixed (float* weights = weight)
            plan.Prepared.Pack(new ConvBuffers(null, dense.Or(weights), bias, null, packed, null), cancellation);
    }

    private void Run(in ReadOnlyTensorSpan<float> x, in TensorSpan<float> y, CancellationToken cancellationToken)
    {
        if (!_memory.TryEnter())
        {
            throw new ObjectDisposedException(
                GetType().Name,
                $"This prepared layer has been disposed: its memory is gone. Prepare the layer again: conv.Prepare({_shape.Input}).");
        }

        try
        {
            var cancellation = new Cancellation(cancellationToken, ConvExecution.Cancellation);
            cancellation.ThrowIfRequested();
            if (y.FlattenedLength == 0)
                return;
            if (Interlocked.Exchange(ref _scratchTaken, 1) == 0)
                RunOnOwnScratch(x, y, cancellation);
            else
                RunOnRentedScratch(x, y, cancellation);
        }
        finally
        {
            // Keeps this object alive, and thereby its memory, until the call has returned.
            _memory.Leave();
        }
    }

    private void RunOnOwnScratch(in ReadOnlyTensorSpan<float> x, in TensorSpan<float> y, Cancellation cancellation)
    {
        try
        {
            ConvCall.Run(_conv, x, y, _buffers, _edges, _edgeWeight, cancellation);
        }
        finally
        {
            Volatile.Write(ref _scratchTaken, 0);
        }
    }

    private void RunOnRentedScratch(in ReadOnlyTensorSpan<float> x, in TensorSpan<float> y, Cancellation cancellation)
    {
        using var scratch = Workspace.Rent(sizeof(float) * _conv.ScratchFloats);
        var buffers = new ConvBuffers(null, _buffers.Weight, _buffers.Bias, null, _buffers.Packed, scratch.Floats);
        ConvCall.Run(_conv, x, y, buffers, _edges, _edgeWeight, cancellation);
    }
}

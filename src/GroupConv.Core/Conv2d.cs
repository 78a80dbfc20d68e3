using System.Buffers;
using System.Numerics.Tensors;
using GroupConv.Core.Algorithms;
using GroupConv.Core.Execution;
using GroupConv.Core.Planning;
using GroupConv.Core.Specs;

namespace GroupConv.Core;

/// <summary>A 2-d convolution with all of PyTorch's hyperparameters, over float32 tensors.</summary>
/// <remarks>
/// Input (N, C, H, W) or (C, H, W); weight [out_channels, in_channels / groups, kH, kW]; group g owns rows
/// g·out/groups .. (g+1)·out/groups and reads input channels g·in/groups .. (g+1)·in/groups. Source: PyTorch, <c>torch.nn.Conv2d</c>.
/// A layer may be used from several threads at once. Any strided tensor is taken; one whose elements stand row by row is not copied.
/// </remarks>
public sealed class Conv2d
{
    private readonly PlanCache _plans;

    /// <summary>Makes a layer from its hyperparameters, in PyTorch's order and with its defaults, with random weights.</summary>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="kernelSize">Height and width of a filter.</param>
    /// <param name="stride">Step of the window; 1 where not given.</param>
    /// <param name="padding">Rows and columns added around the input, or <c>"same"</c> or <c>"valid"</c>.</param>
    /// <param name="dilation">Distance between the taps of a filter; 1 where not given.</param>
    /// <param name="groups">How many convolutions stand side by side; divides both channel counts.</param>
    /// <param name="bias">Whether a number is added to each output channel.</param>
    /// <param name="paddingMode">What stands in the padding.</param>
    /// <param name="seed">Chooses the weights; see <see cref="Conv2d(Conv2dSpec, int)"/>.</param>
    /// <exception cref="ConvException">A hyperparameter is out of range, or the weight does not fit this machine's memory.</exception>
    public Conv2d(
        int inChannels,
        int outChannels,
        IntPair kernelSize,
        IntPair? stride = null,
        Padding2d padding = default,
        IntPair? dilation = null,
        int groups = 1,
        bool bias = true,
        PaddingMode paddingMode = PaddingMode.Zeros,
        int seed = 0)
        : this(new Conv2dSpec(inChannels, outChannels, kernelSize, stride, padding, dilation, groups, bias, paddingMode), seed)
    {
    }

    /// <summary>Makes a layer with random weights.</summary>
    /// <remarks>
    /// Weight and bias are uniform in ±1/√fan_in with fan_in = in_channels/groups · kH · kW: PyTorch's <c>kaiming_uniform_</c> with a = √5.
    /// The numbers come from SplitMix64, weight first, so a seed gives the same layer on every machine (and not PyTorch's numbers).
    /// </remarks>
    /// <param name="spec">The hyperparameters.</param>
    /// <param name="seed">Chooses the weights.</param>
    /// <exception cref="ConvException">The weight does not fit this machine's memory.</exception>
    public Conv2d(Conv2dSpec spec, int seed = 0)
    {
        Spec = Requirements.Spec(spec);
        _plans = new PlanCache(spec);
        (Weight, Bias) = KaimingUniform.Create(spec, seed);
    }

    /// <summary>Makes a layer with given weights, which it keeps by reference: changes to them show in the next call.</summary>
    /// <param name="spec">The hyperparameters.</param>
    /// <param name="weight">The weight, [out_channels, in_channels / groups, kH, kW].</param>
    /// <param name="bias">The bias, [out_channels], where the layer has one.</param>
    /// <exception cref="ConvException">The weight or the bias has another shape, or the bias is missing or too many.</exception>
    public Conv2d(Conv2dSpec spec, Tensor<float> weight, Tensor<float>? bias = null)
    {
        Spec = Requirements.Spec(spec);
        _plans = new PlanCache(spec);
        Requirements.Weight(spec, Requirements.Weight(spec, weight).Lengths);
        Requirements.Bias(spec, bias is null ? null : bias.Lengths.ToArray());
        Weight = weight;
        Bias = bias;
    }

    /// <summary>The hyperparameters.</summary>
    public Conv2dSpec Spec { get; }

    /// <summary>The weight, [out_channels, in_channels / groups, kH, kW].</summary>
    public Tensor<float> Weight { get; }

    /// <summary>The bias, [out_channels], or null.</summary>
    public Tensor<float>? Bias { get; }

    /// <summary>Computes the output.</summary>
    /// <param name="x">The input, (N, C, H, W) or (C, H, W).</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The output, (N, C, H, W) or (C, H, W).</returns>
    /// <exception cref="ConvException">The input does not fit the layer, or the output does not fit this machine's memory.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, by the token or by <see cref="ConvExecution.Cancellation"/>.</exception>
    public Tensor<float> Forward(Tensor<float> x, CancellationToken cancellationToken = default) =>
        Forward(Requirements.Input(x).AsReadOnlyTensorSpan(), cancellationToken);

    /// <summary>Computes the output into a tensor of the caller's, which saves its allocation.</summary>
    /// <param name="x">The input, (N, C, H, W) or (C, H, W).</param>
    /// <param name="destination">Takes the output; of its shape, and sharing no memory with the input. Incomplete after a cancelled call.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <exception cref="ConvException">The input does not fit the layer, or the destination has another shape or shares memory with the input.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, by the token or by <see cref="ConvExecution.Cancellation"/>.</exception>
    public void Forward(Tensor<float> x, Tensor<float> destination, CancellationToken cancellationToken = default) =>
        Forward(Requirements.Input(x).AsReadOnlyTensorSpan(), Requirements.Destination(destination).AsTensorSpan(), cancellationToken);

    /// <inheritdoc cref="Forward(Tensor{float}, CancellationToken)"/>
    public Tensor<float> Forward(in ReadOnlyTensorSpan<float> x, CancellationToken cancellationToken = default)
    {
        var y = ConvExecution.NewOutput(Conv2dShape.Infer(Spec, x.Lengths));
        Run(_plans.Get(x.Lengths), x, y.AsTensorSpan(), cancellationToken);
        return y;
    }

    /// <inheritdoc cref="Forward(Tensor{float}, Tensor{float}, CancellationToken)"/>
    public void Forward(in ReadOnlyTensorSpan<float> x, in TensorSpan<float> destination, CancellationToken cancellationToken = default)
    {
        var plan = _plans.Get(x.Lengths);
        Requirements.Destination(plan.Shape, x, destination);
        Run(plan, x, destination, cancellationToken);
    }

    /// <summary>The sizes of the output, without computing it.</summary>
    /// <param name="lengths">The lengths of an input, (N, C, H, W) or (C, H, W).</param>
    /// <exception cref="ConvException">The input does not fit the layer.</exception>
    public Conv2dShape OutputShape(ReadOnlySpan<nint> lengths) => Conv2dShape.Infer(Spec, lengths);

    /// <summary>What would run for an input, and why.</summary>
    /// <param name="lengths">The lengths of an input, (N, C, H, W) or (C, H, W).</param>
    /// <exception cref="ConvException">The input does not fit the layer.</exception>
    public ConvPlan Plan(ReadOnlySpan<nint> lengths) => _plans.Get(lengths).Describe();

    /// <summary>
    /// Makes the layer ready for inputs of one shape: planned, with a copy of weight and bias as the algorithm likes them, and scratch memory. Calls
    /// are faster than <see cref="Forward(Tensor{float}, Tensor{float}, CancellationToken)"/>, most for small images, and allocate nothing.
    /// </summary>
    /// <param name="lengths">The lengths of the inputs, (N, C, H, W) or (C, H, W).</param>
    /// <returns>The prepared layer; dispose of it to free its memory.</returns>
    /// <exception cref="ConvException">The input does not fit the layer, or the prepared layer does not fit this machine's memory.</exception>
    /// <exception cref="OperationCanceledException">Cancelled by <see cref="ConvExecution.Cancellation"/>.</exception>
    public PreparedConv2d Prepare(ReadOnlySpan<nint> lengths) =>
        new(_plans.Get(lengths), Weight.AsReadOnlyTensorSpan(), Bias is null ? default : Bias.AsReadOnlyTensorSpan());

    /// <summary>The weight of one group, [out_channels / groups, in_channels / groups, kH, kW], as a view: changes to it show in the layer.</summary>
    /// <param name="group">The group, from 0 to groups − 1.</param>
    /// <exception cref="ConvException">There is no such group.</exception>
    public Tensor<float> WeightOf(int group)
    {
        var slice = Spec.Slice(group);
        return Weight.Slice([new NRange(slice.FirstOutput, slice.LastOutput + 1), NRange.All, NRange.All, NRange.All]);
    }

    private unsafe void Run(PlannedConv plan, in ReadOnlyTensorSpan<float> x, in TensorSpan<float> y, CancellationToken cancellationToken)
    {
        var cancellation = new Cancellation(cancellationToken, ConvExecution.Cancellation);
        cancellation.ThrowIfRequested();
        if (y.FlattenedLength == 0)
            return;
        plan.RequireMemory();
        var conv = plan.Prepared;
        long packedFloats = Workspace.WholeLines(conv.PackedFloats);
        using var memory = Workspace.Rent(sizeof(float) * (packedFloats + conv.ScratchFloats));
        // Spans, because a sliced Tensor pins the start of its array, not of its slice.
        var weight = Weight.AsReadOnlyTensorSpan();
        var bias = Bias is null ? default : Bias.AsReadOnlyTensorSpan();
        using var denseWeight = DenseBuffer.Of(weight);
        using var denseBias = Bias is null ? default : DenseBuffer.Of(bias);
        fixed (float* weights = weight, biases = bias)
        {
            float* filters = denseWeight.Or(weights), numbers = denseBias.Or(biases), packed = null, scratch = memory.Floats + packedFloats;
            if (packedFloats > 0)
            {
                packed = memory.Floats;
                conv.Pack(new ConvBuffers(null, filters, numbers, null, packed, null), cancellation);
                filters = null;
            }

            ConvCall.Run(conv, x, y, new ConvBuffers(null, filters, numbers, null, packed, scratch), cancellation);
        }
    }
}

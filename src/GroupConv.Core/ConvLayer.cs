using System.Buffers;
using System.Numerics.Tensors;
using GroupConv.Core.Execution;
using GroupConv.Core.Gradients;
using GroupConv.Core.Planning;
using GroupConv.Core.Specs;

namespace GroupConv.Core;

/// <summary>
/// A convolution over one, two or three spatial dimensions, forward or transposed: hyperparameters, weight and bias, over float32 tensors.
/// </summary>
/// <remarks>
/// Input (N, C, ...) or (C, ...); weight [out_channels, in_channels / groups, k...], transposed [in_channels, out_channels / groups, k...].
/// Group g reads input channels g·in/groups .. (g+1)·in/groups and makes output channels g·out/groups .. (g+1)·out/groups. Source: PyTorch,
/// <c>torch.nn</c>. A layer may be used from several threads at once. Tensors may have any strides; dense row-major ones are not copied.
/// </remarks>
public abstract partial class ConvLayer
{
    private readonly PlanCache _plans;
    private readonly GradientPlanCache _gradientPlans;

    /// <summary>Creates a layer with random weights.</summary>
    private protected ConvLayer(ConvSpec spec, int seed)
    {
        Spec = spec;
        _plans = new PlanCache(spec);
        _gradientPlans = new GradientPlanCache(spec);
        (Weight, Bias) = KaimingUniform.Create(spec, seed);
    }

    /// <summary>Creates a layer with given weights.</summary>
    private protected ConvLayer(ConvSpec spec, Tensor<float> weight, Tensor<float>? bias)
    {
        Spec = spec;
        _plans = new PlanCache(spec);
        _gradientPlans = new GradientPlanCache(spec);
        Requirements.Weight(spec, Requirements.Weight(spec, weight).Lengths);
        Requirements.Bias(spec, bias is null ? null : bias.Lengths.ToArray());
        Weight = weight;
        Bias = bias;
    }

    /// <summary>The hyperparameters.</summary>
    public ConvSpec Spec { get; }

    /// <summary>The weight, [out_channels, in_channels / groups, k...]; transposed [in_channels, out_channels / groups, k...].</summary>
    public Tensor<float> Weight { get; }

    /// <summary>The bias, [out_channels], or null.</summary>
    public Tensor<float>? Bias { get; }

    /// <summary>Plans of one group's convolution, for a layer with several groups.</summary>
    internal PlanCache GroupPlans => field ??= new PlanCache(
        Spec.WithChannels(Spec.InChannelsPerGroup, Spec.OutChannelsPerGroup, groups: 1));

    /// <summary>Creates the layer that hyperparameters describe, with random weights.</summary>
    /// <param name="spec">The hyperparameters; their dimensions and <see cref="ConvSpec.Transposed"/> determine the class.</param>
    /// <param name="seed">Seed of the random weights; see <see cref="Conv2d(ConvSpec, int)"/>.</param>
    /// <exception cref="ConvException">The weight does not fit this machine's memory.</exception>
    public static ConvLayer Create(ConvSpec spec, int seed = 0) => ConvSpec.Given(spec) switch
    {
        { Transposed: false, Dims: 1 } => new Conv1d(spec, seed),
        { Transposed: false, Dims: 2 } => new Conv2d(spec, seed),
        { Transposed: false } => new Conv3d(spec, seed),
        { Dims: 1 } => new ConvTranspose1d(spec, seed),
        { Dims: 2 } => new ConvTranspose2d(spec, seed),
        _ => new ConvTranspose3d(spec, seed),
    };

    /// <summary>Creates the layer that hyperparameters describe, with given weights, kept by reference.</summary>
    /// <param name="spec">The hyperparameters; their dimensions and <see cref="ConvSpec.Transposed"/> determine the class.</param>
    /// <param name="weight">The weight, of the shape <see cref="ConvSpec.WeightShape"/>.</param>
    /// <param name="bias">The bias, [out_channels], if the layer has one.</param>
    /// <exception cref="ConvException">The weight or the bias has another shape, or the bias is missing or not expected.</exception>
    public static ConvLayer Create(ConvSpec spec, Tensor<float> weight, Tensor<float>? bias = null) => ConvSpec.Given(spec) switch
    {
        { Transposed: false, Dims: 1 } => new Conv1d(spec, weight, bias),
        { Transposed: false, Dims: 2 } => new Conv2d(spec, weight, bias),
        { Transposed: false } => new Conv3d(spec, weight, bias),
        { Dims: 1 } => new ConvTranspose1d(spec, weight, bias),
        { Dims: 2 } => new ConvTranspose2d(spec, weight, bias),
        _ => new ConvTranspose3d(spec, weight, bias),
    };

    /// <summary>Computes the output.</summary>
    /// <param name="x">The input, (N, C, ...) or (C, ...).</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The output, (N, C, ...) or (C, ...).</returns>
    /// <exception cref="ConvException">The input does not fit the layer, or the output does not fit this machine's memory.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, by the token or by <see cref="ConvExecution.Cancellation"/>.</exception>
    public Tensor<float> Forward(Tensor<float> x, CancellationToken cancellationToken = default) =>
        Forward(x, options: null, cancellationToken);

    /// <inheritdoc cref="Forward(Tensor{float}, CancellationToken)"/>
    public Tensor<float> Forward(in ReadOnlyTensorSpan<float> x, CancellationToken cancellationToken = default) =>
        ForwardNew(x, null, null, cancellationToken);

    /// <summary>Computes the output with options.</summary>
    /// <param name="x">The input, (N, C, ...) or (C, ...).</param>
    /// <param name="options">Algorithm and threads; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The output, (N, C, ...) or (C, ...).</returns>
    /// <exception cref="ConvException">
    /// The input does not fit the layer, the requested algorithm does not support it, or the output does not fit this machine's memory.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled, by the token or by <see cref="ConvExecution.Cancellation"/>.</exception>
    public Tensor<float> Forward(Tensor<float> x, ConvOptions? options, CancellationToken cancellationToken = default) =>
        ForwardNew(Requirements.Input(Spec, x).AsReadOnlyTensorSpan(), null, options, cancellationToken);

    /// <inheritdoc cref="Forward(Tensor{float}, ConvOptions, CancellationToken)"/>
    public Tensor<float> Forward(in ReadOnlyTensorSpan<float> x, ConvOptions? options, CancellationToken cancellationToken = default) =>
        ForwardNew(x, null, options, cancellationToken);

    /// <summary>Computes the output into an existing tensor, without allocating one.</summary>
    /// <param name="x">The input, (N, C, ...) or (C, ...).</param>
    /// <param name="destination">
    /// Receives the output; of its shape, and sharing no memory with input, weight or bias. Incomplete after a cancelled call.
    /// </param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <exception cref="ConvException">
    /// The input does not fit the layer, or the destination has another shape or shares memory with what is read.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled, by the token or by <see cref="ConvExecution.Cancellation"/>.</exception>
    public void Forward(Tensor<float> x, Tensor<float> destination, CancellationToken cancellationToken = default) =>
        Forward(x, destination, options: null, cancellationToken);

    /// <inheritdoc cref="Forward(Tensor{float}, Tensor{float}, CancellationToken)"/>
    public void Forward(in ReadOnlyTensorSpan<float> x, in TensorSpan<float> destination, CancellationToken cancellationToken = default) =>
        ForwardInto(x, destination, null, null, cancellationToken);

    /// <summary>Computes the output with options into an existing tensor.</summary>
    /// <param name="x">The input, (N, C, ...) or (C, ...).</param>
    /// <param name="destination">
    /// Receives the output; of its shape, and sharing no memory with input, weight or bias. Incomplete after a cancelled call.
    /// </param>
    /// <param name="options">Algorithm and threads; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <exception cref="ConvException">
    /// The input does not fit the layer, the requested algorithm does not support it, or the destination has another shape or shares memory
    /// with what is read.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled, by the token or by <see cref="ConvExecution.Cancellation"/>.</exception>
    public void Forward(Tensor<float> x, Tensor<float> destination, ConvOptions? options, CancellationToken cancellationToken = default) =>
        ForwardInto(
            Requirements.Input(Spec, x).AsReadOnlyTensorSpan(),
            Requirements.Destination(destination).AsTensorSpan(),
            null,
            options,
            cancellationToken);

    /// <inheritdoc cref="Forward(Tensor{float}, Tensor{float}, ConvOptions, CancellationToken)"/>
    public void Forward(
        in ReadOnlyTensorSpan<float> x,
        in TensorSpan<float> destination,
        ConvOptions? options,
        CancellationToken cancellationToken = default) => ForwardInto(x, destination, null, options, cancellationToken);

    /// <summary>Infers the shapes of input and output.</summary>
    /// <param name="lengths">The lengths of an input, (N, C, ...) or (C, ...).</param>
    /// <exception cref="ConvException">The input does not fit the layer.</exception>
    public ConvShape OutputShape(TensorShape lengths) => ConvShape.Infer(Spec, lengths);

    /// <summary>The plan for an input: the algorithm, the reason for it, and its parameters.</summary>
    /// <param name="lengths">The lengths of an input, (N, C, ...) or (C, ...).</param>
    /// <param name="options">Algorithm and threads; null for the defaults.</param>
    /// <exception cref="ConvException">The input does not fit the layer, or the requested algorithm does not support it.</exception>
    public ConvPlan Plan(TensorShape lengths, ConvOptions? options = null) => PlanFor(lengths, null, options);

    /// <summary>
    /// Prepares the layer for inputs of one shape: makes the plan, packs a copy of weight and bias, and allocates scratch memory. Calls are
    /// faster than <see cref="Forward(Tensor{float}, Tensor{float}, CancellationToken)"/>, especially for small inputs, and allocate
    /// nothing.
    /// </summary>
    /// <param name="lengths">The lengths of the inputs, (N, C, ...) or (C, ...).</param>
    /// <param name="options">Algorithm and threads; null for the defaults.</param>
    /// <returns>The prepared layer; dispose of it to free its memory.</returns>
    /// <exception cref="ConvException">
    /// The input does not fit the layer, the requested algorithm does not support it, or the prepared layer does not fit this machine's
    /// memory.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled by <see cref="ConvExecution.Cancellation"/>.</exception>
    public PreparedConv Prepare(TensorShape lengths, ConvOptions? options = null) => PrepareFor(lengths, null, options);

    /// <summary>The rows of the weight that belong to one group, as a view: changes to it change the layer.</summary>
    /// <param name="group">The group, from 0 to groups − 1.</param>
    /// <returns>
    /// [out_channels / groups, in_channels / groups, k...]; transposed [in_channels / groups, out_channels / groups, k...].
    /// </returns>
    /// <exception cref="ConvException">There is no such group.</exception>
    public Tensor<float> WeightOf(int group)
    {
        var slice = Spec.Slice(group);
        int first = Spec.Transposed ? slice.FirstInput : slice.FirstOutput, rows = Spec.WeightRowsPerGroup;
        return Weight.Slice([new NRange(first, first + rows), .. Enumerable.Repeat(NRange.All, Spec.Dims + 1)]);
    }

    /// <summary>The layer as PyTorch prints it.</summary>
    public override string ToString() => Spec.ToString();

    /// <summary>Computes the output into a new tensor.</summary>
    private protected Tensor<float> ForwardNew(
        in ReadOnlyTensorSpan<float> x, TensorShape? outputSize, ConvOptions? options, CancellationToken cancellationToken)
    {
        // Checks that the output fits into memory before planning, which takes time.
        var plan = _plans.Find(x.Lengths, outputSize, options);
        var shape = plan?.Shape ?? ConvShape.Infer(Spec, x.Lengths, outputSize);
        var y = ConvExecution.NewOutput(shape);
        Run(plan ?? _plans.Add(shape, options), x, y.AsTensorSpan(), cancellationToken);
        return y;
    }

    /// <summary>Computes the output into existing memory.</summary>
    private protected void ForwardInto(
        in ReadOnlyTensorSpan<float> x,
        in TensorSpan<float> destination,
        TensorShape? outputSize,
        ConvOptions? options,
        CancellationToken cancellationToken)
    {
        var plan = _plans.Get(x.Lengths, outputSize, options);
        Requirements.Destination(plan.Shape, x, destination);
        Requirements.Apart("weight", Weight.AsReadOnlyTensorSpan(), destination);
        if (Bias is not null)
            Requirements.Apart("bias", Bias.AsReadOnlyTensorSpan(), destination);
        Run(plan, x, destination, cancellationToken);
    }

    /// <summary>The plan for an input and the requested output size.</summary>
    private protected ConvPlan PlanFor(TensorShape lengths, TensorShape? outputSize, ConvOptions? options) =>
        _plans.Get(lengths, outputSize, options).Describe();

    private protected PreparedConv PrepareFor(TensorShape lengths, TensorShape? outputSize, ConvOptions? options) => new(
        _plans.Get(lengths, outputSize, options), Weight.AsReadOnlyTensorSpan(), Bias is null ? default : Bias.AsReadOnlyTensorSpan());

    private void Run(PlannedConv plan, in ReadOnlyTensorSpan<float> x, in TensorSpan<float> y, CancellationToken cancellationToken) =>
        ConvCall.Run(
            plan,
            x,
            Weight.AsReadOnlyTensorSpan(),
            Bias is null ? default : Bias.AsReadOnlyTensorSpan(),
            y,
            new Cancellation(cancellationToken, ConvExecution.Cancellation));
}

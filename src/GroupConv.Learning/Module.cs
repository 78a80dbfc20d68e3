using System.Numerics.Tensors;
using GroupConv.Core;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;

namespace GroupConv.Learning;

/// <summary>A trainable layer, or a network of layers: forward, backward, parameters and state.</summary>
/// <remarks>
/// A small counterpart of PyTorch's <c>torch.nn.Module</c>: each layer computes its own gradient, and there is no automatic
/// differentiation. <see cref="Backward"/> belongs to the latest <see cref="Forward"/>, whose input the layer keeps by reference. Use a
/// module from one thread at a time, and in one place of one network. Everything is float32; results have the same bits for any number of
/// threads.
/// </remarks>
public abstract class Module
{
    private TensorShape? _outputLengths;

    /// <summary>
    /// Whether the module is in training mode (the default) or in evaluation mode; batch norm differs. See <see cref="Train"/> and
    /// <see cref="Eval"/>.
    /// </summary>
    public bool Training { get; private set; } = true;

    /// <summary>Its direct sub-layers with their names, as PyTorch's <c>named_children</c>.</summary>
    public virtual IReadOnlyList<KeyValuePair<string, Module>> NamedChildren => [];

    /// <summary>Elements of all parameters.</summary>
    public long ParameterCount => Parameters().Sum(parameter => (long)parameter.Value.FlattenedLength);

    /// <summary>The layer's own parameters with their names, in PyTorch's order: weight, then bias.</summary>
    protected internal virtual IReadOnlyList<KeyValuePair<string, Parameter>> OwnParameters => [];

    /// <summary>State of the layer that gradients do not train, with its names: batch norm's running statistics.</summary>
    protected internal virtual IReadOnlyList<KeyValuePair<string, Tensor<float>>> OwnBuffers => [];

    /// <summary>A convolution as a layer of a network.</summary>
    /// <param name="layer">The convolution.</param>
    public static implicit operator Module(ConvLayer layer) => new Convolution(layer);

    /// <summary>A channel shuffle as a layer of a network.</summary>
    /// <param name="shuffle">The shuffle.</param>
    public static implicit operator Module(ChannelShuffle shuffle) => new Shuffling(shuffle);

    /// <summary>Infers the lengths of the output.</summary>
    /// <param name="lengths">The lengths of an input.</param>
    /// <exception cref="ConvException">The input does not fit the layer; in a network, the message names the layer.</exception>
    public abstract TensorShape OutputShape(TensorShape lengths);

    /// <summary>Multiply-accumulates of one forward call; only convolutions and linear layers count.</summary>
    /// <param name="lengths">The lengths of an input.</param>
    /// <exception cref="ConvException">The input does not fit the layer.</exception>
    public virtual double Macs(TensorShape lengths) => 0;

    /// <summary>Computes the output.</summary>
    /// <param name="x">The input; <see cref="Backward"/> reads it again, so it must not change until then.</param>
    /// <returns>The output, a new tensor.</returns>
    /// <exception cref="ConvException">
    /// The input does not fit the layer; in a network, the message names the layer. Nothing was computed.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled by <see cref="ConvExecution.Cancellation"/>.</exception>
    public Tensor<float> Forward(Tensor<float> x)
    {
        if (x is null)
            throw new ConvException("input", "The input is null.", "Give a tensor, such as (N, C, H, W).");
        var output = OutputShape(x.Lengths);
        var y = Spans.Copy(Compute(Spans.Dense(x)));
        _outputLengths = output;
        return y;
    }

    /// <summary>
    /// Computes the gradients of a loss from its gradient with respect to the output, and adds those of parameters to
    /// <see cref="Parameter.Grad"/>.
    /// </summary>
    /// <param name="gradOutput">The gradient with respect to the output of the latest <see cref="Forward"/>, of its shape.</param>
    /// <returns>The gradient with respect to the input, a new tensor.</returns>
    /// <exception cref="ConvException"><see cref="Forward"/> was not called, or the gradient has another shape than the output.</exception>
    /// <exception cref="OperationCanceledException">Cancelled by <see cref="ConvExecution.Cancellation"/>.</exception>
    public Tensor<float> Backward(Tensor<float> gradOutput)
    {
        if (gradOutput is null)
        {
            throw new ConvException(
                "grad_output", "The gradient with respect to the output is null.", "Give a tensor of the output's shape.");
        }

        if (_outputLengths is not { } expected)
        {
            throw new ConvException(
                "grad_output", "Backward is called before Forward.", "Call Forward first: gradients belong to its input.");
        }

        if (expected != gradOutput.Lengths)
        {
            throw new ConvException(
                "grad_output",
                $"The gradient has the shape {new TensorShape(gradOutput.Lengths)}, but the output of the latest Forward has {expected}.",
                "Give a gradient of the output's shape.");
        }

        return Spans.Copy(Differentiate(Spans.Dense(gradOutput), input: true)!);
    }

    /// <summary>All parameters, including those of sub-layers, with names such as <c>0.weight</c>.</summary>
    public IEnumerable<KeyValuePair<string, Parameter>> NamedParameters() => State(module => module.OwnParameters, "");

    /// <summary>All parameters, including those of sub-layers.</summary>
    public IEnumerable<Parameter> Parameters() => NamedParameters().Select(named => named.Value);

    /// <summary>Sets the gradients of all parameters to zeros.</summary>
    public void ZeroGrad()
    {
        foreach (var parameter in Parameters())
            parameter.ZeroGrad();
    }

    /// <summary>Sets training mode for the module and all sub-layers.</summary>
    /// <param name="mode">True for training; false is the same as <see cref="Eval"/>.</param>
    public void Train(bool mode = true)
    {
        Training = mode;
        foreach (var (_, child) in NamedChildren)
            child.Train(mode);
    }

    /// <summary>Sets evaluation mode for the module and all sub-layers: batch norm uses its running statistics.</summary>
    public void Eval() => Train(false);

    /// <summary>
    /// Redraws all parameters from PyTorch's distributions: layer after layer from one stream of random numbers, so that equal layers start
    /// differently.
    /// </summary>
    /// <param name="seed">Seed; gives the same numbers on every machine, but not PyTorch's.</param>
    public void ResetParameters(int seed)
    {
        var random = new SplitMix64((ulong)seed);
        Reset(ref random);
    }

    /// <summary>
    /// The state of the network: parameters and running statistics, with PyTorch's names and layouts. The tensors are the network's own,
    /// not copies.
    /// </summary>
    /// <remarks>PyTorch's <c>num_batches_tracked</c> is left out; it matters only if batch norm has no momentum.</remarks>
    public IReadOnlyDictionary<string, Tensor<float>> StateDict() => new OrderedDictionary<string, Tensor<float>>(
        State<Tensor<float>>(
            module => [.. module.OwnParameters.Select(own => KeyValuePair.Create(own.Key, own.Value.Value)), .. module.OwnBuffers],
            ""));

    /// <summary>Copies a state into the network.</summary>
    /// <param name="state">
    /// Tensors with PyTorch's names, such as those of an <c>.npz</c> file; <c>num_batches_tracked</c> is ignored.
    /// </param>
    /// <exception cref="ConvException">
    /// Tensors are missing, unknown, or of another shape; the message names all of them, and nothing is changed.
    /// </exception>
    public void LoadStateDict(IReadOnlyDictionary<string, Tensor<float>> state) => StateLoading.Load(StateDict(), state);

    /// <summary>A copy of the network with each batch norm folded into the convolution before it; for evaluation only.</summary>
    /// <remarks>
    /// Source: PyTorch, <c>torch.nn.utils.fusion.fuse_conv_bn_eval</c>. Layers that nothing is folded into are shared with this network and
    /// set to <see cref="Eval"/>.
    /// </remarks>
    public virtual Module Folded() => this;

    /// <summary>The network as a table: layers, shapes, parameters, multiply-accumulates.</summary>
    /// <param name="lengths">The lengths of an input, such as <c>1, 3, 64, 64</c>.</param>
    /// <exception cref="ConvException">The input does not fit; the message names the layer.</exception>
    public ModuleSummary Summary(params TensorShape lengths) => ModuleSummary.Of(this, lengths);

    /// <summary>Computes the output of a layer.</summary>
    /// <param name="x">
    /// The input, row-major, of a shape that <see cref="OutputShape"/> accepts; valid until the gradients are computed.
    /// </param>
    /// <returns>The output, row-major; the next call may reuse its memory.</returns>
    protected internal abstract Tensor<float> Compute(Tensor<float> x);

    /// <summary>
    /// Computes the gradients of a layer at its latest input, and adds those of parameters to <see cref="Parameter.Grad"/>.
    /// </summary>
    /// <param name="gradOutput">The gradient with respect to the output, row-major and of its shape; not modified.</param>
    /// <param name="input">Whether to compute the gradient with respect to the input.</param>
    /// <returns>The gradient with respect to the input, row-major; the next call may reuse its memory. Null if not requested.</returns>
    protected internal abstract Tensor<float>? Differentiate(Tensor<float> gradOutput, bool input);

    /// <summary>Draws the parameters of this layer and its sub-layers.</summary>
    internal virtual void Reset(ref SplitMix64 random)
    {
        foreach (var (_, child) in NamedChildren)
            child.Reset(ref random);
    }

    /// <summary>This module and all sub-layers.</summary>
    internal IEnumerable<Module> All() => NamedChildren.SelectMany(child => child.Value.All()).Prepend(this);

    private IEnumerable<KeyValuePair<string, T>> State<T>(Func<Module, IEnumerable<KeyValuePair<string, T>>> own, string prefix) =>
        own(this)
        .Select(named => KeyValuePair.Create(prefix + named.Key, named.Value))
        .Concat(NamedChildren.SelectMany(child => child.Value.State(own, $"{prefix}{child.Key}.")));
}

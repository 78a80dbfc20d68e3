using System.Numerics.Tensors;
using GroupConv.Core;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;

namespace GroupConv.Learning;

/// <summary>A layer that can learn, or a network of layers: forward, backward, parameters and state.</summary>
/// <remarks>
/// The counterpart of PyTorch's <c>torch.nn.Module</c>, of a size for teaching: each layer knows its own gradient, and there is no automatic differentiation.
/// <see cref="Backward"/> belongs to the latest <see cref="Forward"/>, whose input the layer keeps by reference; a module is used by one thread at a time, and stands in one place of one network.
/// Everything is float32; the same numbers, to the bit, for any number of threads.
/// </remarks>
public abstract class Module
{
    private TensorShape? _outputLengths;

    /// <summary>Whether it learns (the default), or is used: batch norm differs. See <see cref="Train"/> and <see cref="Eval"/>.</summary>
    public bool Training { get; private set; } = true;

    /// <summary>The layers in it, with their names, as PyTorch's <c>named_children</c>.</summary>
    public virtual IReadOnlyList<KeyValuePair<string, Module>> NamedChildren => [];

    /// <summary>Elements of all parameters.</summary>
    public long ParameterCount => Parameters().Sum(parameter => (long)parameter.Value.FlattenedLength);

    /// <summary>The parameters of the layer itself, with their names in PyTorch's order: weight, then bias.</summary>
    protected internal virtual IReadOnlyList<KeyValuePair<string, Parameter>> OwnParameters => [];

    /// <summary>What belongs to the layer's state but is not learnt by gradients, with its names: batch norm's running statistics.</summary>
    protected internal virtual IReadOnlyList<KeyValuePair<string, Tensor<float>>> OwnBuffers => [];

    /// <summary>A convolution as a layer of a network.</summary>
    /// <param name="layer">The convolution.</param>
    public static implicit operator Module(ConvLayer layer) => new Convolution(layer);

    /// <summary>A channel shuffle as a layer of a network.</summary>
    /// <param name="shuffle">The shuffle.</param>
    public static implicit operator Module(ChannelShuffle shuffle) => new Shuffling(shuffle);

    /// <summary>The lengths of the output, without computing it.</summary>
    /// <param name="lengths">The lengths of an input.</param>
    /// <exception cref="ConvException">The input does not fit the layer; in a network, the message says which layer.</exception>
    public abstract TensorShape OutputShape(TensorShape lengths);

    /// <summary>Multiply-accumulates of one forward call, of convolutions and linear layers; what other layers do is not counted.</summary>
    /// <param name="lengths">The lengths of an input.</param>
    /// <exception cref="ConvException">The input does not fit the layer.</exception>
    public virtual double Macs(TensorShape lengths) => 0;

    /// <summary>Computes the output.</summary>
    /// <param name="x">The input; it is read again by <see cref="Backward"/>, and must stay as it is until then.</param>
    /// <returns>The output, a tensor of the caller's.</returns>
    /// <exception cref="ConvException">The input does not fit the layer; in a network, the message says which layer. Nothing has been computed.</exception>
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

    /// <summary>Computes the gradients of a loss from its gradient with respect to the output, and adds those of parameters to <see cref="Parameter.Grad"/>.</summary>
    /// <param name="gradOutput">The gradient with respect to the output of the latest <see cref="Forward"/>, of its shape.</param>
    /// <returns>The gradient with respect to the input, a tensor of the caller's.</returns>
    /// <exception cref="ConvException">There was no <see cref="Forward"/>, or the gradient is not of the output's shape.</exception>
    /// <exception cref="OperationCanceledException">Cancelled by <see cref="ConvExecution.Cancellation"/>.</exception>
    public Tensor<float> Backward(Tensor<float> gradOutput)
    {
        if (gradOutput is null)
            throw new ConvException("grad_output", "The gradient with respect to the output is null.", "Give a tensor of the output's shape.");
        if (_outputLengths is not { } expected)
            throw new ConvException("grad_output", "Backward is called before Forward.", "Call Forward first: gradients belong to its input.");
        if (expected != gradOutput.Lengths)
        {
            throw new ConvException(
                "grad_output",
                $"The gradient has the shape {new TensorShape(gradOutput.Lengths)}, but the output of the latest Forward has {expected}.",
                "Give a gradient of the output's shape.");
        }

        return Spans.Copy(Differentiate(Spans.Dense(gradOutput), input: true)!);
    }

    /// <summary>The parameters of all layers in it, with names such as <c>0.weight</c>.</summary>
    public IEnumerable<KeyValuePair<string, Parameter>> NamedParameters() => State(module => module.OwnParameters, "");

    /// <summary>The parameters of all layers in it.</summary>
    public IEnumerable<Parameter> Parameters() => NamedParameters().Select(named => named.Value);

    /// <summary>Sets the gradients of all parameters to zeros.</summary>
    public void ZeroGrad()
    {
        foreach (var parameter in Parameters())
            parameter.ZeroGrad();
    }

    /// <summary>Makes it, and all layers in it, ready to learn.</summary>
    /// <param name="mode">Whether it learns; false as <see cref="Eval"/>.</param>
    public void Train(bool mode = true)
    {
        Training = mode;
        foreach (var (_, child) in NamedChildren)
            child.Train(mode);
    }

    /// <summary>Makes it, and all layers in it, ready to be used: batch norm takes its running statistics.</summary>
    public void Eval() => Train(false);

    /// <summary>Draws all parameters anew, as PyTorch initialises them: layer after layer from one stream of random numbers, so that no two layers begin alike.</summary>
    /// <param name="seed">Chooses the numbers; the same on every machine (and not PyTorch's numbers).</param>
    public void ResetParameters(int seed)
    {
        var random = new SplitMix64((ulong)seed);
        Reset(ref random);
    }

    /// <summary>The state of the network: parameters and running statistics, by PyTorch's names and in its layouts. The tensors are the network's own: changes to them show.</summary>
    /// <remarks>PyTorch's <c>num_batches_tracked</c> is not kept; it matters only where batch norm has no momentum.</remarks>
    public IReadOnlyDictionary<string, Tensor<float>> StateDict() => new OrderedDictionary<string, Tensor<float>>(
        State<Tensor<float>>(module => [.. module.OwnParameters.Select(own => KeyValuePair.Create(own.Key, own.Value.Value)), .. module.OwnBuffers], ""));

    /// <summary>Copies a state into the network.</summary>
    /// <param name="state">Tensors by PyTorch's names, such as those of an <c>.npz</c> file; <c>num_batches_tracked</c> is passed over.</param>
    /// <exception cref="ConvException">Tensors are missing, unknown, or of another shape: all of them are named, and nothing is changed.</exception>
    public void LoadStateDict(IReadOnlyDictionary<string, Tensor<float>> state) => StateLoading.Load(StateDict(), state);

    /// <summary>The same network with each batch norm folded into the convolution before it: for use, not for learning, and in other memory.</summary>
    /// <remarks>Source: PyTorch, <c>torch.nn.utils.fusion.fuse_conv_bn_eval</c>. Layers that nothing is folded into are shared with this network, and set to <see cref="Eval"/>.</remarks>
    public virtual Module Folded() => this;

    /// <summary>The network as a table: layers, shapes, parameters, multiply-accumulates.</summary>
    /// <param name="lengths">The lengths of an input, such as <c>1, 3, 64, 64</c>.</param>
    /// <exception cref="ConvException">The input does not fit; the message says which layer.</exception>
    public ModuleSummary Summary(params TensorShape lengths) => ModuleSummary.Of(this, lengths);

    /// <summary>Computes the output of a layer.</summary>
    /// <param name="x">The input, row-major, of a shape that <see cref="OutputShape"/> takes; valid until the gradients have been computed.</param>
    /// <returns>The output, row-major; the layer may use its memory again in the next call.</returns>
    protected internal abstract Tensor<float> Compute(Tensor<float> x);

    /// <summary>Computes the gradients of a layer at its latest input, and adds those of parameters to <see cref="Parameter.Grad"/>.</summary>
    /// <param name="gradOutput">The gradient with respect to the output, row-major, of its shape; it is not changed.</param>
    /// <param name="input">Whether the gradient with respect to the input is wanted.</param>
    /// <returns>The gradient with respect to the input, row-major; the layer may use its memory again in the next call. Null where it is not wanted.</returns>
    protected internal abstract Tensor<float>? Differentiate(Tensor<float> gradOutput, bool input);

    /// <summary>Draws the parameters of this layer and of those in it.</summary>
    internal virtual void Reset(ref SplitMix64 random)
    {
        foreach (var (_, child) in NamedChildren)
            child.Reset(ref random);
    }

    /// <summary>This module and all in it.</summary>
    internal IEnumerable<Module> All() => NamedChildren.SelectMany(child => child.Value.All()).Prepend(this);

    private IEnumerable<KeyValuePair<string, T>> State<T>(Func<Module, IEnumerable<KeyValuePair<string, T>>> own, string prefix) => own(this)
        .Select(named => KeyValuePair.Create(prefix + named.Key, named.Value))
        .Concat(NamedChildren.SelectMany(child => child.Value.State(own, $"{prefix}{child.Key}.")));
}

using System.Globalization;
using System.Numerics.Tensors;
using GroupConv.Core.Specs;

namespace GroupConv.Learning;

/// <summary>A chain of layers, named by their index from 0. Source: PyTorch, <c>torch.nn.Sequential</c>.</summary>
public sealed class Sequential : Module
{
    private readonly Module[] _modules;
    private readonly int _firstToLearn;

    /// <summary>Creates a chain of layers; convolutions and channel shuffles convert implicitly.</summary>
    /// <param name="modules">The layers; without layers, the output is the input.</param>
    /// <exception cref="ConvException">A layer is null or appears twice: a layer keeps the input that its gradients need.</exception>
    public Sequential(params ReadOnlySpan<Module> modules)
    {
        _modules = modules.ToArray();
        NamedChildren = [.. _modules.Select((module, i) => KeyValuePair.Create(i.ToString(CultureInfo.InvariantCulture), module))];
        Places.RequireDistinct(NamedChildren);
        _firstToLearn = Array.FindIndex(_modules, module => module.Parameters().Any());
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KeyValuePair<string, Module>> NamedChildren { get; }

    /// <summary>Number of layers.</summary>
    public int Count => _modules.Length;

    /// <summary>A layer.</summary>
    /// <param name="index">Its index, from 0.</param>
    /// <exception cref="ConvException">There is no such layer.</exception>
    public Module this[int index] => index >= 0 && index < Count ? _modules[index] : throw new ConvException(
        "index",
        string.Create(CultureInfo.InvariantCulture, $"There is no layer {index} among {Count}."),
        Count == 0 ? "There are none." : string.Create(CultureInfo.InvariantCulture, $"From 0 to {Count - 1}."));

    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape lengths)
    {
        var shape = lengths;
        foreach (var (name, module) in NamedChildren)
            shape = Places.OutputShape(name, module, shape);
        return shape;
    }

    /// <inheritdoc/>
    public override double Macs(TensorShape lengths)
    {
        double macs = 0;
        var shape = lengths;
        foreach (var (name, module) in NamedChildren)
        {
            var output = Places.OutputShape(name, module, shape);
            macs += module.Macs(shape);
            shape = output;
        }

        return macs;
    }

    /// <inheritdoc/>
    public override Module Folded()
    {
        var folded = _modules.Select(module => module.Folded()).ToArray();
        for (int i = 1; i < folded.Length; i++)
        {
            // An identity replaces the batch norm, so that later layers keep their names.
            if (folded[i] is BatchNorm2d { CanFold: true } norm && folded[i - 1] is Convolution { Layer.Spec.Dims: 2 } convolution)
                (folded[i - 1], folded[i]) = (norm.FoldInto(convolution.Layer), new Identity());
        }

        var whole = new Sequential(folded);
        whole.Eval();
        return whole;
    }

    /// <summary>The chain as PyTorch prints it, one layer per line.</summary>
    public override string ToString() => Places.Written("Sequential", NamedChildren);

    /// <inheritdoc/>
    protected internal override Tensor<float> Compute(Tensor<float> x)
    {
        foreach (var module in _modules)
            x = module.Compute(x);
        return x;
    }

    /// <inheritdoc/>
    protected internal override Tensor<float>? Differentiate(Tensor<float> gradOutput, bool input)
    {
        var gradient = gradOutput;
        for (int i = _modules.Length - 1; i >= 0; i--)
        {
            // No layer before the first trainable one needs a gradient.
            gradient = _modules[i].Differentiate(gradient, input || (_firstToLearn >= 0 && i > _firstToLearn));
            if (gradient is null)
                return null;
        }

        return input ? gradient : null;
    }
}

using System.Numerics.Tensors;
using GroupConv.Core;
using GroupConv.Core.Specs;

namespace GroupConv.Learning;

/// <summary>A residual block: activation(body(x) + shortcut(x)).</summary>
/// <remarks>
/// Source: He, Zhang, Ren and Sun, "Deep residual learning for image recognition", CVPR 2016. PyTorch has no such module; models define it,
/// with a body name of their own.
/// </remarks>
public sealed class Residual : Module
{
    private readonly ReusedTensor _sum = new("The output");
    private readonly ReusedTensor _gradInput = new("The gradient with respect to the input");
    private readonly string _name;
    private readonly Module _body;
    private readonly Module? _shortcut;
    private readonly Module? _activation;

    /// <summary>Creates a block.</summary>
    /// <param name="body">The residual branch.</param>
    /// <param name="shortcut">Applied to the input before the addition, such as a 1×1 convolution; defaults to the identity.</param>
    /// <param name="activation">Applied to the sum; defaults to the identity.</param>
    /// <param name="name">The body's name in the state dict: its weights are <c>body.0.weight</c> and so on.</param>
    /// <exception cref="ConvException">The body is null, a layer appears twice, or the name is empty or contains a dot.</exception>
    public Residual(Module body, Module? shortcut = null, Module? activation = null, string name = "body")
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length == 0 || name.Contains('.', StringComparison.Ordinal) || name is "shortcut" or "activation")
        {
            throw new ConvException(
                "name",
                $"\"{name}\" is not a valid name for the body.",
                "A name contains no dot, and differs from those of the shortcut and the activation.",
                "name: \"body\"");
        }

        (_name, _body, _shortcut, _activation) = (name, body, shortcut, activation);
        var children = new List<KeyValuePair<string, Module>> { new(name, body) };
        if (shortcut is not null)
            children.Add(new("shortcut", shortcut));
        if (activation is not null)
            children.Add(new("activation", activation));
        NamedChildren = children;
        Places.RequireDistinct(NamedChildren);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KeyValuePair<string, Module>> NamedChildren { get; }

    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape lengths)
    {
        var body = Places.OutputShape(_name, _body, lengths);
        var shortcut = _shortcut is null ? lengths : Places.OutputShape("shortcut", _shortcut, lengths);
        if (body != shortcut)
        {
            throw new ConvException(
                "input",
                $"For an input {lengths} the output of the body is {body}, which cannot be added to {shortcut}"
                + $"{(_shortcut is null ? "" : ", the output of the shortcut")}.",
                "Both must have the same shape.",
                _shortcut is null && body.Count == 4 ? "shortcut: new Conv2d(inChannels, outChannels, 1, stride: 2)" : "");
        }

        return _activation is null ? body : Places.OutputShape("activation", _activation, body);
    }

    /// <inheritdoc/>
    public override double Macs(TensorShape lengths)
    {
        var body = Places.OutputShape(_name, _body, lengths);
        return _body.Macs(lengths) + (_shortcut?.Macs(lengths) ?? 0) + (_activation?.Macs(body) ?? 0);
    }

    /// <inheritdoc/>
    public override Module Folded()
    {
        var folded = new Residual(_body.Folded(), _shortcut?.Folded(), _activation?.Folded(), _name);
        folded.Eval();
        return folded;
    }

    /// <summary>The block as PyTorch would print it, one layer per line.</summary>
    public override string ToString() => Places.Written("Residual", NamedChildren);

    /// <inheritdoc/>
    protected internal override Tensor<float> Compute(Tensor<float> x)
    {
        var body = _body.Compute(x);
        var shortcut = _shortcut is null ? x : _shortcut.Compute(x);
        var sum = _sum.Of(body.Lengths);
        TensorPrimitives.Add(Spans.Of(body), Spans.Of(shortcut), Spans.Of(sum));
        return _activation is null ? sum : _activation.Compute(sum);
    }

    /// <inheritdoc/>
    protected internal override Tensor<float>? Differentiate(Tensor<float> gradOutput, bool input)
    {
        var gradSum = _activation is null ? gradOutput : _activation.Differentiate(gradOutput, input: true)!;
        var body = _body.Differentiate(gradSum, input);
        var shortcut = _shortcut is null ? gradSum : _shortcut.Differentiate(gradSum, input);
        if (!input)
            return null;
        var gradInput = _gradInput.Of(body!.Lengths);
        TensorPrimitives.Add(Spans.Of(body), Spans.Of(shortcut!), Spans.Of(gradInput));
        return gradInput;
    }
}

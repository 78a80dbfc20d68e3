using System.Numerics.Tensors;
using GroupConv.Core;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;

namespace GroupConv.Learning;

/// <summary>
/// A convolution of any of the six kinds as a layer of a network. A <see cref="ConvLayer"/> converts implicitly where a module is expected.
/// </summary>
public sealed class Convolution : Module
{
    private readonly ReusedTensor _output = new("The output");
    private readonly ReusedTensor _gradInput = new("The gradient with respect to the input");
    private readonly ConvGradients _gradients;
    private readonly Parameter _weight;
    private readonly Parameter? _bias;
    private Tensor<float>? _x;

    /// <summary>Creates a layer of a network.</summary>
    /// <param name="layer">The convolution; its weight and bias are trained in place.</param>
    /// <exception cref="ConvException">The convolution is null, or its weight is not row-major.</exception>
    public Convolution(ConvLayer layer)
    {
        Layer = layer ?? throw new ConvException("layer", "The convolution is null.", "Give a layer.", "new Conv2d(64, 128, 3)");
        _weight = new Parameter(layer.Weight);
        _bias = layer.Bias is null ? null : new Parameter(layer.Bias);
        _gradients = new ConvGradients(
            null,
            Tensor.CreateFromShape<float>(layer.Weight.Lengths),
            layer.Bias is null ? null : Tensor.CreateFromShape<float>(layer.Bias.Lengths));
    }

    /// <summary>The convolution.</summary>
    public ConvLayer Layer { get; }

    /// <inheritdoc/>
    protected internal override IReadOnlyList<KeyValuePair<string, Parameter>> OwnParameters =>
        _bias is null ? [new("weight", _weight)] : [new("weight", _weight), new("bias", _bias)];

    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape lengths) => Layer.OutputShape(lengths).Output;

    /// <inheritdoc/>
    public override double Macs(TensorShape lengths) => ConvCost.Of(Layer.OutputShape(lengths)).Macs;

    /// <summary>The convolution as PyTorch prints it.</summary>
    public override string ToString() => Layer.ToString();

    /// <inheritdoc/>
    protected internal override Tensor<float> Compute(Tensor<float> x)
    {
        _x = x;
        var y = _output.Of(OutputShape(x.Lengths));
        Layer.Forward(x, y);
        return y;
    }

    /// <inheritdoc/>
    protected internal override Tensor<float>? Differentiate(Tensor<float> gradOutput, bool input)
    {
        var gradients = input ? _gradients with { Input = _gradInput.Of(_x!.Lengths) } : _gradients;
        Layer.Backward(_x!, gradOutput, gradients);
        Add(_weight, gradients.Weight!);
        if (_bias is not null)
            Add(_bias, gradients.Bias!);
        return gradients.Input;
    }

    internal override void Reset(ref SplitMix64 random)
    {
        double fanIn = (double)Layer.Weight.FlattenedLength / Layer.Weight.Lengths[0];
        KaimingUniform.Fill(Spans.Of(Layer.Weight), fanIn, ref random);
        if (Layer.Bias is not null)
            KaimingUniform.Fill(Spans.Of(Layer.Bias), fanIn, ref random);
    }

    private static void Add(Parameter parameter, Tensor<float> gradient)
    {
        var sums = Spans.Of(parameter.Grad);
        TensorPrimitives.Add(sums, Spans.Of(gradient), sums);
    }
}

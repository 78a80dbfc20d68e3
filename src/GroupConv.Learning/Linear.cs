using System.Globalization;
using System.Numerics.Tensors;
using GroupConv.Core;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;

namespace GroupConv.Learning;

/// <summary>y = x·weightᵀ + bias over the last dimension. Source: PyTorch, <c>torch.nn.Linear</c>.</summary>
/// <remarks>
/// Input (..., in_features), output (..., out_features), weight [out_features, in_features], bias [out_features]. Sums are computed in
/// double.
/// </remarks>
public sealed class Linear : Module
{
    private readonly ReusedTensor _output = new("The output");
    private readonly ReusedTensor _gradInput = new("The gradient with respect to the input");
    private readonly Parameter _weight;
    private readonly Parameter? _bias;
    private Tensor<float>? _x;

    /// <summary>Creates a layer with random weights, uniform in ±1/√in_features as in PyTorch.</summary>
    /// <param name="inFeatures">Length of the last dimension of the input.</param>
    /// <param name="outFeatures">Length of the last dimension of the output.</param>
    /// <param name="bias">Whether a bias is added to each output.</param>
    /// <param name="seed">Seed of the weights; <see cref="Module.ResetParameters"/> draws those of a whole network.</param>
    /// <exception cref="ConvException">A length is below 1, or the weight exceeds this machine's memory.</exception>
    public Linear(int inFeatures, int outFeatures, bool bias = true, int seed = 0)
    {
        (InFeatures, OutFeatures) = (Require.Positive("in_features", inFeatures), Require.Positive("out_features", outFeatures));
        double elements = (double)inFeatures * outFeatures;
        MemoryBudget.RequireTensor(
            "weight",
            string.Create(CultureInfo.InvariantCulture, $"The weight [{outFeatures}, {inFeatures}]"),
            elements,
            "Use fewer features.");
        _weight = new Parameter(Tensor.Create(new float[(int)elements], [outFeatures, inFeatures]));
        _bias = bias ? new Parameter(Tensor.Create(new float[outFeatures], [outFeatures])) : null;
        ResetParameters(seed);
    }

    /// <summary>Length of the last dimension of the input.</summary>
    public int InFeatures { get; }

    /// <summary>Length of the last dimension of the output.</summary>
    public int OutFeatures { get; }

    /// <summary>The weight, [out_features, in_features].</summary>
    public Tensor<float> Weight => _weight.Value;

    /// <summary>The bias, [out_features], or null.</summary>
    public Tensor<float>? Bias => _bias?.Value;

    /// <inheritdoc/>
    protected internal override IReadOnlyList<KeyValuePair<string, Parameter>> OwnParameters =>
        _bias is null ? [new("weight", _weight)] : [new("weight", _weight), new("bias", _bias)];

    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape lengths)
    {
        if (lengths.Count == 0 || lengths[^1] != InFeatures)
        {
            throw new ConvException(
                "input",
                string.Create(CultureInfo.InvariantCulture, $"The last dimension of the input {lengths} is not in_features={InFeatures}."),
                string.Create(CultureInfo.InvariantCulture, $"Give (..., {InFeatures}); Flatten() makes (N, C·H·W) of (N, C, H, W)."),
                lengths.Count == 2 ? string.Create(CultureInfo.InvariantCulture, $"new Linear({lengths[^1]}, {OutFeatures})") : "");
        }

        return [.. lengths[..^1], OutFeatures];
    }

    /// <inheritdoc/>
    public override double Macs(TensorShape lengths) => Spans.Product(OutputShape(lengths)) * InFeatures;

    /// <summary>The layer as PyTorch prints it.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"Linear(in_features={InFeatures}, out_features={OutFeatures}, bias={(_bias is null ? "False" : "True")})");

    /// <inheritdoc/>
    protected internal override Tensor<float> Compute(Tensor<float> x)
    {
        _x = x;
        var y = _output.Of(OutputShape(x.Lengths));
        ReadOnlySpan<float> xs = Spans.Of(x), weights = Spans.Of(Weight), biases = Bias is null ? [] : Spans.Of(Bias);
        var ys = Spans.Of(y);
        for (int n = 0; n * OutFeatures < ys.Length; n++)
        {
            var row = xs.Slice(n * InFeatures, InFeatures);
            for (int o = 0; o < OutFeatures; o++)
            {
                ys[n * OutFeatures + o] = (float)(
                    Sums.Products(row, weights.Slice(o * InFeatures, InFeatures)) + (biases.IsEmpty ? 0 : biases[o]));
            }
        }

        return y;
    }

    /// <inheritdoc/>
    protected internal override Tensor<float>? Differentiate(Tensor<float> gradOutput, bool input)
    {
        ReadOnlySpan<float> xs = Spans.Of(_x!), gradients = Spans.Of(gradOutput), weights = Spans.Of(Weight);
        Span<float> gradWeight = Spans.Of(_weight.Grad), gradBias = _bias is null ? [] : Spans.Of(_bias.Grad);
        var gradInput = input ? _gradInput.Of(_x!.Lengths) : null;
        gradInput?.Fill(0);
        Span<float> gradX = gradInput is null ? [] : Spans.Of(gradInput);
        for (int n = 0; n * OutFeatures < gradients.Length; n++)
        {
            for (int o = 0; o < OutFeatures; o++)
            {
                float gradient = gradients[n * OutFeatures + o];
                var sums = gradWeight.Slice(o * InFeatures, InFeatures);
                TensorPrimitives.MultiplyAdd(xs.Slice(n * InFeatures, InFeatures), gradient, sums, sums);
                if (!gradBias.IsEmpty)
                    gradBias[o] += gradient;
                if (gradInput is null)
                    continue;
                var row = gradX.Slice(n * InFeatures, InFeatures);
                TensorPrimitives.MultiplyAdd(weights.Slice(o * InFeatures, InFeatures), gradient, row, row);
            }
        }

        return gradInput;
    }

    internal override void Reset(ref SplitMix64 random)
    {
        KaimingUniform.Fill(Spans.Of(Weight), InFeatures, ref random);
        if (Bias is not null)
            KaimingUniform.Fill(Spans.Of(Bias), InFeatures, ref random);
    }
}

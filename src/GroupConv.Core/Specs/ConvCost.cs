using static System.FormattableString;

namespace GroupConv.Core.Specs;

/// <summary>What a layer costs on an input: parameters, multiply-accumulates and bytes of float32. Exact below 2⁵³.</summary>
/// <remarks>
/// parameters = out_channels · in_channels/groups · kH · kW (+ out_channels with bias);
/// MACs = N · oH · oW · out_channels · in_channels/groups · kH · kW; FLOPs = 2 · MACs. Multiplications with padding are included.
/// Other numbers of dimensions likewise. A transposed convolution has the pixels of its input in place of those of its output.
/// </remarks>
/// <param name="WeightParameters">Elements of the weight.</param>
/// <param name="BiasParameters">Elements of the bias.</param>
/// <param name="Macs">Multiply-accumulates of one forward call.</param>
/// <param name="InputBytes">Bytes of the input.</param>
/// <param name="OutputBytes">Bytes of the output.</param>
public readonly record struct ConvCost(double WeightParameters, double BiasParameters, double Macs, double InputBytes, double OutputBytes)
{
    /// <summary>Elements of weight and bias.</summary>
    public double Parameters => WeightParameters + BiasParameters;

    /// <summary>Floating-point operations: 2 · MACs.</summary>
    public double Flops => 2 * Macs;

    /// <summary>Bytes of weight and bias.</summary>
    public double ParameterBytes => sizeof(float) * Parameters;

    /// <summary>The cost of a layer applied to an input.</summary>
    /// <param name="shape">The layer applied to an input.</param>
    /// <exception cref="ArgumentNullException"><paramref name="shape"/> is null.</exception>
    public static ConvCost Of(ConvShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var spec = shape.Spec;
        double weight = WeightElements(spec);
        return new ConvCost(
            weight,
            spec.Bias ? spec.OutChannels : 0,
            (spec.Transposed ? shape.InputElements / spec.InChannels : shape.OutputElements / spec.OutChannels) * weight,
            sizeof(float) * shape.InputElements,
            sizeof(float) * shape.OutputElements);
    }

    /// <summary>Elements of a layer's weight.</summary>
    /// <param name="spec">The layer.</param>
    /// <exception cref="ConvException">The spec is null.</exception>
    public static double WeightElements(ConvSpec spec) => ConvSpec.Given(spec).WeightShape.Elements;

    /// <summary>Elements of a layer's weight and bias.</summary>
    /// <param name="spec">The layer.</param>
    /// <exception cref="ConvException">The spec is null.</exception>
    public static double ParametersOf(ConvSpec spec) => WeightElements(spec) + (spec.Bias ? spec.OutChannels : 0);

    /// <summary>Such as <c>18,560 parameters, 57,802,752 MACs, 802.8 kB in, 1.6 MB out</c>.</summary>
    public override string ToString() =>
        Invariant($"{Parameters:N0} {(Parameters == 1 ? "parameter" : "parameters")}, {Macs:N0} {(Macs == 1 ? "MAC" : "MACs")}, ")
        + Invariant($"{ByteSize.Text(InputBytes)} in, {ByteSize.Text(OutputBytes)} out");
}

namespace GroupConv.Core.Specs;

/// <summary>What a layer costs: parameters, multiply-accumulates and bytes of float32, exact while they fit 53 bits.</summary>
/// <remarks>
/// parameters = out_channels · in_channels/groups · kH · kW (+ out_channels with bias);
/// MACs = N · oH · oW · out_channels · in_channels/groups · kH · kW; FLOPs = 2 · MACs. Padding counts as if it were input. Other numbers of dimensions likewise; transposed, with the
/// pixels of the input in place of the output's.
/// </remarks>
/// <param name="WeightParameters">Elements of the weight.</param>
/// <param name="BiasParameters">Elements of the bias.</param>
/// <param name="Macs">Multiply-accumulates of one forward call.</param>
/// <param name="InputBytes">Bytes of the input.</param>
/// <param name="OutputBytes">Bytes of the output.</param>
public readonly record struct Conv2dCost(double WeightParameters, double BiasParameters, double Macs, double InputBytes, double OutputBytes)
{
    /// <summary>Elements of weight and bias.</summary>
    public double Parameters => WeightParameters + BiasParameters;

    /// <summary>Floating-point operations: 2 · MACs.</summary>
    public double Flops => 2 * Macs;

    /// <summary>Bytes of weight and bias.</summary>
    public double ParameterBytes => sizeof(float) * Parameters;

    /// <summary>The cost of a layer on an input.</summary>
    /// <param name="shape">The layer on its input.</param>
    public static Conv2dCost Of(ConvShape shape)
    {
        var spec = shape.Spec;
        double weight = WeightElements(spec);
        return new Conv2dCost(
            weight,
            spec.Bias ? spec.OutChannels : 0,
            (spec.Transposed ? shape.InputElements / spec.InChannels : shape.OutputElements / spec.OutChannels) * weight,
            sizeof(float) * shape.InputElements,
            sizeof(float) * shape.OutputElements);
    }

    /// <summary>Elements of a layer's weight.</summary>
    /// <param name="spec">The layer.</param>
    public static double WeightElements(ConvSpec spec) =>
        spec.WeightShape.Aggregate(1.0, (product, length) => product * length);

    /// <summary>Elements of a layer's weight and bias.</summary>
    /// <param name="spec">The layer.</param>
    public static double ParametersOf(ConvSpec spec) => WeightElements(spec) + (spec.Bias ? spec.OutChannels : 0);
}

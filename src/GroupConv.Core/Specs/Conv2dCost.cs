namespace GroupConv.Core.Specs;

/// <summary>What a layer costs: parameters, multiply-accumulates and bytes of float32, exact while they fit 53 bits.</summary>
/// <remarks>
/// parameters = out_channels · in_channels/groups · kH · kW (+ out_channels with bias);
/// MACs = N · oH · oW · out_channels · in_channels/groups · kH · kW; FLOPs = 2 · MACs. Padding counts as if it were input.
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
    public static Conv2dCost Of(Conv2dShape shape)
    {
        var spec = shape.Spec;
        double weight = WeightElements(spec);
        return new Conv2dCost(
            weight,
            spec.Bias ? spec.OutChannels : 0,
            shape.Batch * (double)shape.OutHeight * shape.OutWidth * weight,
            sizeof(float) * (double)shape.Batch * spec.InChannels * shape.InHeight * shape.InWidth,
            sizeof(float) * shape.OutputElements);
    }

    /// <summary>Elements of a layer's weight.</summary>
    /// <param name="spec">The layer.</param>
    public static double WeightElements(Conv2dSpec spec) =>
        (double)spec.OutChannels * spec.InChannelsPerGroup * spec.KernelSize.Height * spec.KernelSize.Width;

    /// <summary>Elements of a layer's weight and bias.</summary>
    /// <param name="spec">The layer.</param>
    public static double ParametersOf(Conv2dSpec spec) => WeightElements(spec) + (spec.Bias ? spec.OutChannels : 0);
}

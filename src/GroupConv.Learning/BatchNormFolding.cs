using System.Numerics.Tensors;
using GroupConv.Core;
using GroupConv.Core.Specs;

namespace GroupConv.Learning;

/// <summary>Folds a batch norm into a convolution: with fixed statistics, both are linear.</summary>
internal static class BatchNormFolding
{
    public static ConvLayer Fold(ConvLayer layer, BatchNorm2d norm)
    {
        if (norm.RunningMean is null)
        {
            throw new ConvException(
                "layer",
                $"{norm} has no running statistics.",
                "Statistics of a batch cannot be folded: they depend on the input.",
                "trackRunningStats: true");
        }

        var spec = layer.Spec;
        Span<float> means = Spans.Of(norm.RunningMean), variances = Spans.Of(norm.RunningVar!);
        var scales = new double[spec.OutChannels];
        var biases = new float[spec.OutChannels];
        for (int oc = 0; oc < scales.Length; oc++)
        {
            scales[oc] = (norm.Weight is null ? 1 : Spans.Of(norm.Weight)[oc]) / Math.Sqrt(variances[oc] + norm.Eps);
            double bias = layer.Bias is null ? 0 : Spans.Of(Spans.Dense(layer.Bias))[oc];
            biases[oc] = (float)((bias - means[oc]) * scales[oc] + (norm.Bias is null ? 0 : Spans.Of(norm.Bias)[oc]));
        }

        var weight = Spans.Copy(layer.Weight);
        var values = Spans.Of(weight);
        // [out, in/groups, k...]; transposed layers have [in, out/groups, k...], where a row belongs to the group of its input channel.
        int taps = 1;
        for (int d = 0; d < spec.Dims; d++)
            taps *= spec.KernelSize[d];
        int columns = (int)weight.Lengths[1];
        for (int i = 0; i < values.Length; i += taps)
        {
            (int row, int column) = Math.DivRem(i / taps, columns);
            int oc = spec.Transposed ? row / spec.InChannelsPerGroup * spec.OutChannelsPerGroup + column : row;
            foreach (ref float value in values.Slice(i, taps))
                value = (float)(value * scales[oc]);
        }

        return ConvLayer.Create(WithBias(spec), weight, Tensor.Create(biases, [spec.OutChannels]));
    }

    private static ConvSpec WithBias(ConvSpec spec)
    {
        if (spec.Bias)
            return spec;
        return new ConvSpec(
            spec.Dims,
            spec.Transposed,
            spec.InChannels,
            spec.OutChannels,
            spec.KernelSize,
            spec.Stride,
            spec.Padding,
            spec.Dilation,
            spec.Groups,
            bias: true,
            spec.PaddingMode,
            spec.Transposed ? spec.OutputPadding : null);
    }
}

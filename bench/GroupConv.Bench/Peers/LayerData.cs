using GroupConv.Bench.Layers;

namespace GroupConv.Bench.Peers;

/// <summary>
/// The data of a layer for both sides: input in ±1, weight and bias in ±1/√K for sums of K products, so that outputs are about as large as
/// the input. Uses no code of convolutions, because processes that measure their first call run this first.
/// </summary>
internal sealed class LayerData
{
    public LayerData(Layer layer)
    {
        Layer = layer;
        Input = new AlignedFloats(checked((int)layer.Shape.Input.Aggregate((all, length) => checked(all * length))));
        Weight = new float[layer.Spec.OutChannels * layer.ReductionLength];
        Bias = new float[layer.Spec.OutChannels];
        float bound = 1 / MathF.Sqrt(layer.ReductionLength);
        var random = new Random(1);
        Draw(Input.Span, 1);
        Draw(Weight, bound);
        Draw(Bias, bound);

        void Draw(Span<float> values, float limit)
        {
            foreach (ref float value in values)
                value = limit * (2 * random.NextSingle() - 1);
        }
    }

    public Layer Layer { get; }

    public AlignedFloats Input { get; }

    public float[] Weight { get; }

    public float[] Bias { get; }

    /// <summary>Memory for an output, filled with NaN, so that elements that are not written are detected.</summary>
    public AlignedFloats NewOutput()
    {
        var output = new AlignedFloats(checked((int)Layer.Shape.OutputElements));
        output.Span.Fill(float.NaN);
        return output;
    }
}

using GroupConv.Bench.Layers;
using GroupConv.Core;

namespace GroupConv.Bench.Peers;

/// <summary>The numbers that both sides get for a layer: input in ±1, weights as <see cref="Conv2d"/> draws them.</summary>
internal sealed class LayerData
{
    public LayerData(Layer layer)
    {
        Layer = layer;
        Input = new AlignedFloats(checked((int)layer.Shape.Input.Aggregate((all, length) => checked(all * length))));
        var random = new Random(1);
        foreach (ref float value in Input.Span)
            value = 2 * random.NextSingle() - 1;
        var drawn = new Conv2d(layer.Spec, seed: 1);
        Weight = drawn.Weight.ToArray();
        Bias = drawn.Bias!.ToArray();
    }

    public Layer Layer { get; }

    public AlignedFloats Input { get; }

    public float[] Weight { get; }

    public float[] Bias { get; }

    /// <summary>Room for an output, filled with NaN, so that an element that nobody writes cannot pass for right.</summary>
    public AlignedFloats NewOutput()
    {
        var output = new AlignedFloats(checked((int)Layer.Shape.OutputElements));
        output.Span.Fill(float.NaN);
        return output;
    }
}

using GroupConv.Core.Specs;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Requests;

/// <summary>What <c>explain</c> was asked.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Size">Height and width of the input; null for the default.</param>
/// <param name="Batch">Images in the batch.</param>
internal sealed record ExplainRequest(Layer Layer, IntPair? Size, int Batch)
{
    /// <summary>The size that many networks have in their first stage.</summary>
    public static readonly IntPair DefaultSize = 56;

    /// <summary>Works it out; takes no memory for weights or tensors, however large the layer.</summary>
    /// <exception cref="ConvException">The layer does not fit the size.</exception>
    public ExplainResult Answer()
    {
        var size = Size ?? DefaultSize;
        var spec = Layer.Spec;
        nint[] lengths = [Batch, spec.InChannels, size.Height, size.Width];
        var shape = Conv2dShape.Infer(spec, lengths);
        return new ExplainResult(
            shape,
            Conv2dCost.Of(shape),
            Conv2dCost.Of(Conv2dShape.Infer(spec.WithGroups(1), lengths)),
            GroupArithmetic.ValidGroups(spec.InChannels, spec.OutChannels),
            Size is null,
            $"Conv2dCost.Of(Conv2dShape.Infer({Layer.CSharpSpec}, {CSharpText.Lengths(shape.Input)}))");
    }
}

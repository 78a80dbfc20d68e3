using GroupConv.Core.Specs;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Requests;

/// <summary>What <c>explain</c> was asked.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Size">The spatial lengths of the input; null where they were not given.</param>
/// <param name="Batch">Images in the batch.</param>
internal sealed record ExplainRequest(Layer Layer, IntTuple? Size, int Batch)
{
    /// <summary>Works it out; takes no memory for weights or tensors, however large the layer.</summary>
    /// <exception cref="CommandException">The size has another number of dimensions than the layer.</exception>
    /// <exception cref="ConvException">The layer does not fit the size.</exception>
    public ExplainResult Answer()
    {
        var spec = Layer.Spec;
        (var size, bool isEnlarged) = Size is { } given ? (Expanded(given, spec), false) : InputSize.For(spec);
        TensorShape lengths = [Batch, spec.InChannels, .. size];
        var shape = ConvShape.Infer(spec, lengths);
        return new ExplainResult(
            shape,
            ConvCost.Of(shape),
            ConvCost.Of(ConvShape.Infer(spec.WithGroups(1), lengths)),
            GroupArithmetic.ValidGroups(spec.InChannels, spec.OutChannels),
            Size is not null ? InputSizeOrigin.Given : isEnlarged ? InputSizeOrigin.Enlarged : InputSizeOrigin.Usual,
            $"ConvCost.Of(ConvShape.Infer({Layer.CSharpSpec}, {CSharpText.Lengths(shape.Input)}))");
    }

    private static TensorShape Expanded(IntTuple size, ConvSpec spec)
    {
        if (size.Count == spec.Dims)
            return [.. size.Select(length => (long)length)];
        if (size.Count == 1)
            return [.. Enumerable.Repeat((long)size[0], spec.Dims)];
        string fitting = string.Join('x', size.Concat(Enumerable.Repeat(size[^1], spec.Dims)).Take(spec.Dims));
        string dimensions = spec.Dims == 1 ? "1 spatial dimension" : FormattableString.Invariant($"{spec.Dims} spatial dimensions");
        throw new CommandException(
            $"--size {string.Join('x', size)} has {size.Count} numbers, but {spec.Name} has {dimensions}. Try: --size {fitting}");
    }
}

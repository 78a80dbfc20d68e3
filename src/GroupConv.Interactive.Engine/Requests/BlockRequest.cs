using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Requests;

/// <summary>What <c>block</c> was asked.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Seed">The seed of new weights; null where it was not given.</param>
internal sealed record BlockRequest(Layer Layer, int? Seed)
{
    /// <summary>What to draw.</summary>
    /// <exception cref="CommandException">The weights of the variable do not fit what was asked.</exception>
    public BlockResult Answer()
    {
        var (conv, csharp) = Layer.WithWeights(Seed);
        return new BlockResult(conv.Spec, conv.Weight, $"new BlockResult({Layer.CSharpSpec}, {csharp}.Weight)");
    }
}

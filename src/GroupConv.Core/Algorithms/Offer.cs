using GroupConv.Core.Problems;

namespace GroupConv.Core.Algorithms;

/// <summary>
/// What a row of <see cref="AlgorithmTable"/> answers to a problem: <see cref="Refused"/>, <see cref="AskFor"/> or <see cref="Offered"/>.
/// </summary>
internal abstract record Offer
{
    /// <summary>How the row computes the problem; null where it refuses.</summary>
    public abstract Offered? Way { get; }
}

/// <summary>The row cannot compute the problem.</summary>
/// <param name="Why">Why not, as a phrase.</param>
/// <param name="IsNews">Whether plans say so; not where the row must be asked for by name anyway.</param>
internal sealed record Refused(string Why, bool IsNews = true) : Offer
{
    public override Offered? Way => null;
}

/// <summary>The row computes the problem only where it is asked for by name.</summary>
/// <param name="Why">Why, as a phrase.</param>
/// <param name="Then">How it computes the problem then.</param>
internal sealed record AskFor(string Why, Offered Then) : Offer
{
    public override Offered? Way => Then;
}

/// <summary>The row computes the problem. Of the rows that offer, the one with the fewest cycles is taken.</summary>
/// <param name="Cycles">Cycles of one core that a run would take, as far as tiles and copies tell; infinite for a last resort.</param>
/// <param name="Build">
/// Makes every decision that does not depend on the numbers in the tensors, for filters that stand somewhere in a weight. Where the row
/// cannot pack filters from there,
/// <see cref="IPreparedConv.PacksFilters"/> says so, and it expects a weight tensor of its own.
/// </param>
internal sealed record Offered(double Cycles, Func<FilterLayout, IPreparedConv> Build) : Offer
{
    public override Offered? Way => this;

    /// <summary>The offer of a row that wants a weight tensor of its own: it is built once, wherever the filters stand.</summary>
    /// <param name="cycles">Cycles of one core.</param>
    /// <param name="build">Makes every decision.</param>
    public static Offered Once(double cycles, Func<IPreparedConv> build)
    {
        IPreparedConv? built = null;
        return new Offered(cycles, _ => built ??= build());
    }
}

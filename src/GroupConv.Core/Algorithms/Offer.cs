using GroupConv.Core.Problems;

namespace GroupConv.Core.Algorithms;

/// <summary>
/// The answer of a row of <see cref="AlgorithmTable"/> to a problem: <see cref="Refused"/>, <see cref="AskFor"/> or <see cref="Offered"/>.
/// </summary>
internal abstract record Offer
{
    /// <summary>How the row computes the problem; null if it refuses.</summary>
    public abstract Offered? Way { get; }
}

/// <summary>The row cannot compute the problem.</summary>
/// <param name="Why">Why not, as a phrase.</param>
/// <param name="IsShown">Whether plans show the reason; false for a row that must be requested by name anyway.</param>
internal sealed record Refused(string Why, bool IsShown = true) : Offer
{
    public override Offered? Way => null;
}

/// <summary>The row computes the problem only if it is requested by name.</summary>
/// <param name="Why">Why, as a phrase.</param>
/// <param name="Then">How it computes the problem in that case.</param>
internal sealed record AskFor(string Why, Offered Then) : Offer
{
    public override Offered? Way => Then;
}

/// <summary>The row computes the problem. Of the rows that offer to, the one with the fewest cycles is chosen.</summary>
/// <param name="Cycles">Estimated cycles of a run on one core, from its tiles and copies; infinite for the last resort.</param>
/// <param name="Build">
/// Makes every decision that does not depend on the numbers in the tensors, for filters with the given layout. If <see
/// cref="IPreparedConv.PacksFilters"/> is false, the result expects the filters in a dense weight tensor.
/// </param>
internal sealed record Offered(double Cycles, Func<FilterLayout, IPreparedConv> Build) : Offer
{
    public override Offered? Way => this;

    /// <summary>The offer of a row that needs a dense weight tensor: it is built once for all filter layouts.</summary>
    /// <param name="cycles">Estimated cycles of a run on one core.</param>
    /// <param name="build">Makes every decision that does not depend on the numbers in the tensors.</param>
    public static Offered Once(double cycles, Func<IPreparedConv> build)
    {
        IPreparedConv? built = null;
        return new Offered(cycles, _ => built ??= build());
    }
}

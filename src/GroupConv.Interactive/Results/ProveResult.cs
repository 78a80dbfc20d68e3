using GroupConv.Core.Specs;

namespace GroupConv.Interactive.Results;

/// <summary>What a grouped layer equals, each way of computing it compared with the layer itself.</summary>
public enum Equivalence
{
    /// <summary>k small layers side by side, their outputs concatenated.</summary>
    SideBySide,

    /// <summary>One dense layer whose weight is block-diagonal.</summary>
    BlockDiagonal,

    /// <summary>One convolution for each input channel: of depthwise layers.</summary>
    PerChannel,
}

/// <summary>One comparison of <see cref="ProveResult"/>.</summary>
/// <param name="Kind">What the layer is compared with.</param>
/// <param name="MaxAbsDifference">The greatest difference of two outputs; NaN where one of them alone is NaN.</param>
/// <param name="Ulp">That difference in units of the last place of the largest output: 0 for equal bits.</param>
/// <param name="Differing">How many outputs differ.</param>
/// <param name="CSharp">The C# call that does the same.</param>
public sealed record Proof(Equivalence Kind, double MaxAbsDifference, double Ulp, long Differing, string CSharp);

/// <summary>What <c>#!groupconv prove</c> found: that a grouped layer equals simpler ones, with the difference.</summary>
/// <param name="Shape">The layer on its input.</param>
/// <param name="Proofs">The comparisons that there are for the layer.</param>
/// <param name="Source">What the input was.</param>
/// <param name="LargestOutput">The largest magnitude of an output.</param>
public sealed record ProveResult(ConvShape Shape, IReadOnlyList<Proof> Proofs, string Source, double LargestOutput);

using GroupConv.Core.Problems;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms;

/// <summary>One row of <see cref="AlgorithmTable"/>: a way to compute convolutions.</summary>
internal interface IConvAlgorithm
{
    /// <summary>Its name in <c>GROUPCONV_ALGORITHM</c>.</summary>
    string Name { get; }

    /// <summary>Why it is fast, as a phrase for plans.</summary>
    string Reason { get; }

    /// <summary>Whether and how it computes a problem. Called for every new problem, so it only does arithmetic.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="threads">The greatest number of threads that may share a run.</param>
    Offer Offer(ImageProblem problem, int threads);

    /// <summary>
    /// Whether and how it computes a whole layer that otherwise consists of several problems. If it offers to, it is chosen.
    /// </summary>
    /// <param name="shape">The layer applied to an input.</param>
    /// <param name="threads">The greatest number of threads that may share a run.</param>
    /// <returns>Null for rows that compute problems.</returns>
    Offer? OfferWhole(ConvShape shape, int threads) => null;
}

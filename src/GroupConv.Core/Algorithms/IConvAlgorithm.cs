using GroupConv.Core.Problems;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms;

/// <summary>One row of <see cref="AlgorithmTable"/>: a way to compute convolutions.</summary>
internal interface IConvAlgorithm
{
    /// <summary>What <c>GROUPCONV_ALGORITHM</c> calls it.</summary>
    string Name { get; }

    /// <summary>Why it is fast, as a phrase that plans show.</summary>
    string Reason { get; }

    /// <summary>Whether and how it computes a problem. Asked for every new problem, so it only does arithmetic.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="threads">How many threads may share a run.</param>
    Offer Offer(ImageProblem problem, int threads);

    /// <summary>Whether and how it computes a layer at once that is several problems otherwise. Where it offers, it is taken.</summary>
    /// <param name="shape">The layer on its input.</param>
    /// <param name="threads">How many threads may share a run.</param>
    /// <returns>Null for rows that compute problems.</returns>
    Offer? OfferWhole(ConvShape shape, int threads) => null;
}

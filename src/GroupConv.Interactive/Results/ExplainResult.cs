using GroupConv.Core.Specs;

namespace GroupConv.Interactive.Results;

/// <summary>Where the size of an explained layer's input comes from.</summary>
public enum InputSizeOrigin
{
    /// <summary>The user gave it.</summary>
    Given,

    /// <summary>None was given: a usual one was taken.</summary>
    Usual,

    /// <summary>None was given, and the layer does not fit the usual one: it was enlarged.</summary>
    Enlarged,
}

/// <summary>What <c>#!groupconv explain</c> found out about a layer of any of the six kinds.</summary>
/// <param name="Shape">The layer on its input.</param>
/// <param name="Cost">Parameters, MACs and bytes on that input.</param>
/// <param name="DenseCost">The same for groups=1, to compare with.</param>
/// <param name="ValidGroups">All group counts the channels allow, ascending.</param>
/// <param name="SizeOrigin">Where the size of the input comes from.</param>
/// <param name="CSharp">The C# call that does the same.</param>
public sealed record ExplainResult(
    ConvShape Shape,
    ConvCost Cost,
    ConvCost DenseCost,
    IReadOnlyList<int> ValidGroups,
    InputSizeOrigin SizeOrigin,
    string CSharp);

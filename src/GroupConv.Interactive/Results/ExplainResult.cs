using GroupConv.Core.Specs;

namespace GroupConv.Interactive.Results;

/// <summary>What <c>#!groupconv explain</c> found out about a layer.</summary>
/// <param name="Shape">The layer on its input: the one asked for, or the default size.</param>
/// <param name="Cost">Parameters, MACs and bytes on that input.</param>
/// <param name="DenseCost">The same for groups=1, to compare with.</param>
/// <param name="ValidGroups">All group counts the channels allow, ascending.</param>
/// <param name="IsDefaultSize">Whether nobody gave the size of the input.</param>
/// <param name="CSharp">The C# call that does the same.</param>
public sealed record ExplainResult(
    Conv2dShape Shape,
    Conv2dCost Cost,
    Conv2dCost DenseCost,
    IReadOnlyList<int> ValidGroups,
    bool IsDefaultSize,
    string CSharp);

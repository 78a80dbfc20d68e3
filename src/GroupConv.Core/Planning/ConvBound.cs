using System.Globalization;

namespace GroupConv.Core.Planning;

/// <summary>What a convolution waits for most.</summary>
public enum ConvLimit
{
    /// <summary>The units that multiply and add.</summary>
    MultiplyAdds,

    /// <summary>The way between the caches, or to memory.</summary>
    Memory,
}

/// <summary>How fast a planned convolution can be at best, by arithmetic alone: nothing is measured.</summary>
/// <param name="Limit">What bounds it.</param>
/// <param name="UsefulLanes">The share of executed multiply-adds that the output needs: the others fall into margins and unfilled vectors.</param>
/// <param name="FlopsPerByte">Floating-point operations that the output needs (2 · MACs) for each byte that moves.</param>
/// <param name="PeakShare">The share of the machine's peak that is left by both bounds.</param>
/// <param name="Traffic">What moves, as a phrase.</param>
public sealed record ConvBound(ConvLimit Limit, double UsefulLanes, double FlopsPerByte, double PeakShare, string Traffic)
{
    /// <summary>One phrase, such as <c>bound by multiply-adds: at most 92% of peak, 92% of lanes useful, 48 FLOP a byte</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"bound by {(Limit == ConvLimit.Memory ? "memory" : "multiply-adds")}: at most {100 * PeakShare:0}% of peak, {100 * UsefulLanes:0}% of lanes useful, {FlopsPerByte:0.#} FLOP a byte");
}

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
/// <param name="UsefulShare">
/// The multiply-adds of the definition over those that are executed. Below 1, some fall into margins and unfilled vectors; above 1, the
/// algorithm gets by with fewer than the definition has.
/// </param>
/// <param name="FlopsPerByte">Floating-point operations that the output needs (2 · MACs) for each byte that moves.</param>
/// <param name="PeakShare">The share of the machine's peak that both bounds leave, counted in the definition's operations.</param>
/// <param name="Traffic">What moves, as a phrase.</param>
public sealed record ConvBound(ConvLimit Limit, double UsefulShare, double FlopsPerByte, double PeakShare, string Traffic)
{
    /// <summary>What moves, as a phrase.</summary>
    public string Traffic { get; init; } = Traffic ?? throw new ArgumentNullException(nameof(Traffic));

    /// <summary>One phrase, such as <c>at most 92% of peak, bound by multiply-adds: 92% of lanes useful, 48 FLOP a byte</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"at most {100 * PeakShare:0}% of peak, bound by {LimitText}: {Use}, {FlopsPerByte:0.#} FLOP a byte");

    private string LimitText => Limit == ConvLimit.Memory ? "memory" : "multiply-adds";

    private string Use => UsefulShare > 1
        ? string.Create(CultureInfo.InvariantCulture, $"{UsefulShare:0.0#} times fewer multiply-adds than the definition")
        : string.Create(CultureInfo.InvariantCulture, $"{100 * UsefulShare:0}% of lanes useful");
}

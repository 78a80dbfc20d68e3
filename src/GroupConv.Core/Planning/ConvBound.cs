using System.Globalization;

namespace GroupConv.Core.Planning;

/// <summary>Which resource limits a convolution's speed.</summary>
public enum ConvLimit
{
    /// <summary>The multiply-add units.</summary>
    MultiplyAdds,

    /// <summary>Bandwidth of the last-level cache or of memory.</summary>
    Memory,
}

/// <summary>An upper bound of a planned convolution's speed, computed from the plan; nothing is measured.</summary>
/// <param name="Limit">The limiting resource.</param>
/// <param name="UsefulShare">
/// Multiply-adds of the definition divided by those executed. Below 1, some fall into margins and unfilled vectors; above 1, the algorithm
/// needs fewer than the definition.
/// </param>
/// <param name="FlopsPerByte">Floating-point operations of the definition (2 · MACs) per byte moved.</param>
/// <param name="PeakShare">The greatest possible share of the machine's peak, counting the definition's operations.</param>
/// <param name="Traffic">Which data moves, as a phrase.</param>
public sealed record ConvBound(ConvLimit Limit, double UsefulShare, double FlopsPerByte, double PeakShare, string Traffic)
{
    /// <summary>Which data moves, as a phrase.</summary>
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

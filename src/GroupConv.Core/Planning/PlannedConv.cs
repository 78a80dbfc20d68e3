using GroupConv.Core.Algorithms;
using GroupConv.Core.Execution;
using GroupConv.Core.Parts;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Planning;

/// <summary>A planned convolution: its description (<see cref="Describe"/>) and the code that runs it.</summary>
internal sealed record PlannedConv(
    ConvShape Shape, string Algorithm, string Reason, AlgorithmRequest Asked, int AskedThreads, IPreparedConv Prepared)
{
    // Querying the available memory costs time and allocates, so the result is kept.
    private bool _fits;

    /// <summary>What is computed again where the weight is not finite; null where nothing is, as the definition computes all.</summary>
    public EdgeOutputs? Edges { get; init; } =
        Algorithm == ReferenceConvolution.RowName ? null : EdgeOutputs.Of(Shape, isAdjoint: false, Prepared.Error is not null);

    public ConvPlan Describe() => new(
        Shape,
        Algorithm,
        Reason,
        Prepared.Threads,
        sizeof(float) * Prepared.ScratchFloats,
        sizeof(float) * Prepared.PackedFloats,
        Prepared.Blocking,
        Roofline.Bound(Shape, Prepared.Use),
        Prepared.Error);

    /// <summary>Throws if packed weight and scratch do not fit this machine's memory.</summary>
    /// <exception cref="ConvException">They do not fit.</exception>
    public void RequireMemory()
    {
        if (_fits)
            return;
        double bytes = sizeof(float) * ((double)Prepared.ScratchFloats + Prepared.PackedFloats);
        _fits = MemoryBudget.Has(bytes);
        if (!_fits)
            throw MemoryBudget.TooLarge($"The workspace of {Algorithm} for {Shape.Spec} on {ConvShape.Shape(Shape.Input)}", bytes);
    }
}

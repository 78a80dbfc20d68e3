using System.Globalization;
using GroupConv.Core.Algorithms;
using GroupConv.Core.Specs;

namespace GroupConv.Fuzz;

/// <summary>A layer on an input, and how it is to be called: all of it follows from the seed.</summary>
/// <param name="Seed">What it was drawn from; its numbers are drawn from it, too.</param>
/// <param name="Spec">The hyperparameters.</param>
/// <param name="Lengths">The lengths of the input, with a batch or without.</param>
/// <param name="OutputSize">Transposed only: the spatial lengths that are asked for, or null.</param>
/// <param name="Numbers">What numbers its tensors hold.</param>
/// <param name="Strided">Whether tensors are slices of larger ones whose dimensions stand in reverse.</param>
/// <param name="Threads">The threads of the calls that are judged.</param>
/// <param name="Algorithm">The row of the algorithm table to force, or null.</param>
internal sealed record FuzzLayer(ulong Seed, ConvSpec Spec, nint[] Lengths, TensorShape? OutputSize, FuzzKind Numbers, bool Strided,
    int Threads, string? Algorithm)
{
    public bool Whole => Numbers == FuzzKind.Whole;

    public ConvShape Shape => ConvShape.Infer(Spec, Lengths, OutputSize);

    /// <summary>One line that says all of it.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"seed {Seed}: {Spec} on {new TensorShape(Lengths)}{(OutputSize is null ? "" : $", output_size={OutputSize}")}, "
        + $"{Numbers.ToString().ToLowerInvariant()} numbers{(Strided ? ", strided" : "")}, {Threads} threads{(Algorithm is null ? "" : $", {AlgorithmTable.Variable}={Algorithm}")}");
}

/// <summary>What numbers a case's tensors hold.</summary>
internal enum FuzzKind
{
    /// <summary>Whole ones, so that sums are exact in any order.</summary>
    Whole,

    /// <summary>Any between −1 and 1.</summary>
    Real,

    /// <summary>The same, and some in the input, the weight or the output's gradient that are infinite or NaN: they must reach what is
    /// the sum of them, and nothing else.</summary>
    Holed,
}

using System.Numerics.Tensors;
using GroupConv.Core.Planning;
using GroupConv.Core.Specs;

namespace GroupConv.Interactive.Results;

/// <summary>What <c>#!groupconv run</c> computed.</summary>
/// <param name="Plan">The layer on its input, and what ran.</param>
/// <param name="Output">The output, (N, C, ...) or (C, ...).</param>
/// <param name="InputNonFinite">NaN and ±Inf in the input.</param>
/// <param name="Elapsed">Wall time of the forward call, once.</param>
/// <param name="Source">What the input was: a variable's name or a file's.</param>
/// <param name="StoredAs">The variable that holds the output, or null.</param>
/// <param name="CSharp">The C# call that does the same.</param>
/// <param name="Input">The input, drawn beside the output; null where it is not known.</param>
public sealed record RunResult(
    ConvPlan Plan,
    Tensor<float> Output,
    long InputNonFinite,
    TimeSpan Elapsed,
    string Source,
    string? StoredAs,
    string CSharp,
    Tensor<float>? Input = null)
{
    /// <summary>The layer on its input.</summary>
    public ConvShape Shape => Plan.Shape;
}

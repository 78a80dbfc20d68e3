using System.Numerics.Tensors;
using GroupConv.Core.Specs;

namespace GroupConv.Interactive.Results;

/// <summary>What <c>#!groupconv block</c> draws: the dense block-diagonal weight beside the packed one.</summary>
/// <param name="Spec">The layer.</param>
/// <param name="Weight">Its weight, [out_channels, in_channels/groups, ...]; transposed [in_channels, out_channels/groups, ...].</param>
/// <param name="CSharp">The C# call that does the same.</param>
public sealed record BlockResult(ConvSpec Spec, Tensor<float> Weight, string CSharp = "")
{
    /// <summary>Numbers of the dense weight of the same layer without groups.</summary>
    public long DenseNumbers => Weight.FlattenedLength * (long)Spec.Groups;
}

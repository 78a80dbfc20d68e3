using System.Numerics.Tensors;
using GroupConv.Core.Planning;
using GroupConv.Core.Specs;

namespace GroupConv.Core;

/// <summary>A <see cref="Conv2d"/> made ready for images of one shape: see <see cref="PreparedConv"/>. <see cref="Conv2d.Prepare"/> makes it.</summary>
public sealed class PreparedConv2d : PreparedConv
{
    /// <summary>Packs (or copies) weight and bias.</summary>
    internal PreparedConv2d(PlannedConv plan, in ReadOnlyTensorSpan<float> weight, in ReadOnlyTensorSpan<float> bias)
        : base(plan, weight, bias)
    {
    }

    /// <inheritdoc/>
    public override Conv2dShape Shape => (Conv2dShape)base.Shape;
}

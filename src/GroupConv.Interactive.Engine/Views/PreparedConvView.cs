using GroupConv.Core;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>Draws a prepared layer as its plan: what it runs, and why.</summary>
internal sealed class PreparedConvView : View<PreparedConv>
{
    private static readonly ConvPlanView s_plan = new();

    /// <inheritdoc/>
    protected override MimeBundle Draw(PreparedConv value) => s_plan.Draw((object)value.Plan);
}

using GroupConv.Interactive.Results;
using GroupConv.Learning;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>Shows what came of an epoch of training as its one line.</summary>
internal sealed class EpochResultView : View<EpochResult>
{
    /// <inheritdoc/>
    protected override MimeBundle Draw(EpochResult value) => new(value.ToString());
}

namespace GroupConv.Learning;

/// <summary>How well a network does on some images.</summary>
/// <param name="Loss">The mean cross-entropy.</param>
/// <param name="Accuracy">The part of the images whose label had the greatest logit, from 0 to 1.</param>
public readonly record struct Evaluation(double Loss, double Accuracy)
{
    /// <summary>Such as <c>loss 0.1234 · accuracy 97.5 %</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"loss {Loss:0.0000} · accuracy {100 * Accuracy:0.0} %");
}

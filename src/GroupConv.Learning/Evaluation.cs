namespace GroupConv.Learning;

/// <summary>Loss and accuracy of a network on a set of images.</summary>
/// <param name="Loss">The mean cross-entropy.</param>
/// <param name="Accuracy">The share of the images whose largest logit is that of their label, from 0 to 1.</param>
public readonly record struct Evaluation(double Loss, double Accuracy)
{
    /// <summary>One line, such as <c>loss 0.1234 · accuracy 97.5 %</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"loss {Loss:0.0000} · accuracy {100 * Accuracy:0.0} %");
}

namespace GroupConv.Learning;

/// <summary>How well a network does on some images.</summary>
/// <param name="Loss">The mean cross-entropy.</param>
/// <param name="Accuracy">The part of the images whose label had the greatest logit, from 0 to 1.</param>
public readonly record struct Evaluation(double Loss, double Accuracy);

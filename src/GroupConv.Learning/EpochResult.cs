using System.Globalization;

namespace GroupConv.Learning;

/// <summary>The result of an epoch.</summary>
/// <param name="Epoch">Its number, from 1.</param>
/// <param name="Epochs">Number of epochs.</param>
/// <param name="Loss">The mean loss over its batches, during training.</param>
/// <param name="Accuracy">The share of its images that were classified correctly during training, from 0 to 1.</param>
/// <param name="TestLoss">The loss on the test images after it; null without test images.</param>
/// <param name="TestAccuracy">
/// The share of the test images that are classified correctly after it, from 0 to 1; null without test images.
/// </param>
/// <param name="LearningRate">Its learning rate.</param>
/// <param name="ImagesPerSecond">Training images per second, without testing.</param>
/// <param name="Elapsed">Training time since the first epoch began, without testing.</param>
public sealed record EpochResult(
    int Epoch,
    int Epochs,
    double Loss,
    double Accuracy,
    double? TestLoss,
    double? TestAccuracy,
    double LearningRate,
    double ImagesPerSecond,
    TimeSpan Elapsed)
{
    /// <summary>The result in one line.</summary>
    public override string ToString()
    {
        string test = TestAccuracy is { } accuracy ? FormattableString.Invariant($" · test accuracy {100 * accuracy:0.0} %") : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {Epoch} of {Epochs} · loss {Loss:0.0000} · accuracy {100 * Accuracy:0.0} %{test}"
            + $" · {ImagesPerSecond:0} images/s · {Elapsed.TotalSeconds:0.0} s");
    }
}

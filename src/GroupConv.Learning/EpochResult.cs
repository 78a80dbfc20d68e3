using System.Globalization;

namespace GroupConv.Learning;

/// <summary>What came of an epoch.</summary>
/// <param name="Epoch">Its number, from 1.</param>
/// <param name="Epochs">How many there are.</param>
/// <param name="Loss">The mean loss over its batches, while it learnt.</param>
/// <param name="Accuracy">The part of its images that were right, while it learnt, from 0 to 1.</param>
/// <param name="TestLoss">The loss on the test images after it, where there are some.</param>
/// <param name="TestAccuracy">The part of the test images that are right after it, from 0 to 1, where there are some.</param>
/// <param name="LearningRate">Its learning rate.</param>
/// <param name="ImagesPerSecond">Images learnt from in a second; testing is not counted.</param>
/// <param name="Elapsed">The time of learning since the first epoch began; testing is not counted.</param>
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
    /// <summary>It in one line.</summary>
    public override string ToString()
    {
        string test = TestAccuracy is { } accuracy ? string.Create(CultureInfo.InvariantCulture, $" · test accuracy {100 * accuracy:0.0} %") : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {Epoch} of {Epochs} · loss {Loss:0.0000} · accuracy {100 * Accuracy:0.0} %{test} · {ImagesPerSecond:0} images/s · {Elapsed.TotalSeconds:0.0} s");
    }
}

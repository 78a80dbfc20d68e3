using System.Globalization;
using System.Numerics.Tensors;
using GroupConv.Core.Specs;

namespace GroupConv.Learning;

/// <summary>
/// Softmax cross-entropy: the mean of −log softmax(logits)[label] over a batch. Source: PyTorch, <c>torch.nn.CrossEntropyLoss</c>.
/// </summary>
public sealed class CrossEntropyLoss
{
    private readonly ReusedTensor _gradLogits = new("The gradient with respect to the logits");
    private readonly double _labelSmoothing;
    private Tensor<float>? _gradient;

    /// <summary>Creates a loss.</summary>
    /// <param name="labelSmoothing">Share of the target that is spread evenly over all classes, from 0 to 1.</param>
    /// <exception cref="ConvException">The smoothing is out of range.</exception>
    public CrossEntropyLoss(double labelSmoothing = 0) => _labelSmoothing = Require.Range("label_smoothing", labelSmoothing, 0, 1);

    /// <summary>The layer as PyTorch prints it.</summary>
    public override string ToString() =>
        $"CrossEntropyLoss({(_labelSmoothing == 0 ? "" : FormattableString.Invariant($"label_smoothing={_labelSmoothing}"))})";

    /// <summary>Number of images of the latest batch whose largest logit is that of their label.</summary>
    public int Correct { get; private set; }

    /// <summary>Computes the loss, in double.</summary>
    /// <param name="logits">The network's output, (N, classes).</param>
    /// <param name="labels">The true classes, from 0; N of them.</param>
    /// <exception cref="ConvException">
    /// The logits have another shape, are empty, or do not match the labels; or a label is not a class.
    /// </exception>
    public double Forward(Tensor<float> logits, ReadOnlySpan<int> labels)
    {
        RequireInput(logits, labels);
        int classes = (int)logits.Lengths[1];
        ReadOnlySpan<float> rows = Spans.Of(Spans.Dense(logits));
        _gradient = _gradLogits.Of(logits.Lengths);
        var gradients = Spans.Of(_gradient);
        double loss = 0;
        Correct = 0;
        for (int n = 0; n < labels.Length; n++)
        {
            var row = rows.Slice(n * classes, classes);
            loss += Row(row, labels[n], gradients.Slice(n * classes, classes), labels.Length);
            if (TensorPrimitives.IndexOfMax(row) == labels[n])
                Correct++;
        }

        return loss / labels.Length;
    }

    /// <summary>The gradient of the latest loss with respect to the logits.</summary>
    /// <returns>(N, classes); the next <see cref="Forward"/> reuses its memory.</returns>
    /// <exception cref="ConvException"><see cref="Forward"/> was not called.</exception>
    public Tensor<float> Backward() =>
        _gradient ?? throw new ConvException(
            "loss", "Backward is called before Forward.", "Call Forward first: the gradient belongs to its logits.");

    // Subtracts the largest logit first, so that no exponential overflows.
    private double Row(ReadOnlySpan<float> row, int label, Span<float> gradient, int batch)
    {
        double greatest = TensorPrimitives.Max(row), sum = 0, logits = 0;
        foreach (float logit in row)
        {
            sum += Math.Exp(logit - greatest);
            logits += logit;
        }

        double logSum = greatest + Math.Log(sum), even = _labelSmoothing / row.Length;
        for (int c = 0; c < row.Length; c++)
        {
            double target = even + (c == label ? 1 - _labelSmoothing : 0);
            gradient[c] = (float)((Math.Exp(row[c] - logSum) - target) / batch);
        }

        double loss = (1 - _labelSmoothing) * (logSum - row[label]);
        return _labelSmoothing == 0 ? loss : loss + _labelSmoothing * (logSum - logits / row.Length);
    }

    private static void RequireInput(Tensor<float> logits, ReadOnlySpan<int> labels)
    {
        if (logits is null || logits.Rank != 2 || logits.FlattenedLength == 0)
        {
            throw new ConvException(
                "input",
                logits is null ? "The logits are null." : $"The logits have the shape {new TensorShape(logits.Lengths)}.",
                "Give (N, classes), at least one of each; Flatten() converts (N, C, H, W) to (N, C·H·W).");
        }

        if (logits.Lengths[0] != labels.Length)
        {
            throw new ConvException(
                "target",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{labels.Length} labels are given for logits {new TensorShape(logits.Lengths)}."),
                string.Create(CultureInfo.InvariantCulture, $"Give {logits.Lengths[0]}, one for each image."));
        }

        for (int n = 0; n < labels.Length; n++)
        {
            if (labels[n] < 0 || labels[n] >= logits.Lengths[1])
            {
                throw new ConvException(
                    "target",
                    string.Create(
                        CultureInfo.InvariantCulture, $"Label {labels[n]} of image {n} is not one of the {logits.Lengths[1]} classes."),
                    string.Create(CultureInfo.InvariantCulture, $"From 0 to {logits.Lengths[1] - 1}."));
            }
        }
    }
}

using System.Diagnostics;
using System.Numerics.Tensors;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;

namespace GroupConv.Learning;

/// <summary>Trains a classifier: shuffles the images and, for each batch, computes forward, backward and an optimizer step.</summary>
/// <remarks>The same network, data, seed and machine give the same bits for any number of threads.</remarks>
public sealed class Trainer
{
    private readonly Module _model;
    private readonly Optimizer _optimizer;
    private readonly LRScheduler? _scheduler;
    private readonly int _batchSize;
    private readonly ReusedTensor _batch = new("The batch");
    private readonly CrossEntropyLoss _loss = new();
    private readonly int[] _labels;
    private SplitMix64 _random;

    /// <summary>Creates a trainer.</summary>
    /// <param name="model">The network; its output is (N, classes), logits.</param>
    /// <param name="optimizer">Updates its parameters.</param>
    /// <param name="scheduler">Sets the learning rate after each epoch; without one, it stays constant.</param>
    /// <param name="batchSize">Images per step, at least 1; the last step of an epoch takes the rest.</param>
    /// <param name="seed">Seed of the order of the images in each epoch.</param>
    /// <exception cref="ConvException">The network or the optimizer is null, or the batch size is below 1.</exception>
    public Trainer(Module model, Optimizer optimizer, LRScheduler? scheduler = null, int batchSize = 64, int seed = 0)
    {
        _model = model ?? throw new ConvException("model", "The network is null.", "Give a module.");
        _optimizer = optimizer ?? throw new ConvException("optimizer", "The optimizer is null.", "Give one.", "new Adam(net.Parameters())");
        _scheduler = scheduler;
        _batchSize = Require.Positive("batch_size", batchSize);
        _labels = new int[batchSize];
        _random = new SplitMix64((ulong)seed);
    }

    /// <summary>One line, such as <c>Trainer(batch_size=64) with Adam(lr=0.001), 12 parameters</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"Trainer(batch_size={_batchSize}) with {_optimizer}");

    /// <summary>Trains for a number of epochs, and leaves the network in evaluation mode (<see cref="Module.Eval"/>).</summary>
    /// <param name="train">The training images.</param>
    /// <param name="epochs">Number of passes over the images, at least 1. A later call continues where this one ends.</param>
    /// <param name="test">Evaluated after each epoch, if given.</param>
    /// <param name="progress">Called after each epoch, on the calling thread.</param>
    /// <param name="cancellationToken">Cancels the training between two batches.</param>
    /// <returns>The result of each epoch.</returns>
    /// <exception cref="ConvException">
    /// The images do not fit the network (the message names the layer), the epochs are below 1, or a loss is not finite; then the step is
    /// not taken.
    /// </exception>
    /// <exception cref="OperationCanceledException">
    /// Cancelled by the token or by <see cref="ConvExecution.Cancellation"/>. The parameters are those after the last complete step.
    /// </exception>
    public IReadOnlyList<EpochResult> Fit(
        TensorDataset train, int epochs, TensorDataset? test = null,
        Action<EpochResult>? progress = null, CancellationToken cancellationToken = default)
    {
        if (train is null)
            throw new ConvException("train", "The training images are null.", "Give a data set.", "new TensorDataset(x, labels)");
        Require.Positive("epochs", epochs);
        var cancellation = new Cancellation(cancellationToken, ConvExecution.Cancellation);
        var results = new List<EpochResult>();
        int[] order = [.. Enumerable.Range(0, train.Count)];
        var elapsed = TimeSpan.Zero;
        try
        {
            for (int epoch = 1; epoch <= epochs; epoch++)
            {
                double rate = _optimizer.LearningRate;
                long start = Stopwatch.GetTimestamp();
                var learnt = Epoch(epoch, train, order, cancellation);
                var took = Stopwatch.GetElapsedTime(start);
                elapsed += took;
                _scheduler?.Step();
                var tried = test is null ? (Evaluation?)null : Evaluate(_model, test, cancellationToken: cancellationToken);
                double speed = train.Count / took.TotalSeconds;
                results.Add(new EpochResult(
                    epoch, epochs, learnt.Loss, learnt.Accuracy, tried?.Loss, tried?.Accuracy, rate, speed, elapsed));
                progress?.Invoke(results[^1]);
            }
        }
        finally
        {
            _model.Eval();
        }

        return results;
    }

    /// <summary>Evaluates a network on images, in evaluation mode (<see cref="Module.Eval"/>); restores its mode afterwards.</summary>
    /// <param name="model">The network; its output is (N, classes), logits.</param>
    /// <param name="data">The images.</param>
    /// <param name="batchSize">Images per batch, at least 1; affects only the rounding of the loss.</param>
    /// <param name="cancellationToken">Cancels the evaluation between two batches.</param>
    /// <exception cref="ConvException">
    /// The network or the images are null, or the images do not fit the network; the message names the layer.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled by the token or by <see cref="ConvExecution.Cancellation"/>.</exception>
    public static Evaluation Evaluate(Module model, TensorDataset data, int batchSize = 256, CancellationToken cancellationToken = default)
    {
        if (model is null || data is null)
        {
            throw new ConvException(
                model is null ? "model" : "data",
                model is null ? "The network is null." : "The images to evaluate on are null.",
                model is null ? "Give a module." : "Give a data set.");
        }

        Require.Positive("batch_size", batchSize);
        var cancellation = new Cancellation(cancellationToken, ConvExecution.Cancellation);
        var batch = new ReusedTensor("The batch");
        var loss = new CrossEntropyLoss();
        int[] all = [.. Enumerable.Range(0, data.Count)], labels = new int[batchSize];
        bool learns = model.Training;
        model.Eval();
        try
        {
            double sum = 0;
            int correct = 0;
            foreach (int[] indices in all.Chunk(batchSize))
            {
                cancellation.ThrowIfRequested();
                sum += indices.Length * loss.Forward(Run(model, data, indices, batch, labels), labels.AsSpan(0, indices.Length));
                correct += loss.Correct;
            }

            return new Evaluation(sum / data.Count, (double)correct / data.Count);
        }
        finally
        {
            model.Train(learns);
        }
    }

    private Evaluation Epoch(int epoch, TensorDataset train, int[] order, Cancellation cancellation)
    {
        _model.Train();
        Shuffle(order);
        double sum = 0;
        int correct = 0;
        for (int first = 0; first < order.Length; first += _batchSize)
        {
            cancellation.ThrowIfRequested();
            var indices = order.AsSpan(first, Math.Min(_batchSize, order.Length - first));
            _optimizer.ZeroGrad();
            double loss = _loss.Forward(Run(_model, train, indices, _batch, _labels), _labels.AsSpan(0, indices.Length));
            if (!double.IsFinite(loss))
                throw NotFinite(loss, epoch, first / _batchSize + 1);
            sum += indices.Length * loss;
            correct += _loss.Correct;
            _model.Differentiate(_loss.Backward(), input: false);
            _optimizer.Step();
        }

        return new Evaluation(sum / order.Length, (double)correct / order.Length);
    }

    /// <summary>A step with such a gradient would destroy the parameters.</summary>
    private ConvException NotFinite(double loss, int epoch, int step)
    {
        double rate = _optimizer.LearningRate;
        return new ConvException(
            "lr",
            FormattableString.Invariant($"The loss is {loss} in step {step} of epoch {epoch}, with a learning rate of {rate}."),
            "Values of the network or of the images are no longer finite: "
            + "use a smaller learning rate and ResetParameters(seed), and check that the images are finite.",
            FormattableString.Invariant($"lr: {rate / 10}"));
    }

    private static Tensor<float> Run(Module model, TensorDataset data, ReadOnlySpan<int> indices, ReusedTensor batch, int[] labels)
    {
        var x = batch.Of([indices.Length, .. data.X.Lengths[1..]]);
        data.Gather(indices, x, labels);
        model.OutputShape(x.Lengths); // throws before anything is computed
        return model.Compute(x);
    }

    /// <summary>Fisher–Yates shuffle: every order is equally likely.</summary>
    private void Shuffle(int[] order)
    {
        for (int i = order.Length - 1; i > 0; i--)
        {
            int j = (int)(_random.Next() % (ulong)(i + 1));
            (order[i], order[j]) = (order[j], order[i]);
        }
    }
}

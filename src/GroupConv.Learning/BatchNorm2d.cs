using System.Globalization;
using System.Numerics.Tensors;
using GroupConv.Core;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;

namespace GroupConv.Learning;

/// <summary>Batch normalisation of images: y = (x − mean) / √(var + eps) · weight + bias, channel by channel.</summary>
/// <remarks>
/// In training, mean and variance (without Bessel's correction) are those of the batch, and the running statistics follow: running = (1 −
/// momentum)·running + momentum·batch, with Bessel's correction for the variance. In evaluation, the running statistics are used.
/// Statistics are computed in double. Source: Ioffe and Szegedy, "Batch normalization", ICML 2015; PyTorch, <c>torch.nn.BatchNorm2d</c>.
/// </remarks>
public sealed class BatchNorm2d : Module
{
    private readonly ReusedTensor _output = new("The output");
    private readonly ReusedTensor _normalised = new("The normalised input");
    private readonly ReusedTensor _gradInput = new("The gradient with respect to the input");
    private readonly Parameter? _weight;
    private readonly Parameter? _bias;
    private readonly float[] _scales;
    private Tensor<float>? _normal;
    private bool _byBatch;

    /// <summary>Creates a layer; PyTorch's arguments with its defaults.</summary>
    /// <param name="numFeatures">Channels of the input.</param>
    /// <param name="eps">Added to the variance.</param>
    /// <param name="momentum">Weight of a batch in the running statistics.</param>
    /// <param name="affine">Whether weight and bias are learnt.</param>
    /// <param name="trackRunningStats">Whether to keep running statistics; otherwise those of the batch are always used.</param>
    /// <exception cref="ConvException">A number is out of range, or the weight exceeds this machine's memory.</exception>
    public BatchNorm2d(int numFeatures, double eps = 1e-5, double momentum = 0.1, bool affine = true, bool trackRunningStats = true)
    {
        NumFeatures = Require.Positive("num_features", numFeatures);
        Eps = Require.Range("eps", eps, 0, double.PositiveInfinity, mostIncluded: false);
        Momentum = Require.Range("momentum", momentum, 0, 1);
        MemoryBudget.RequireTensor(
            "num_features",
            string.Create(CultureInfo.InvariantCulture, $"The weight [{numFeatures}]"),
            numFeatures,
            "Use fewer features.");
        _scales = new float[numFeatures];
        if (affine)
            (_weight, _bias) = (new Parameter(Vector()), new Parameter(Vector()));
        if (trackRunningStats)
            (RunningMean, RunningVar) = (Vector(), Vector());
        ResetParameters(0);

        Tensor<float> Vector() => Tensor.Create(new float[numFeatures], [numFeatures]);
    }

    /// <summary>Channels of the input.</summary>
    public int NumFeatures { get; }

    /// <summary>Added to the variance.</summary>
    public double Eps { get; }

    /// <summary>Weight of a batch in the running statistics.</summary>
    public double Momentum { get; }

    /// <summary>The weight, [num_features], initially ones; or null.</summary>
    public Tensor<float>? Weight => _weight?.Value;

    /// <summary>The bias, [num_features], initially zeros; or null.</summary>
    public Tensor<float>? Bias => _bias?.Value;

    /// <summary>The running mean, [num_features], initially zeros; or null.</summary>
    public Tensor<float>? RunningMean { get; }

    /// <summary>The running variance, [num_features], initially ones; or null.</summary>
    public Tensor<float>? RunningVar { get; }

    /// <inheritdoc/>
    protected internal override IReadOnlyList<KeyValuePair<string, Parameter>> OwnParameters =>
        _weight is null ? [] : [new("weight", _weight), new("bias", _bias!)];

    /// <inheritdoc/>
    protected internal override IReadOnlyList<KeyValuePair<string, Tensor<float>>> OwnBuffers =>
        RunningMean is null ? [] : [new("running_mean", RunningMean), new("running_var", RunningVar!)];

    /// <summary>Whether evaluation applies the same scale and shift to every input.</summary>
    internal bool CanFold => RunningMean is not null;

    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape lengths)
    {
        Require.Images("BatchNorm2d", lengths, unbatched: false);
        if (lengths[1] != NumFeatures)
        {
            throw new ConvException(
                "input",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The input {lengths} has {Plural.Of(lengths[1], "channel")}, but num_features={NumFeatures}."),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Give an input of {Plural.Of(NumFeatures, "channel")}, or a layer of num_features={lengths[1]}."),
                string.Create(CultureInfo.InvariantCulture, $"new BatchNorm2d({lengths[1]})"));
        }

        return lengths;
    }

    /// <summary>
    /// Folds this layer, in evaluation, into the convolution before it: its weight times weight / √(running_var + eps), and a bias.
    /// </summary>
    /// <param name="layer">The convolution whose output this layer reads, of any kind.</param>
    /// <returns>A new convolution with its own weight and bias.</returns>
    /// <exception cref="ConvException">
    /// The convolution has another number of output channels, or there are no running statistics.
    /// </exception>
    public ConvLayer FoldInto(ConvLayer layer)
    {
        if (layer is null || layer.Spec.OutChannels != NumFeatures)
        {
            throw new ConvException(
                "layer",
                layer is null ? "The convolution is null." : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{layer} makes {Plural.Of(layer.Spec.OutChannels, "channel")}, but num_features={NumFeatures}."),
                string.Create(CultureInfo.InvariantCulture, $"Give the convolution before it, of out_channels={NumFeatures}."));
        }

        return BatchNormFolding.Fold(layer, this);
    }

    /// <summary>The layer as PyTorch prints it, without defaults.</summary>
    public override string ToString()
    {
        string eps = Eps == 1e-5 ? "" : string.Create(CultureInfo.InvariantCulture, $", eps={Eps:0.######e-0}");
        string momentum = Momentum == 0.1 ? "" : string.Create(CultureInfo.InvariantCulture, $", momentum={Momentum:R}");
        string affine = _weight is null ? ", affine=False" : "", tracking = RunningMean is null ? ", track_running_stats=False" : "";
        return string.Create(CultureInfo.InvariantCulture, $"BatchNorm2d({NumFeatures}{eps}{momentum}{affine}{tracking})");
    }

    /// <inheritdoc/>
    protected internal override Tensor<float> Compute(Tensor<float> x)
    {
        _byBatch = Training || RunningMean is null;
        var images = new Images(x.Lengths);
        if (_byBatch && images.Values <= 1)
        {
            throw new ConvException(
                "input",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The input {new TensorShape(x.Lengths)} has {images.Values} "
                    + $"{(images.Values == 1 ? "value a channel, which has" : "values a channel, which have")} no variance."),
                "Expected more than 1 value per channel when training: give a larger batch, or call Eval() first to use the network.");
        }

        var y = _output.Of(x.Lengths);
        _normal = _normalised.Of(x.Lengths);
        ReadOnlySpan<float> xs = Spans.Of(x);
        Span<float> normal = Spans.Of(_normal), ys = Spans.Of(y);
        for (int c = 0; c < NumFeatures; c++)
        {
            var (mean, variance) = _byBatch ? Measure(xs, images, c) : (Spans.Of(RunningMean!)[c], Spans.Of(RunningVar!)[c]);
            _scales[c] = (float)(1 / Math.Sqrt(variance + Eps));
            float weight = Weight is null ? 1 : Spans.Of(Weight)[c], bias = Bias is null ? 0 : Spans.Of(Bias)[c];
            for (int n = 0; n < images.Batch; n++)
            {
                var plane = images.Plane(normal, n, c);
                TensorPrimitives.Subtract(images.Plane(xs, n, c), (float)mean, plane);
                TensorPrimitives.Multiply(plane, _scales[c], plane);
                var to = images.Plane(ys, n, c);
                TensorPrimitives.Multiply(plane, weight, to);
                TensorPrimitives.Add(to, bias, to);
            }
        }

        return y;
    }

    /// <inheritdoc/>
    protected internal override Tensor<float>? Differentiate(Tensor<float> gradOutput, bool input)
    {
        var images = new Images(gradOutput.Lengths);
        var gradInput = input ? _gradInput.Of(gradOutput.Lengths) : null;
        ReadOnlySpan<float> gradients = Spans.Of(gradOutput), normal = Spans.Of(_normal!);
        Span<float> gradX = gradInput is null ? [] : Spans.Of(gradInput);
        for (int c = 0; c < NumFeatures; c++)
        {
            double sum = 0, products = 0;
            for (int n = 0; n < images.Batch; n++)
            {
                sum += Sums.Of(images.Plane(gradients, n, c));
                products += Sums.Products(images.Plane(gradients, n, c), images.Plane(normal, n, c));
            }

            if (_weight is not null)
            {
                Spans.Of(_weight.Grad)[c] += (float)products;
                Spans.Of(_bias!.Grad)[c] += (float)sum;
            }

            if (gradInput is null)
                continue;
            // The batch's mean and variance depend on x, too: subtract the gradient's components along them.
            float scale = _scales[c] * (Weight is null ? 1 : Spans.Of(Weight)[c]);
            (float mean, float slope) = _byBatch ? ((float)(sum / images.Values), (float)(products / images.Values)) : (0, 0);
            for (int n = 0; n < images.Batch; n++)
            {
                var to = images.Plane(gradX, n, c);
                TensorPrimitives.Multiply(images.Plane(normal, n, c), -slope, to);
                TensorPrimitives.Add(to, images.Plane(gradients, n, c), to);
                TensorPrimitives.Subtract(to, mean, to);
                TensorPrimitives.Multiply(to, scale, to);
            }
        }

        return gradInput;
    }

    internal override void Reset(ref SplitMix64 random)
    {
        Weight?.Fill(1);
        Bias?.Fill(0);
        RunningMean?.Fill(0);
        RunningVar?.Fill(1);
    }

    private (double Mean, double Variance) Measure(ReadOnlySpan<float> xs, Images images, int c)
    {
        double sum = 0, squares = 0;
        for (int n = 0; n < images.Batch; n++)
            sum += Sums.Of(images.Plane(xs, n, c));
        double mean = sum / images.Values;
        for (int n = 0; n < images.Batch; n++)
            squares += Sums.SquaredDistances(images.Plane(xs, n, c), mean);
        if (Training && RunningMean is not null)
        {
            Move(RunningMean, c, mean);
            Move(RunningVar!, c, squares / (images.Values - 1));
        }

        return (mean, squares / images.Values);
    }

    private void Move(Tensor<float> running, int c, double to)
    {
        ref float value = ref Spans.Of(running)[c];
        value = (float)((1 - Momentum) * value + Momentum * to);
    }

    /// <summary>The planes of images (N, C, H, W).</summary>
    private readonly ref struct Images(ReadOnlySpan<nint> lengths)
    {
        private readonly int _channels = (int)lengths[1];
        private readonly int _plane = (int)(lengths[2] * lengths[3]);

        public int Batch { get; } = (int)lengths[0];

        public long Values => (long)Batch * _plane;

        public ReadOnlySpan<float> Plane(ReadOnlySpan<float> all, int n, int c) => all.Slice((n * _channels + c) * _plane, _plane);

        public Span<float> Plane(Span<float> all, int n, int c) => all.Slice((n * _channels + c) * _plane, _plane);
    }
}

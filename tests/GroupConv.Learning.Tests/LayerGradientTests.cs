using System.Numerics.Tensors;
using GroupConv.Core;
using GroupConv.Core.Specs;
using GroupConv.Learning.Tests.Support;

namespace GroupConv.Learning.Tests;

/// <summary>
/// Gradients of layers against central differences of loss = ⟨y, gradOutput⟩. Where a layer is linear, or linear between the points, and
/// all numbers are small multiples of a power of two, each sum is exact in float32, and so must the gradients be.
/// </summary>
public sealed class LayerGradientTests
{
    private static readonly (string Name, Func<Module> Make, nint[] Input)[] s_layers =
    [
        ("Conv1d", () => new Conv1d(4, 6, 3, stride: 2, padding: 1, groups: 2), [2, 4, 9]),
        ("Conv2d", () => new Conv2d(4, 6, 3, padding: 1, groups: 2), [2, 4, 5, 4]),
        ("Conv2d of one image", () => new Conv2d(4, 8, 3, padding: 1, groups: 4, bias: false), [4, 5, 4]),
        ("Conv3d", () => new Conv3d(2, 4, 2, groups: 2), [1, 2, 3, 4, 3]),
        ("ConvTranspose1d", () => new ConvTranspose1d(4, 2, 3, stride: 2, groups: 2), [2, 4, 5]),
        ("ConvTranspose2d", () => new ConvTranspose2d(4, 6, 3, stride: 2, padding: 1, groups: 2), [1, 4, 4, 3]),
        ("ConvTranspose3d", () => new ConvTranspose3d(2, 2, 2, groups: 2), [1, 2, 2, 3, 2]),
        ("ReLU", () => new ReLU(), [3, 2, 5, 7]),
        ("Identity", () => new Identity(), [2, 3]),
        ("Flatten", () => new Flatten(), [2, 3, 2, 2]),
        ("Flatten of the middle", () => new Flatten(1, 2), [2, 3, 4, 2]),
        ("Linear", () => new Linear(11, 5), [3, 11]),
        ("Linear without bias, more dimensions", () => new Linear(6, 4, bias: false), [2, 3, 6]),
        ("MaxPool2d", () => new MaxPool2d(2), [2, 3, 6, 5]),
        ("MaxPool2d overlapping", () => new MaxPool2d(3, stride: 2, padding: 1), [2, 2, 7, 6]),
        ("MaxPool2d dilated, rounded up", () => new MaxPool2d((2, 3), stride: (2, 1), dilation: (2, 1), ceilMode: true), [3, 6, 7]),
        ("AvgPool2d", () => new AvgPool2d(2), [2, 3, 6, 4]),
        ("AvgPool2d overlapping", () => new AvgPool2d(4, stride: 2, padding: 1), [1, 2, 6, 7]),
        ("AdaptiveAvgPool2d of all", () => new AdaptiveAvgPool2d(1), [2, 3, 4, 4]),
        ("AdaptiveAvgPool2d", () => new AdaptiveAvgPool2d((3, 2)), [1, 2, 4, 4]),
        ("ChannelShuffle of lines", () => new ChannelShuffle(3, dims: 1), [3, 6, 4]),
        ("ChannelShuffle", () => new ChannelShuffle(3), [2, 6, 2, 3]),
        ("Residual", () => new Residual(new Conv2d(4, 4, 3, padding: 1, groups: 4)), [2, 4, 3, 3]),
        (
            "Residual with a shortcut",
            () => new Residual(new Conv2d(2, 4, 3, stride: 2, padding: 1, groups: 2), new Conv2d(2, 4, 1, stride: 2)),
            [1, 2, 5, 5]),
        (
            "Sequential",
            () => new Sequential(new Conv2d(2, 4, 3, groups: 2), new ChannelShuffle(2), new AvgPool2d(2), new Flatten(), new Linear(4, 3)),
            [3, 2, 4, 4]),
    ];

    public static IEnumerable<TheoryDataRow<int>> Layers() =>
        s_layers.Select((layer, i) => new TheoryDataRow<int>(i) { TestDisplayName = layer.Name });

    [Theory]
    [MemberData(nameof(Layers))]
    public void Gradients_are_what_central_differences_say(int layer)
    {
        var (_, make, lengths) = s_layers[layer];
        var module = make();
        foreach (var parameter in module.Parameters())
            Fill(parameter.Value, seed: 3, apart: false);
        var x = Tensor.Create(new float[(int)Spans.Product(lengths)], lengths);
        // No two alike, and none within a step of zero, so that no step changes which is greatest or greater than zero.
        Fill(x, seed: 5, apart: module is ReLU or MaxPool2d);
        var y = module.Forward(x);
        Assert.True(module.OutputShape(lengths) == y.Lengths);
        var gradOutput = Tensor.Create(new float[(int)y.FlattenedLength], y.Lengths);
        Fill(gradOutput, seed: 7, apart: false);

        var gradInput = module.Backward(gradOutput);
        Differ(x, gradInput, "input");
        foreach (var (name, parameter) in module.NamedParameters())
            Differ(parameter.Value, parameter.Grad, name);

        // A second pass adds to what is there.
        var before = module.Parameters().Select(parameter => Tensors.Flat(parameter.Grad)).ToList();
        module.Forward(x);
        module.Backward(gradOutput);
        Assert.All(
            module.Parameters().Zip(before),
            pair => Assert.Equal(pair.Second.Select(value => 2 * value), Tensors.Flat(pair.First.Grad)));
        module.ZeroGrad();
        Assert.All(module.Parameters(), parameter => Assert.All(Tensors.Flat(parameter.Grad), value => Assert.Equal(0, value)));

        void Differ(Tensor<float> values, Tensor<float> gradient, string what)
        {
            Assert.Equal(values.Lengths.ToArray(), gradient.Lengths.ToArray());
            var all = Spans.Of(values).ToArray();
            float[] gradients = Tensors.Flat(gradient);
            for (int i = 0; i < all.Length; i++)
            {
                double difference = Loss(all[i] + 0.25f) - Loss(all[i] - 0.25f);
                Spans.Of(values)[i] = all[i];
                Assert.True(
                    2 * difference == gradients[i],
                    FormattableString.Invariant($"{what}[{i}]: {2 * difference} by differences, {gradients[i]} by Backward"));

                double Loss(float value)
                {
                    Spans.Of(values)[i] = value;
                    return Dot(module.Forward(x), gradOutput);
                }
            }
        }
    }

    [Theory]
    [InlineData(true, true, 4)]
    [InlineData(true, false, 1)]
    [InlineData(false, true, 3)]
    public void Batch_norm_agrees_with_its_definition_in_double(bool training, bool affine, int batch)
    {
        const int channels = 3, height = 5, width = 7;
        var norm = new BatchNorm2d(channels, affine: affine);
        var x = Tensors.Input(11, batch, channels, height, width);
        var gradOutput = Tensors.Input(13, batch, channels, height, width);
        foreach (var (_, tensor) in norm.StateDict())
            Fill(tensor, seed: 17, apart: false);
        foreach (ref float variance in Spans.Of(norm.RunningVar!))
            variance = MathF.Abs(variance) + 0.5f;
        double[] mean = Doubles(norm.RunningMean!), var = Doubles(norm.RunningVar!);
        norm.Train(training);

        var y = Tensors.Flat(norm.Forward(x));
        var gradInput = Tensors.Flat(norm.Backward(gradOutput));

        double[] xs = Doubles(x), gs = Doubles(gradOutput);
        double[] weight = affine ? Doubles(norm.Weight!) : [1, 1, 1], bias = affine ? Doubles(norm.Bias!) : [0, 0, 0];
        // float32 rounds x, its distance from the mean, the scale and the product: a few ulps of values of the order of 3.
        Tensors.AssertWithin([.. y.Select(_ => 4e-6)], [.. Output(xs, weight, bias).Select(value => (float)value)], y, "output");
        Near("input", gradInput, xs, 2e-5);
        if (affine)
        {
            Near("weight", Tensors.Flat(norm.OwnParameters[0].Value.Grad), weight, 2e-5);
            Near("bias", Tensors.Flat(norm.OwnParameters[1].Value.Grad), bias, 2e-5);
        }

        for (int c = 0; c < channels; c++)
        {
            var values = Channel(xs, c);
            double batchMean = values.Average();
            double unbiased = values.Sum(value => (value - batchMean) * (value - batchMean)) / (values.Count - 1);
            Assert.Equal(training ? 0.9 * mean[c] + 0.1 * batchMean : mean[c], norm.RunningMean![c], 1e-6);
            Assert.Equal(training ? 0.9 * var[c] + 0.1 * unbiased : var[c], norm.RunningVar![c], 1e-6);
        }

        List<double> Channel(double[] all, int c) => [.. all.Where((_, i) => i / (height * width) % channels == c)];

        double[] Output(double[] input, double[] weights, double[] biases)
        {
            var output = new double[input.Length];
            for (int i = 0; i < input.Length; i++)
            {
                int c = i / (height * width) % channels;
                var values = Channel(input, c);
                double m = training ? values.Average() : mean[c];
                double v = training ? values.Sum(value => (value - m) * (value - m)) / values.Count : var[c];
                output[i] = (input[i] - m) / Math.Sqrt(v + 1e-5) * weights[c] + biases[c];
            }

            return output;
        }

        void Near(string what, float[] gradients, double[] values, double tolerance)
        {
            const double step = 1e-5;
            for (int i = 0; i < values.Length; i += 1 + values.Length / 20)
            {
                double before = values[i];
                values[i] = before + step;
                double loss = Output(xs, weight, bias).Zip(gs, (a, b) => a * b).Sum();
                values[i] = before - step;
                loss -= Output(xs, weight, bias).Zip(gs, (a, b) => a * b).Sum();
                values[i] = before;
                Assert.True(
                    Math.Abs(loss / (2 * step) - gradients[i]) <= tolerance,
                    FormattableString.Invariant($"{what}[{i}]: {loss / (2 * step)} by differences, {gradients[i]} by Backward"));
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void Cross_entropy_agrees_with_its_definition_in_double(double smoothing)
    {
        var logits = Tensor.Multiply(Tensors.Input(19, 6, 5), 8f);
        logits[2, 1] = 300; // an exponential that overflows float32
        int[] labels = [0, 4, 1, 3, 2, 2];
        var loss = new CrossEntropyLoss(smoothing);
        double[] values = [.. Tensors.Flat(logits).Select(value => (double)value)];
        Assert.Equal(Loss(), loss.Forward(logits, labels), 1e-12);
        Assert.Equal(labels.Where((label, n) => values.Skip(5 * n).Take(5).Max() == values[5 * n + label]).Count(), loss.Correct);
        float[] gradients = Tensors.Flat(loss.Backward());
        for (int i = 0; i < values.Length; i++)
        {
            const double step = 1e-5;
            double before = values[i];
            values[i] = before + step;
            double difference = Loss();
            values[i] = before - step;
            difference -= Loss();
            values[i] = before;
            Assert.Equal(difference / (2 * step), gradients[i], 1e-7);
        }

        double Loss()
        {
            double sum = 0;
            for (int n = 0; n < labels.Length; n++)
            {
                double[] row = values[(5 * n)..(5 * n + 5)];
                double logSum = row.Max() + Math.Log(row.Sum(value => Math.Exp(value - row.Max())));
                for (int c = 0; c < 5; c++)
                    sum += (smoothing / 5 + (c == labels[n] ? 1 - smoothing : 0)) * (logSum - row[c]);
            }

            return sum / labels.Length;
        }
    }

    /// <summary>The whole way: the loss of a network along a direction in the space of its parameters.</summary>
    [Fact]
    public void The_loss_of_a_network_changes_as_its_gradients_say()
    {
        var net = Digits.Net(4);
        net.ResetParameters(5);
        var some = Digits.Train.Subset(Enumerable.Range(0, 24));
        int[] labels = [.. some.Labels];
        var loss = new CrossEntropyLoss();
        loss.Forward(net.Forward(some.X), labels);
        net.Backward(loss.Backward());
        var parameters = net.Parameters().ToList();
        var before = parameters.Select(parameter => Tensors.Flat(parameter.Value)).ToList();
        // Along the gradient itself, the loss changes by its squared length.
        double length = Math.Sqrt(parameters.Sum(parameter => Dot(parameter.Grad, parameter.Grad)));
        const double step = 2e-3;
        double slope = (At(step) - At(-step)) / (2 * step);
        // float32 rounds the loss to about 1e-7; ReLUs that the step crosses bend it.
        Assert.InRange(slope / length, 0.99, 1.01);

        double At(double along)
        {
            for (int p = 0; p < parameters.Count; p++)
            {
                float[] gradients = Tensors.Flat(parameters[p].Grad);
                for (int i = 0; i < gradients.Length; i++)
                    Spans.Of(parameters[p].Value)[i] = (float)(before[p][i] + along / length * gradients[i]);
            }

            return loss.Forward(net.Forward(some.X), labels);
        }
    }

    private static double[] Doubles(Tensor<float> tensor) => [.. Tensors.Flat(tensor).Select(value => (double)value)];

    private static double Dot(Tensor<float> a, Tensor<float> b) =>
        Tensors.Flat(a).Zip(Tensors.Flat(b), (left, right) => (double)left * right).Sum();

    /// <summary>Multiples of 1/2 from −2 to 2; or, in any order, numbers 1 apart, none of them within 1/2 of zero.</summary>
    private static void Fill(Tensor<float> tensor, int seed, bool apart)
    {
        var values = Spans.Of(tensor);
        var random = new Random(seed);
        for (int i = 0; i < values.Length; i++)
            values[i] = apart ? i - values.Length / 2 + 0.5f : random.Next(-4, 5) / 2f;
        if (apart)
            random.Shuffle(values);
    }
}

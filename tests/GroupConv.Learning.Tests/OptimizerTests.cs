using System.Numerics.Tensors;
using GroupConv.Core;
using GroupConv.Core.Specs;
using GroupConv.Learning.Tests.Support;

namespace GroupConv.Learning.Tests;

/// <summary>Optimizers against their definitions, written out in double.</summary>
public sealed class OptimizerTests
{
    [Theory]
    [InlineData(0, 0, 0, false)]
    [InlineData(0.9, 0, 0, false)]
    [InlineData(0.9, 0.5, 0.01, false)]
    [InlineData(0.8, 0, 0.02, true)]
    public void SGD_is_PyTorchs(double momentum, double dampening, double weightDecay, bool nesterov)
    {
        double[]? buffer = null;
        Follow(
            parameters => new SGD(parameters, 0.1, momentum, dampening, weightDecay, nesterov),
            (values, gradients, _) =>
            {
                double[] decayed = [.. gradients.Select((gradient, i) => gradient + weightDecay * values[i])];
                buffer = buffer is null ? decayed : [.. buffer.Select((kept, i) => momentum * kept + (1 - dampening) * decayed[i])];
                double[] step = momentum == 0 ? decayed
                    : nesterov ? [.. decayed.Select((gradient, i) => gradient + momentum * buffer[i])]
                    : buffer;
                return [.. values.Select((value, i) => value - 0.1 * step[i])];
            });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.05)]
    public void Adam_is_PyTorchs(double weightDecay)
    {
        double[] means = new double[6], squares = new double[6];
        Follow(
            parameters => new Adam(parameters, 0.01, (0.8, 0.99), 1e-6, weightDecay),
            (values, gradients, step) => [.. values.Select((value, i) =>
            {
                double gradient = gradients[i] + weightDecay * value;
                means[i] = 0.8 * means[i] + 0.2 * gradient;
                squares[i] = 0.99 * squares[i] + 0.01 * gradient * gradient;
                return value - 0.01 * (means[i] / (1 - Math.Pow(0.8, step))) / (Math.Sqrt(squares[i] / (1 - Math.Pow(0.99, step))) + 1e-6);
            })]);
    }

    [Fact]
    public void Adams_first_step_is_the_learning_rate_in_the_direction_of_the_gradient()
    {
        var parameter = new Parameter(Tensor.Create(new[] { 1f, 2, 3 }, [3]));
        new[] { 5f, -1e-3f, 0 }.CopyTo(Spans.Of(parameter.Grad));
        new Adam([parameter]).Step();
        Assert.Equal(0.999, parameter.Value[0], 1e-6);
        Assert.Equal(2.001, parameter.Value[1], 1e-6);
        Assert.Equal(3f, parameter.Value[2]);
    }

    [Fact]
    public void The_cosine_falls_from_the_first_rate_to_the_least()
    {
        var sgd = new SGD([new Parameter(Tensor.Create(new float[1], [1]))], lr: 0.5);
        var cosine = new CosineAnnealingLR(sgd, tMax: 4, etaMin: 0.1);
        var rates = new List<double> { sgd.LearningRate };
        for (int epoch = 0; epoch < 4; epoch++)
        {
            cosine.Step();
            rates.Add(sgd.LearningRate);
        }

        double[] expected = [0.5, 0.3 + 0.2 * Math.Sqrt(0.5), 0.3, 0.3 - 0.2 * Math.Sqrt(0.5), 0.1];
        Assert.All(expected.Zip(rates), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        Assert.Equal(4, cosine.Epoch);
    }

    [Fact]
    public void Mistakes_are_told()
    {
        Parameter[] one = [new Parameter(Tensor.Create(new float[1], [1]))];
        Assert.Contains("lr=-1", Assert.Throws<ConvException>(() => new Adam(one, lr: -1)).Message);
        Assert.Contains("lr=NaN", Assert.Throws<ConvException>(() => new SGD(one, lr: double.NaN)).Message);
        Assert.Contains("betas[1]=1", Assert.Throws<ConvException>(() => new Adam(one, betas: (0.9, 1))).Message);
        Assert.Contains(
            "Nesterov momentum requires a momentum and zero dampening",
            Assert.Throws<ConvException>(() => new SGD(one, nesterov: true)).Message);
        Assert.Contains("no parameters", Assert.Throws<ConvException>(() => new SGD(new ReLU().Parameters())).Message);
    }

    /// <summary>Some steps with gradients drawn at random, on two parameters.</summary>
    private static void Follow(Func<IEnumerable<Parameter>, Optimizer> make, Func<double[], double[], int, double[]> step)
    {
        var random = new Random(1);
        Parameter[] parameters = [new(Tensors.Input(1, 2, 2)), new(Tensors.Input(2, 2))];
        double[] values = Values(parameter => parameter.Value);
        var optimizer = make(parameters);
        for (int t = 1; t <= 6; t++)
        {
            optimizer.ZeroGrad();
            foreach (var parameter in parameters)
            {
                foreach (ref float gradient in Spans.Of(parameter.Grad))
                    gradient = random.NextSingle() - 0.5f;
            }

            values = step(values, Values(parameter => parameter.Grad), t);
            optimizer.Step();
            // Each step rounds in float32.
            Assert.All(values.Zip(Values(parameter => parameter.Value)), pair => Assert.Equal(pair.First, pair.Second, t * 2e-7));
        }

        double[] Values(Func<Parameter, Tensor<float>> of) =>
            [.. parameters.SelectMany(parameter => Tensors.Flat(of(parameter))).Select(value => (double)value)];
    }
}

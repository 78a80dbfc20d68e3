using System.Numerics.Tensors;
using GroupConv.Core;
using GroupConv.Core.Execution;
using GroupConv.Learning.Tests.Support;

namespace GroupConv.Learning.Tests;

/// <summary>The learning experiment: what PyTorch trained is used, and what is trained here learns.</summary>
[Collection(Serial.Name)]
public sealed class DigitsTests
{
    [Fact]
    public void A_state_that_PyTorch_trained_gives_its_logits()
    {
        var net = Digits.Net(8);
        net.LoadStateDict(Digits.State("g8.npz"));
        net.Eval();
        float[] expected = Tensors.Flat(Digits.State("g8-logits.npz")["logits"]);

        Check(net);
        Check(net.Folded());

        void Check(Module network)
        {
            var logits = network.Forward(Digits.Test.X);
            Assert.Equal([360, 10], logits.Lengths.ToArray());
            Tensors.AssertWithin([.. expected.Select(_ => 2e-4)], expected, Tensors.Flat(logits), "logits");
            Assert.Equal(355, (int)Math.Round(360 * Trainer.Evaluate(network, Digits.Test).Accuracy));
        }
    }

    [Fact]
    public void Folding_leaves_no_batch_norm_and_keeps_the_names_of_weights()
    {
        var net = Digits.Net(8);
        net.LoadStateDict(Digits.State("g8.npz"));
        var folded = net.Folded();
        Assert.DoesNotContain(folded.All(), module => module is BatchNorm2d);
        Assert.Contains("7.b.6.bias", folded.StateDict().Keys);
        Assert.Equal(net.StateDict()["10.weight"], folded.StateDict()["10.weight"]);
        Assert.Contains(net.All(), module => module is BatchNorm2d);
    }

    [Theory]
    [InlineData(1, 40458)]
    [InlineData(2, 21514)]
    [InlineData(4, 12042)]
    [InlineData(8, 7306)]
    [InlineData(16, 4938)]
    [InlineData(32, 3754)]
    public void Groups_divide_the_parameters(int groups, int parameters) => Assert.Equal(parameters, Digits.Net(groups).ParameterCount);

    [Theory]
    [InlineData(1, 0.97)]
    [InlineData(8, 0.95)]
    [InlineData(32, 0.90)]
    public void It_learns_the_digits_in_eight_epochs(int groups, double accuracy)
    {
        var (net, results) = Learn(groups, seed: 1, epochs: 8, Digits.Train);
        Assert.Equal(8, results.Count);
        Assert.True(results[^1].Loss < results[0].Loss / 3, $"{results[0]} … {results[^1]}");
        Assert.InRange(Trainer.Evaluate(net, Digits.Test).Accuracy, accuracy, 1);
        Assert.Equal(results[^1].TestAccuracy, Trainer.Evaluate(net, Digits.Test).Accuracy);
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits_and_another_seed_others()
    {
        var some = Digits.Train.Subset(Enumerable.Range(0, 300));
        try
        {
            ConvExecution.Threads = 1;
            float[] alone = Flat(Learn(4, seed: 1, epochs: 2, some).Net);
            ConvExecution.Threads = 3;
            float[] shared = Flat(Cultures.InGerman(() => Learn(4, seed: 1, epochs: 2, some).Net));
            float[] other = Flat(Learn(4, seed: 2, epochs: 2, some).Net);
            Tensors.AssertSameBits(alone, shared, "parameters and statistics");
            Assert.NotEqual(alone, other);
        }
        finally
        {
            ConvExecution.Threads = null;
        }

        static float[] Flat(Module net) => [.. net.StateDict().Values.SelectMany(Tensors.Flat)];
    }

    private static (Sequential Net, IReadOnlyList<EpochResult> Results) Learn(int groups, int seed, int epochs, TensorDataset train)
    {
        var net = Digits.Net(groups);
        net.ResetParameters(seed);
        var adam = new Adam(net.Parameters(), lr: 3e-3);
        var trainer = new Trainer(net, adam, new CosineAnnealingLR(adam, epochs), batchSize: 32, seed);
        return (net, trainer.Fit(train, epochs, Digits.Test));
    }
}

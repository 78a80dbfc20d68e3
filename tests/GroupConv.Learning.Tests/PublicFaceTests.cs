using System.Numerics.Tensors;
using GroupConv.Core;
using GroupConv.Core.Specs;
using GroupConv.Core.Tests.Support;
using GroupConv.Learning.Tests.Support;

namespace GroupConv.Learning.Tests;

/// <summary>What holds for everything that is public.</summary>
public sealed class PublicFaceTests
{
    private static readonly Tensor<float> s_x = Tensor.CreateFromShape<float>([2, 4, 8, 8]);
    private static readonly Sequential s_net = new(
        new Conv2d(4, 8, 3), new ReLU(), new AdaptiveAvgPool2d(1), new Flatten(), new Linear(8, 3));
    private static readonly TensorDataset s_data = new(s_x, [0, 2]);
    private static readonly Adam s_adam = new(s_net.Parameters(), betas: (0.8, 0.95), weightDecay: 0.5);
    private static readonly SGD s_sgd = new(s_net.Parameters(), 0.1, momentum: 0.5, nesterov: true);

    private static readonly PublicFace s_face = new(
        typeof(Sequential).Assembly,
        [
            new object(),
            "body",
            new[] { 0, 2 },
            s_x,
            new Action<EpochResult>(_ => { }),
            s_net.Parameters().ToList(),
            s_net.StateDict(),
            new ChannelShuffle(2),
            new Conv2d(4, 8, 3),
            new Conv2d(4, 8, 3).OutputShape([1, 4, 8, 8]),
            (TensorShape)new[] { 2, 4, 8, 8 },
            (IntTuple)2,
            s_net.Parameters().First(),
            s_data,
            s_sgd,
            s_adam,
            new CosineAnnealingLR(s_adam, 10),
            new CrossEntropyLoss(),
            new CrossEntropyLoss(0.1),
            new Trainer(s_net, s_adam),
            new Trainer(s_net, s_adam).Fit(s_data, 1)[0],
            Trainer.Evaluate(s_net, s_data),
            s_net.Summary(1, 4, 8, 8),
            s_net.Summary(1, 4, 8, 8).Rows.ToList(),
            s_net.Summary(1, 4, 8, 8).Rows[0],
            new AvgPool2d(2),
            new AdaptiveAvgPool2d(1),
            new BatchNorm2d(4),
            new Convolution(new Conv2d(4, 8, 3)),
            new Flatten(),
            new Identity(),
            new Linear(8, 3),
            new MaxPool2d(2),
            new ReLU(),
            new Residual(new Conv2d(4, 4, 1)),
            s_net,
        ],
        new Dictionary<string, object>());

    [Fact]
    public void Every_null_is_refused_in_words()
    {
        var (faults, tried) = s_face.PassNulls(unreachable: ["CrossEntropyLoss.Forward(logits)"]);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.True(tried > 20, $"only {tried} nulls were tried");
        Assert.Contains(
            "null",
            Assert.Throws<ConvException>(() => new CrossEntropyLoss().Forward(null!, [1])).Message,
            StringComparison.Ordinal);
        Assert.Contains("null", Assert.Throws<ConvException>(() => new Sequential(new ReLU(), null!)).Message, StringComparison.Ordinal);
        Assert.Contains("null", Assert.Throws<ConvException>(() => new Adam([null!])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_value_prints_as_a_person_would_write_it()
    {
        var (faults, printed) = Cultures.InGerman(s_face.Print);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.True(printed > 20, $"only {printed} values were printed");
    }

    [Fact]
    public void What_values_print()
    {
        Assert.Equal("Adam(lr=0.001, betas=(0.8, 0.95), eps=1E-08, weight_decay=0.5), 4 parameters", Cultures.InGerman(s_adam.ToString));
        Assert.Equal("SGD(lr=0.1, momentum=0.5, nesterov=True), 4 parameters", Cultures.InGerman(s_sgd.ToString));
        Assert.Equal("CosineAnnealingLR(T_max=10, eta_min=0) after 0 epochs", new CosineAnnealingLR(s_sgd, 10).ToString());
        Assert.Equal("CrossEntropyLoss(label_smoothing=0.1)", Cultures.InGerman(new CrossEntropyLoss(0.1).ToString));
        Assert.Equal("2 images [4, 8, 8], 2 classes", s_data.ToString());
        Assert.Equal("parameter [8, 4, 3, 3]", s_net.Parameters().First().ToString());
        Assert.Equal("loss 0.5000 · accuracy 97.5 %", Cultures.InGerman(new Evaluation(0.5, 0.975).ToString));
        Assert.Equal(
            "4: Linear(in_features=8, out_features=3, bias=True) → [1, 3], 27 parameters, 24 MACs",
            s_net.Summary(1, 4, 8, 8).Rows[^1].ToString());
    }
}

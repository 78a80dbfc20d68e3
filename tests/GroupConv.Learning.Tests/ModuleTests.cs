using System.Buffers;
using System.Numerics.Tensors;
using GroupConv.Core;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;
using GroupConv.Learning.Tests.Support;

namespace GroupConv.Learning.Tests;

/// <summary>What modules have in common: names, state, shapes, mistakes, the trainer's manners.</summary>
[Collection(Serial.Name)]
public sealed class ModuleTests
{
    [Fact]
    public void The_state_has_PyTorchs_names_and_goes_in_as_it_came_out()
    {
        var net = Digits.Net(8);
        net.ResetParameters(3);
        Assert.Equal(Digits.State("g8.npz").Keys.Order(), net.StateDict().Keys.Order());
        Assert.Equal(["0.weight", "1.weight", "1.bias", "1.running_mean", "1.running_var", "3.b.0.weight"], net.StateDict().Keys.Take(6));

        var other = Digits.Net(8);
        var state = net.StateDict().ToDictionary();
        state["1.num_batches_tracked"] = Tensor.Create(new float[1], [1]);
        other.LoadStateDict(state);
        Assert.All(net.StateDict(), named => Assert.Equal(Tensors.Flat(named.Value), Tensors.Flat(other.StateDict()[named.Key])));
    }

    [Fact]
    public void A_state_that_does_not_fit_is_refused_whole()
    {
        var net = Digits.Net(8);
        float[] before = Tensors.Flat(net.StateDict()["0.weight"]);
        var state = Digits.State("g8.npz");
        state.Remove("10.bias");
        state["11.bias"] = Tensor.Create(new float[1], [1]);
        state["5.weight"] = Tensor.Create(new float[64 * 8 * 9], [64, 8, 3, 3]);
        string message = Assert.Throws<ConvException>(() => net.LoadStateDict(state)).Message;
        Assert.Contains("Missing: 10.bias.", message);
        Assert.Contains("Unexpected: 11.bias.", message);
        Assert.Contains("5.weight [64, 8, 3, 3] instead of [64, 4, 3, 3]", message);
        Assert.Equal(before, Tensors.Flat(net.StateDict()["0.weight"]));
    }

    [Fact]
    public void No_two_layers_begin_alike_and_all_are_within_PyTorchs_bounds()
    {
        var net = new Sequential(
            new Conv2d(8, 8, 3, groups: 2), new Conv2d(8, 8, 3, groups: 2), new ConvTranspose2d(8, 4, 2, groups: 4), new Linear(16, 16));
        net.ResetParameters(1);
        Assert.NotEqual(Tensors.Flat(net.StateDict()["0.weight"]), Tensors.Flat(net.StateDict()["1.weight"]));
        foreach (var (name, bound) in new[] { ("0", 1 / 6.0), ("1", 1 / 6.0), ("2", 0.5), ("3", 0.25) })
        {
            float[] all = [.. Tensors.Flat(net.StateDict()[name + ".weight"]), .. Tensors.Flat(net.StateDict()[name + ".bias"])];
            Assert.InRange(all.Max(Math.Abs), 0.8 * bound, bound + 1e-7);
        }
    }

    [Fact]
    public void Mistakes_name_the_layer_before_anything_is_computed()
    {
        var net = Digits.Net(4);
        var mistake = Assert.Throws<ConvException>(() => net.Forward(Tensors.Input(1, 2, 3, 8, 8)));
        Assert.StartsWith(
            "Layer 0, Conv2d(1, 32, kernel_size=3, padding=1, bias=False): The input [2, 3, 8, 8] has 3 channels",
            mistake.Message);

        var inner = new Sequential(new ReLU(), new Residual(new Sequential(new Conv2d(4, 8, 1), new BatchNorm2d(4))));
        Assert.StartsWith(
            "Layer 1.body.1, BatchNorm2d(4): The input [1, 8, 5, 5] has 8 channels, but num_features=4.",
            Assert.Throws<ConvException>(() => inner.OutputShape([1, 4, 5, 5])).Message);
        Assert.Equal("new BatchNorm2d(8)", Assert.Throws<ConvException>(() => inner.OutputShape([1, 4, 5, 5])).Fix);

        Assert.Contains(
            "cannot be added to [1, 4, 5, 5]",
            Assert.Throws<ConvException>(() => new Residual(new Conv2d(4, 8, 1)).OutputShape([1, 4, 5, 5])).Message);
        Assert.Equal("new Linear(48, 3)", Assert.Throws<ConvException>(() => new Linear(12, 3).Forward(Tensors.Input(1, 2, 48))).Fix);
        Assert.Contains(
            "9 channels cannot be divided into groups=2",
            Assert.Throws<ConvException>(() => new Sequential(new ChannelShuffle(2)).OutputShape([1, 9, 2, 2])).Message);
        Assert.Contains(
            "1 value a channel",
            Assert.Throws<ConvException>(() => new BatchNorm2d(2).Forward(Tensors.Input(1, 1, 2, 1, 1))).Message);
        Assert.Contains("start_dim=3", Assert.Throws<ConvException>(() => new Flatten(3).Forward(Tensors.Input(1, 2, 2))).Message);
    }

    [Fact]
    public void Backward_belongs_to_a_forward()
    {
        var relu = new ReLU();
        Assert.Contains("before Forward", Assert.Throws<ConvException>(() => relu.Backward(Tensors.Input(1, 2))).Message);
        relu.Forward(Tensors.Input(1, 2, 3));
        Assert.Contains(
            "[3, 2], but the output of the latest Forward has [2, 3]",
            Assert.Throws<ConvException>(() => relu.Backward(Tensors.Input(1, 3, 2))).Message);
        Assert.Contains("is null", Assert.Throws<ConvException>(() => relu.Forward(null!)).Message);
    }

    [Fact]
    public void A_layer_stands_in_one_place()
    {
        var relu = new ReLU();
        Assert.Contains(
            "One ReLU is both layer 0 and layer 2",
            Assert.Throws<ConvException>(() => new Sequential(relu, new Identity(), new Sequential(relu))).Message);
        Assert.Contains("Layer 1 is null", Assert.Throws<ConvException>(() => new Sequential(relu, null!)).Message);
        Assert.Contains("is not a valid name for the body", Assert.Throws<ConvException>(() => new Residual(relu, name: "a.b")).Message);
    }

    [Fact]
    public void What_a_call_returns_is_the_callers_and_views_may_be_given()
    {
        var net = new Sequential(new ReLU(), new Identity());
        var first = Tensors.Input(1, 2, 3);
        var y = net.Forward(first);
        float[] before = Tensors.Flat(y);
        net.Forward(Tensors.Input(2, 2, 3));
        Assert.Equal(before, Tensors.Flat(y));
        Assert.NotSame(first, new Identity().Forward(first));

        var wide = Tensors.Input(3, 2, 8);
        var view = wide.Slice([NRange.All, new NRange(2, 6)]);
        var linear = new Linear(4, 3);
        Assert.Equal(Tensors.Flat(linear.Forward(Tensor.Create(Tensors.Flat(view), [2, 4]))), Tensors.Flat(linear.Forward(view)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_batch_norm_folds_into_any_convolution(bool transposed)
    {
        ConvLayer conv = transposed
            ? new ConvTranspose2d(6, 8, 3, stride: 2, groups: 2, outputPadding: 1, seed: 1)
            : new Conv2d(6, 8, 3, groups: 2, bias: false, paddingMode: PaddingMode.Reflect, padding: 1, seed: 1);
        var net = new Sequential(conv, new BatchNorm2d(8));
        for (int step = 0; step < 3; step++)
            net.Forward(Tensors.Input(step, 4, 6, 5, 5));
        net.Eval();
        var x = Tensors.Input(9, 2, 6, 5, 5);
        float[] expected = Tensors.Flat(net.Forward(x));
        var folded = (Sequential)net.Folded();
        Assert.IsType<Identity>(folded[1]);
        Assert.Equal(transposed ? typeof(ConvTranspose2d) : typeof(Conv2d), ((Convolution)folded[0]).Layer.GetType());
        Tensors.AssertWithin([.. expected.Select(_ => 5e-6)], expected, Tensors.Flat(folded.Forward(x)), "folded");
        Assert.Contains("makes 8 channels", Assert.Throws<ConvException>(() => new BatchNorm2d(4).FoldInto(conv)).Message);
        Assert.Contains(
            "no running statistics",
            Assert.Throws<ConvException>(() => new BatchNorm2d(8, trackRunningStats: false).FoldInto(conv)).Message);
    }

    [Fact]
    public void The_summary_counts_what_each_layer_costs()
    {
        var summary = Digits.Net(4).Summary(1, 1, 8, 8);
        Assert.Equal(12042, summary.Parameters);
        Assert.Equal([1, 10], summary.Output);
        var block = summary.Rows.Single(row => row.Name == "4.b.0");
        Assert.Equal(
            ("Conv2d(32, 32, kernel_size=3, padding=1, groups=4, bias=False)", 2, 32 * 8 * 9L, 64.0 * 32 * 8 * 9),
            (block.Layer, block.Level, block.Parameters, block.Macs));
        Assert.Equal(
            summary.Macs,
            summary.Rows
                .Where(row => !summary.Rows.Any(other => other.Name.StartsWith(row.Name + ".", StringComparison.Ordinal)))
                .Sum(row => row.Macs));
        Assert.Contains("  4.b: Sequential → [1, 32, 8, 8]", summary.ToString());
        Assert.Equal("BatchNorm2d(3, eps=1e-3, momentum=0.5, affine=False)", new BatchNorm2d(3, 1e-3, 0.5, affine: false).ToString());
        Assert.Contains("  (10): Linear(in_features=64, out_features=10, bias=True)\n)", Digits.Net(4).ToString());
    }

    [Fact]
    public void Training_obeys_both_tokens_and_ends_ready_to_be_used()
    {
        var net = Digits.Net(8);
        var some = Digits.Train.Subset(Enumerable.Range(0, 96));
        var trainer = new Trainer(net, new SGD(net.Parameters(), 0.01, momentum: 0.9), batchSize: 32);
        using var stop = new CancellationTokenSource();
        int told = 0;
        Assert.Throws<OperationCanceledException>(() => trainer.Fit(some, 50, progress: result =>
        {
            told = result.Epoch;
            stop.Cancel();
        }, cancellationToken: stop.Token));
        Assert.Equal(1, told);
        Assert.False(net.Training);
        try
        {
            ConvExecution.Cancellation = stop.Token;
            Assert.Throws<OperationCanceledException>(() => trainer.Fit(some, 1));
            Assert.Throws<OperationCanceledException>(() => Trainer.Evaluate(net, some));
        }
        finally
        {
            ConvExecution.Cancellation = default;
        }

        Assert.Matches(
            @"^epoch 1 of 1 · loss \d\.\d{4} · accuracy \d+\.\d % · \d+ images/s · \d+\.\d s$",
            Cultures.InGerman(() => trainer.Fit(some, 1)[0].ToString()));
    }

    [Fact]
    public void Data_that_does_not_fit_is_refused()
    {
        var x = Tensors.Input(1, 3, 2);
        Assert.Contains("2 labels are given for 3 images", Assert.Throws<ConvException>(() => new TensorDataset(x, [1, 2])).Message);
        Assert.Contains("Label -1 of image 2", Assert.Throws<ConvException>(() => new TensorDataset(x, [1, 2, -1])).Message);
        Assert.Contains("no image 3", Assert.Throws<ConvException>(() => new TensorDataset(x, [1, 2, 0]).Subset([0, 3])).Message);
        Assert.Contains(
            "Label 5 of image 1 is not one of the 4 classes",
            Assert.Throws<ConvException>(() => new CrossEntropyLoss().Forward(Tensors.Input(1, 2, 4), [0, 5])).Message);
        Assert.Contains(
            "3 labels are given for logits [2, 4]",
            Assert.Throws<ConvException>(() => new CrossEntropyLoss().Forward(Tensors.Input(1, 2, 4), [0, 1, 2])).Message);
        Assert.Contains(
            "is not row-major",
            Assert.Throws<ConvException>(() => new Parameter(x.Slice([NRange.All, new NRange(0, 1)]))).Message);
    }

    [Fact]
    public void What_is_missing_or_given_twice_is_told()
    {
        var net = new Linear(4, 3);
        var data = new TensorDataset(Tensor.CreateFromShape<float>([4, 4]), [0, 1, 2, 0]);
        Says("The network is null.", () => Trainer.Evaluate(null!, data));
        Says("The images to evaluate on are null.", () => Trainer.Evaluate(net, null!));
        Says("The optimizer is null.", () => _ = new CosineAnnealingLR(null!, 5));
        Says("The indices are null.", () => data.Subset(null!));
        Says("There is no layer 1 among 1. From 0 to 0.", () => _ = new Sequential(new ReLU())[1]);
        Says("Parameter 0 is null.", () => _ = new SGD([null!]));
        Says("A parameter is given twice", () => _ = new Adam(net.Parameters().Concat(net.Parameters())));
        var conv = new Conv2d(2, 2, 1);
        Says("One Conv2d is both layer 0 and layer 1.", () => _ = new Sequential(conv, conv));
        Says(
            "The output [1, 1, 2147483647, 2147483647] would need",
            () => new AdaptiveAvgPool2d(int.MaxValue).Forward(Tensor.CreateFromShape<float>([1, 1, 2, 2])));
        Says("The weight [2147483647] would have 2147483647 elements", () => _ = new BatchNorm2d(int.MaxValue));
        Says("has 1 value a channel, which has no variance", () => new BatchNorm2d(2).Forward(Tensor.CreateFromShape<float>([1, 2, 1, 1])));

        static void Says(string message, Action mistake) =>
            Assert.Contains(message, Assert.Throws<ConvException>(mistake).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Training_stops_with_a_word_when_the_loss_is_no_longer_finite()
    {
        var net = new Sequential(new Flatten(), new Linear(4, 3));
        var x = Tensors.Input(1, 10, 4);
        x[8, 1] = float.NaN;
        var data = new TensorDataset(x, [0, 1, 2, 0, 1, 2, 0, 1, 2, 0]);
        var trainer = new Trainer(net, new SGD(net.Parameters(), lr: 0.5), batchSize: 2);
        var error = Assert.Throws<ConvException>(() => trainer.Fit(data, epochs: 3));
        Assert.Matches(@"^The loss is NaN in step \d of epoch 1, with a learning rate of 0\.5\. .* Try: lr: 0\.05$", error.Message);
        Assert.All(net.Parameters(), parameter => Assert.All(Tensors.Flat(parameter.Value), value => Assert.True(float.IsFinite(value))));
        Assert.False(net.Training);
    }

    [Fact]
    public void Layers_of_ones_own_take_part()
    {
        var net = new Sequential(new Linear(2, 3, seed: 1), new Square());
        var x = Tensors.Input(1, 4, 2);
        var y = net.Forward(x);
        net.Backward(y);
        // loss = Σ y²/2 with y = z²: its gradient with respect to the bias is Σ 2·z³.
        var z = new Linear(2, 3, seed: 1).Forward(x);
        for (int o = 0; o < 3; o++)
            Assert.Equal(Enumerable.Range(0, 4).Sum(n => 2 * Math.Pow(z[n, o], 3)), net.NamedParameters().Last().Value.Grad[o], 1e-5);
    }

    private sealed class Square : Module
    {
        private Tensor<float>? _x;

        public override TensorShape OutputShape(TensorShape lengths) => lengths;

        protected internal override Tensor<float> Compute(Tensor<float> x) => Tensor.Multiply<float>(_x = x, x);

        protected internal override Tensor<float>? Differentiate(Tensor<float> gradOutput, bool input) =>
            Tensor.Multiply<float>(Tensor.Multiply<float>(gradOutput, _x!), 2f);
    }
}

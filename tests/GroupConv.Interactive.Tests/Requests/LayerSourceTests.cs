using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Requests;
using GroupConv.Interactive.Engine.Requests.Reading;

namespace GroupConv.Interactive.Tests.Requests;

/// <summary>The one reader of layers: what people paste is read, and what is wrong is told with its place.</summary>
public sealed class LayerSourceTests
{
    [Theory]
    [InlineData("Conv2d(64, 128, 3)", "Conv2d(64, 128, kernel_size=3)")]
    [InlineData("nn.Conv2d(64,128,3,2,1,1,4)", "Conv2d(64, 128, kernel_size=3, stride=2, padding=1, groups=4)")]
    [InlineData(
        " torch.nn.Conv2d ( groups = 4 , in_channels=64, kernel_size=(1, 7), out_channels=128 ) ",
        "Conv2d(64, 128, kernel_size=(1, 7), groups=4)")]
    [InlineData("Conv2d(8, 8, [3, 5], padding='same')", "Conv2d(8, 8, kernel_size=(3, 5), padding='same')")]
    [InlineData(
        "Conv2d(8, 8, 3, 1, \"valid\", 2, 8, False, 'circular')",
        "Conv2d(8, 8, kernel_size=3, dilation=2, groups=8, bias=False, padding_mode='circular')")]
    [InlineData("Conv2d(64, 128, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), groups=4)",
        "Conv2d(64, 128, kernel_size=3, padding=1, groups=4)")]
    [InlineData("Conv2d(4, 4, 3, device=torch.device('cuda', 0), dtype=torch.float16, groups=2,)", "Conv2d(4, 4, kernel_size=3, groups=2)")]
    [InlineData("Conv2d(1_024, 1_024, 1)", "Conv2d(1024, 1024, kernel_size=1)")]
    [InlineData("Conv1d(16, 32, 5, 2, 1, 2, 4, False, 'reflect')",
        "Conv1d(16, 32, kernel_size=5, stride=2, padding=1, dilation=2, groups=4, bias=False, padding_mode='reflect')")]
    [InlineData("nn.Conv1d(16, 16, (3,), padding=(1,))", "Conv1d(16, 16, kernel_size=3, padding=1)")]
    [InlineData("nn.Conv3d(4, 8, (1, 3, 3), padding=(0, 1, 1), groups=2)",
        "Conv3d(4, 8, kernel_size=(1, 3, 3), padding=(0, 1, 1), groups=2)")]
    public void Layers_of_PyTorch(string line, string layer) => Assert.Equal(layer, Only(line).ToString());

    /// <summary>The order of a transposed layer's parameters is another: output_padding, groups, bias, dilation.</summary>
    [Theory]
    [InlineData("ConvTranspose1d(8, 4, 4, 2, 1, 1, 4)",
        "ConvTranspose1d(8, 4, kernel_size=4, stride=2, padding=1, output_padding=1, groups=4)")]
    [InlineData(
        "nn.ConvTranspose2d(8, 4, 3, 2, 1, 1, 4, False, 2)",
        "ConvTranspose2d(8, 4, kernel_size=3, stride=2, padding=1, output_padding=1, dilation=2, groups=4, bias=False)")]
    [InlineData("nn.ConvTranspose3d(4, 2, 2, stride=2, groups=2)", "ConvTranspose3d(4, 2, kernel_size=2, stride=2, groups=2)")]
    public void Transposed_layers_of_PyTorch(string line, string layer) => Assert.Equal(layer, Only(line).ToString());

    [Theory]
    [InlineData("(0): Conv2d(64, 128, kernel_size=(3, 3), stride=(1, 1), groups=4)")]
    [InlineData("  (conv): Conv2d(64, 128, kernel_size=(3, 3), stride=(1, 1), groups=4)")]
    [InlineData("(features.0): Conv2d(64, 128, kernel_size=(3, 3), groups=4),")]
    [InlineData("self.conv1 = nn.Conv2d(64, 128, 3, groups=4),")]
    [InlineData("self.conv1: nn.Conv2d = nn.Conv2d(64, 128, 3, groups=4)")]
    [InlineData("nn.Conv2d(64, 128, 3, groups=4)  # four groups")]
    [InlineData("nn.Conv2d(64, 128,  # channels\n          3,        # kernel\n          groups=4)")]
    [InlineData("nn.Conv2d(64, 128, 3, groups=4).to(device)")]
    [InlineData("nn.Conv2d(64, 128, 3, groups=4).cuda().eval()")]
    [InlineData("conv = nn.Conv2d(64, 128, 3, groups=4);")]
    [InlineData("return nn.Conv2d(64, 128, 3, groups=4)")]
    [InlineData(">>> m = nn.Conv2d(64, 128, 3, groups=4)")]
    [InlineData("(\"conv1\", nn.Conv2d(64, 128, 3, groups=4)),")]
    [InlineData("('conv1', nn.Conv2d(64, 128, 3, groups=4))")]
    [InlineData("nn.Conv2d(64, 128, 3, groups=4, padding_mode=“zeros”)")]
    [InlineData("nn.Conv2d(32*2, 256//2, (3), groups=2**2)")]
    [InlineData("nn.modules.conv.Conv2d(64, 128, 3, padding=('valid'), groups=4, bias=1)")]
    [InlineData("new Conv2d(64, 128, 3, groups: 4)")]
    [InlineData("var conv = new Conv2d(inChannels: 64, outChannels: 128, kernelSize: 3, groups: 4);")]
    [InlineData("Conv2d conv = new Conv2d(64, 128, (3, 3), groups: 4, bias: true);")]
    [InlineData("ConvSpec.Conv2d(64, 128, 3, groups: 4)")]
    [InlineData("new ConvSpec(2, false, 64, 128, 3, groups: 4)")]
    [InlineData("Conv2d(64, 128, kernel_size: 3, groups: 4)")]
    [InlineData("torch.nn.Conv2d(64, 128, 3, groups: 4)")]
    [InlineData("var @new = new Conv2d(64, 128, 3, @groups: 4);")]
    public void What_people_paste(string text) => Assert.Equal("Conv2d(64, 128, kernel_size=3, groups=4)", Only(text).ToString());

    [Theory]
    [InlineData("nn.Conv2d(8, 8, 3, bias=0)", false)]
    [InlineData("nn.Conv2d(8, 8, 3, bias=None)", false)]
    [InlineData("nn.Conv2d(8, 8, 3, bias=not norm)", true)]
    public void A_bias_in_its_many_spellings(string line, bool bias) => Assert.Equal(bias, Only(line).Bias);

    [Theory]
    [InlineData(
        "Conv2D(64, (3, 3), strides=(1, 1), padding='same', groups=4, use_bias=False, input_shape=(56, 56, 32))",
        "Conv2d(32, 64, kernel_size=3, padding='same', groups=4, bias=False)")]
    [InlineData("x = Conv2D(8, 3, input_shape=(9, 9, 4))(x)", "Conv2d(4, 8, kernel_size=3)")]
    [InlineData("layers.Conv1D(8, 5, activation='relu', input_shape=(100, 4))", "Conv1d(4, 8, kernel_size=5)")]
    [InlineData("tf.keras.layers.Conv3D(8, 3, dilation_rate=2, input_shape=(9, 9, 9, 4))", "Conv3d(4, 8, kernel_size=3, dilation=2)")]
    [InlineData("DepthwiseConv2D(3, depth_multiplier=2, input_shape=(8, 8, 16))", "Conv2d(16, 32, kernel_size=3, groups=16)")]
    [InlineData("keras.layers.Conv2DTranspose(8, 4, strides=2, input_shape=(8, 8, 16))", "ConvTranspose2d(16, 8, kernel_size=4, stride=2)")]
    public void Layers_of_Keras(string line, string layer) => Assert.Equal(layer, Only(line).ToString());

    [Fact]
    public void A_separable_layer_of_Keras_is_two()
    {
        var layers = LayerSource.Read("SeparableConv2D(64, 3, padding='same', input_shape=(32, 32, 16))");

        Assert.Equal(
            [
                ("depthwise", "Conv2d(16, 16, kernel_size=3, padding='same', groups=16, bias=False)"),
                ("pointwise", "Conv2d(16, 64, kernel_size=1)"),
            ],
            layers.Select(layer => (layer.Name, layer.Hyperparameters.ToSpec().ToString())));
    }

    [Fact]
    public void A_printed_model_gives_all_its_convolutions_with_their_names()
    {
        const string Model = """
            Net(
              (stem): Sequential(
                (0): Conv2d(3, 32, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1), bias=False)
                (1): BatchNorm2d(32, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)
                (2): ReLU6(inplace=True)
              )
              (blocks): ModuleList(
                (0-1): 2 x Conv2d(32, 32, kernel_size=(3, 3), stride=(1, 1), padding=same, groups=32, padding_mode=circular)
              )
              (up): ConvTranspose2d(32, 16, kernel_size=(2, 2), stride=(2, 2))
              (head): Linear(in_features=16, out_features=10, bias=True)
            )
            """;

        Assert.Equal(
            [
                ("stem.0", "Conv2d(3, 32, kernel_size=3, stride=2, padding=1, bias=False)"),
                ("blocks.0-1", "Conv2d(32, 32, kernel_size=3, padding='same', groups=32, padding_mode='circular')"),
                ("up", "ConvTranspose2d(32, 16, kernel_size=2, stride=2)"),
            ],
            LayerSource.Read(Model).Select(layer => (layer.Name, layer.Hyperparameters.ToSpec().ToString())));
    }

    [Theory]
    [InlineData("nn.Sequential(nn.Conv2d(8, 8, 3, groups=8), nn.ReLU(), nn.Conv2d(8, 16, 1))", "0", "2")]
    [InlineData("('dw', nn.Conv2d(8, 8, 3, groups=8))\n('pw', nn.Conv2d(8, 16, 1))", "dw", "pw")]
    [InlineData("nn.Sequential(OrderedDict([('dw', nn.Conv2d(8, 8, 3, groups=8)), ('act', nn.ReLU()), ('pw', nn.Conv2d(8, 16, 1))]))", "dw",
        "pw")]
    [InlineData(
        "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.dw = nn.Conv2d(8, 8, 3, groups=8)\n        self.pw = nn.Conv2d(8, 16, 1)\n",
        "dw",
        "pw")]
    public void Stacks_give_their_convolutions_in_order(string text, string first, string second) => Assert.Equal(
        [(first, "Conv2d(8, 8, kernel_size=3, groups=8)"), (second, "Conv2d(8, 16, kernel_size=1)")],
        LayerSource.Read(text).Select(layer => (layer.Name, layer.Hyperparameters.ToSpec().ToString())));

    [Theory]
    [InlineData("nn.Conv2d(64, 128, 3, groups=groups)", "groups=groups", "Try: --groups 4")]
    [InlineData("nn.Conv2d(in_ch, out_ch * 2, 3)", "in_channels=in_ch, out_channels=out_ch * 2", "Try: --in 64 --out 128")]
    [InlineData("nn.LazyConv2d(64, 3, groups=4)", "in_channels (--in) is missing", "Try: --in 64")]
    [InlineData("Conv2D(64, 3)", "in_channels (--in) is missing", "Try: --in 64")]
    public void What_the_line_does_not_say_is_asked_for_by_option(string line, string says, string fix)
    {
        string error = Assert.Throws<CommandException>(() => Only(line)).Message;

        Assert.Contains(says, error);
        Assert.EndsWith(fix, error);
    }

    [Fact]
    public void An_option_fills_in_what_the_line_does_not_say() => Assert.Equal(
        "Conv2d(64, 128, kernel_size=3, groups=2)",
        (new Hyperparameters { Groups = 2 }).Over(LayerSource.Read("nn.Conv2d(64, 128, 3, groups=g)")[0].Hyperparameters).ToSpec()
            .ToString());

    [Theory]
    [InlineData("Conv2d(64, 128, kernel=3)", 17, "kernel is not a parameter of Conv2d.")]
    [InlineData("Conv2d(64, 128, 3, group=4)", 20, "Did you mean 'groups'?")]
    [InlineData("Conv2d(64, 128, 3", 18, "but found the end of the line")]
    [InlineData("Conv2d(64, 128, 3,", 19, "expected a value or ')', but found the end of the line")]
    [InlineData("Conv2d(64, 128, 'three')", 17, "expected a whole number or a tuple such as (3, 3) for kernel_size, but found ''three''")]
    [InlineData("Conv2d(64.0, 128, 3)", 8, "expected a whole number for in_channels, but found '64.0'")]
    [InlineData("Conv2d(64, 128, (3, 3, 3, 3))", 17, "at most 3 dimensions")]
    [InlineData("Conv2d(99999999999, 128, 3)", 8, "at most 2147483647")]
    [InlineData("Conv2d(64, 128, 3, padding='some')", 28, "'same' or 'valid'")]
    [InlineData("Conv2d(64, 128, 3, padding='SAME')", 28, "TensorFlow")]
    [InlineData("Conv2d(64, 128, 3, padding='same)", 28, "never closed")]
    [InlineData("Conv2d(64, 128, 3, padding_mode='mirror')", 33, "'reflect'")]
    [InlineData("Conv2d(64, 128, 3, groups=4, 5)", 30, "cannot follow")]
    [InlineData("Conv2d(64, 128, 3, kernel_size=3)", 20, "kernel_size is given twice")]
    [InlineData("Conv2d(64, 128, 3) + 1", 20, "the end of the line after ')'")]
    [InlineData("nn.Linear(64, 128)", 1, "Linear is not a convolution")]
    [InlineData("nn.Conv2D(64, 128, 3)", 1, "Did you mean 'nn.Conv2d'?")]
    [InlineData("nn.conv2d(64, 128, 3)", 1, "Did you mean 'Conv2d'?")]
    [InlineData("F.conv2d(x, w, groups=2)", 1, "takes the weight as a tensor")]
    [InlineData("tf.Conv2d(64, 128, 3)", 1, "tf.Conv2d is not known")]
    [InlineData("(64, 128, 3)", 1, "expected Conv2d(...)")]
    public void Errors_say_the_position_and_what_was_expected(string line, int position, string says)
    {
        string error = Assert.Throws<CommandException>(() => LayerSource.Read(line)).Message;

        Assert.Contains($"^ position {position}: ", error);
        Assert.Contains(says, error);
        string[] rows = error.Split('\n');
        Assert.Equal(line, rows[0]);
        Assert.Equal(position - 1, rows[1].IndexOf('^', StringComparison.Ordinal));
    }

    [Fact]
    public void An_error_in_a_text_of_several_lines_names_the_line() =>
        Assert.Contains(
            "^ line 2, position 15: ",
            Assert.Throws<CommandException>(() => LayerSource.Read("nn.Sequential(\n    nn.Conv2d(8.5, 8, 3))")).Message);

    [Fact]
    public void A_stride_with_Kerass_same_is_told_with_the_padding_that_does_it()
    {
        string error = Assert.Throws<CommandException>(() =>
            Only("Conv2D(8, 3, strides=2, padding='same', input_shape=(8, 8, 4))")).Message;

        Assert.EndsWith("Try: --padding 0:1", error);
    }

    [Theory]
    [InlineData("Conv2d(64, groups=4)", "out_channels (--out) and kernel_size (--kernel) are missing")]
    [InlineData("ConvTranspose1d()", "ConvTranspose1d: in_channels (--in) and out_channels (--out) and kernel_size (--kernel) are missing")]
    public void What_has_no_default_must_be_there(string line, string says) =>
        Assert.Contains(says, Assert.Throws<CommandException>(() => Only(line)).Message);

    [Theory]
    [InlineData("(")]
    [InlineData("-")]
    [InlineData("new ")]
    [InlineData("2**")]
    [InlineData("f(")]
    [InlineData("[{(")]
    [InlineData("1+")]
    [InlineData("1*")]
    [InlineData("a[1] * ")]
    public void Deep_nesting_and_long_chains_are_refused(string piece)
    {
        foreach (string text in new[] { "Conv2d(" + string.Concat(Enumerable.Repeat(piece, 30_000)),
            "Conv2d(" + string.Concat(Enumerable.Repeat(piece, 30_000)) + "1" })
            Assert.Throws<CommandException>(() => LayerSource.Read(text));
    }

    [Fact]
    public void A_very_long_line_is_refused() =>
        Assert.Contains("too long", Assert.Throws<CommandException>(() => LayerSource.Read("Conv2d(" + new string('1', 300_000))).Message);

    /// <summary>What a layer prints can be pasted, as PyTorch and as C#, and stands within double quotes.</summary>
    [Fact]
    public void Every_layer_of_the_six_kinds_is_read_back_from_its_own_text()
    {
        var random = new Random(1);
        for (int i = 0; i < 600; i++)
        {
            var spec = RandomSpec(random, i % 6);

            Assert.Equal(spec, Only(spec.ToString()));
            Assert.DoesNotContain('"', spec.ToString());
            Assert.Equal(spec, Only(CSharpText.NewSpec(spec)));
            Assert.Equal(spec, Only(CSharpText.NewLayer(spec, seed: 0)));
        }
    }

    [Fact]
    public void No_damaged_line_does_anything_but_parse_or_complain()
    {
        const string Line = "x = torch.nn.Conv2d(64, 128, kernel_size=(3, 5), padding='same', groups=4, bias=False, device=f(1, [2])).to(d)  # c\n(0): ConvTranspose1d(4, 2, 3)";
        const string Alphabet = "(),='\"[]. \t09aT_-\0é*/:{}#\n@$%";
        var random = new Random(2);
        for (int i = 0; i < 20_000; i++)
        {
            char[] text = Line.ToCharArray();
            for (int changes = random.Next(1, 4); changes > 0; changes--)
                text[random.Next(text.Length)] = Alphabet[random.Next(Alphabet.Length)];
            var failure = Record.Exception(() => LayerSource.Read(new string(text, 0, random.Next(1, text.Length + 1))));

            Assert.True(failure is null or CommandException, $"{new string(text)}: {failure}");
        }
    }

    private static ConvSpec Only(string text) => Assert.Single(LayerSource.Read(text)).Hyperparameters.ToSpec();

    private static ConvSpec RandomSpec(Random random, int kind)
    {
        int dims = kind % 3 + 1, groups = random.Next(1, 5);
        bool isTransposed = kind >= 3;
        var stride = Tuple(1, 4);
        bool isPlain = stride.All(1);
        return new ConvSpec(
            dims,
            isTransposed,
            groups * random.Next(1, 9),
            groups * random.Next(1, 9),
            Tuple(1, 8),
            stride,
            Padding(),
            Tuple(1, 4),
            groups,
            random.Next(2) == 0,
            isTransposed ? PaddingMode.Zeros : (PaddingMode)random.Next(4),
            isTransposed && !isPlain ? IntTuple.Create([.. stride.Select(step => random.Next(step))]) : 0);

        IntTuple Tuple(int from, int to) =>
            random.Next(2) == 0
                ? random.Next(from, to)
                : IntTuple.Create([.. Enumerable.Range(0, dims).Select(_ => random.Next(from, to))]);

        ConvPadding Padding() => random.Next(3) switch
        {
            0 when isPlain && !isTransposed => ConvPadding.Same,
            1 => ConvPadding.Explicit([.. Enumerable.Range(0, dims).Select(_ => (random.Next(4), random.Next(4)))]),
            _ => Tuple(0, 4),
        };
    }
}

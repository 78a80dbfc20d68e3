using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Requests;
using GroupConv.Interactive.Engine.Requests.Reading;

namespace GroupConv.Interactive.Tests.Requests;

public sealed class LayerSourceTests
{
    [Theory]
    [InlineData("Conv2d(64, 128, 3)", "Conv2d(64, 128, kernel_size=3)")]
    [InlineData("nn.Conv2d(64,128,3,2,1,1,4)", "Conv2d(64, 128, kernel_size=3, stride=2, padding=1, groups=4)")]
    [InlineData(" torch.nn.Conv2d ( groups = 4 , in_channels=64, kernel_size=(1, 7), out_channels=128 ) ", "Conv2d(64, 128, kernel_size=(1, 7), groups=4)")]
    [InlineData("Conv2d(8, 8, [3, 5], padding='same')", "Conv2d(8, 8, kernel_size=(3, 5), padding='same')")]
    [InlineData("Conv2d(8, 8, 3, 1, \"valid\", 2, 8, False, 'circular')", "Conv2d(8, 8, kernel_size=3, dilation=2, groups=8, bias=False, padding_mode='circular')")]
    [InlineData("self.conv1 = nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False),", "Conv2d(3, 64, kernel_size=7, stride=2, padding=3, bias=False)")]
    [InlineData("Conv2d(64, 128, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), groups=4)", "Conv2d(64, 128, kernel_size=3, padding=1, groups=4)")]
    [InlineData("Conv2d(4, 4, 3, device=torch.device('cuda', 0), dtype=torch.float16, groups=2,)", "Conv2d(4, 4, kernel_size=3, groups=2)")]
    [InlineData("Conv2d(1_024, 1_024, 1)", "Conv2d(1024, 1024, kernel_size=1)")]
    [InlineData("nn.Conv1d(16, 33, 3, stride=2)", "Conv1d(16, 33, kernel_size=3, stride=2)")]
    [InlineData("nn.Conv1d(16, 16, (4,), padding=(3,), groups=16)", "Conv1d(16, 16, kernel_size=4, padding=3, groups=16)")]
    [InlineData("nn.Conv3d(16, 33, (3, 5, 2), stride=(2, 1, 1), padding=(4, 2, 0))", "Conv3d(16, 33, kernel_size=(3, 5, 2), stride=(2, 1, 1), padding=(4, 2, 0))")]
    [InlineData("nn.ConvTranspose1d(16, 8, 4, 2, 1, 1, 2)", "ConvTranspose1d(16, 8, kernel_size=4, stride=2, padding=1, output_padding=1, groups=2)")]
    [InlineData("nn.ConvTranspose2d(16, 32, 3, 2, 1, 1, 4, False, 2)", "ConvTranspose2d(16, 32, kernel_size=3, stride=2, padding=1, output_padding=1, dilation=2, groups=4, bias=False)")]
    [InlineData("nn.ConvTranspose3d(16, 33, (3, 5, 2), stride=(2, 1, 1), padding=(0, 4, 2))", "ConvTranspose3d(16, 33, kernel_size=(3, 5, 2), stride=(2, 1, 1), padding=(0, 4, 2))")]
    public void Lines_that_PyTorch_takes_are_read(string line, string layer) => Assert.Equal(layer, One(line));

    [Theory]
    [InlineData("(0): Conv2d(3, 6, kernel_size=(5, 5), stride=(1, 1))", "Conv2d(3, 6, kernel_size=5)")]
    [InlineData("(conv): Conv2d(3, 6, kernel_size=(3, 3), stride=(1, 1), padding=same)", "Conv2d(3, 6, kernel_size=3, padding='same')")]
    [InlineData("(features.0): Conv2d(3, 6, 3, padding_mode=reflect, padding=(1, 1)),", "Conv2d(3, 6, kernel_size=3, padding=1, padding_mode='reflect')")]
    [InlineData("nn.Conv2d(64, 128, 3) # in, out, kernel", "Conv2d(64, 128, kernel_size=3)")]
    [InlineData("nn.Conv2d(64,  # in\n          128,  # out\n          3, groups=4)", "Conv2d(64, 128, kernel_size=3, groups=4)")]
    [InlineData("nn.Conv2d(64, \\\n 128, 3)", "Conv2d(64, 128, kernel_size=3)")]
    [InlineData("conv = nn.Conv2d(64, 128, 3).to(device)", "Conv2d(64, 128, kernel_size=3)")]
    [InlineData("conv = nn.Conv2d(64, 128, 3, groups=2).cuda().half()", "Conv2d(64, 128, kernel_size=3, groups=2)")]
    [InlineData("nn.Conv2d(64, 128, 3);", "Conv2d(64, 128, kernel_size=3)")]
    [InlineData("return nn.Conv2d(64, 128, 3)", "Conv2d(64, 128, kernel_size=3)")]
    [InlineData(">>> m = nn.Conv2d(16, 33, 3, stride=2)", "Conv2d(16, 33, kernel_size=3, stride=2)")]
    [InlineData("self.conv: nn.Module = nn.Conv2d(16, 33, 3)", "Conv2d(16, 33, kernel_size=3)")]
    [InlineData("(\"conv1\", nn.Conv2d(1, 20, 5)),", "Conv2d(1, 20, kernel_size=5)")]
    [InlineData("('conv1', nn.Conv2d(1, 20, 5))", "Conv2d(1, 20, kernel_size=5)")]
    [InlineData("'conv1': nn.Conv2d(1, 20, 5),", "Conv2d(1, 20, kernel_size=5)")]
    [InlineData("nn.Conv2d(8, 8, 3, padding=‘same’)", "Conv2d(8, 8, kernel_size=3, padding='same')")]
    [InlineData("nn.Conv2d(8, 8, 3, padding=“same”)", "Conv2d(8, 8, kernel_size=3, padding='same')")]
    [InlineData("nn.Conv2d(64*2, 256//2, 3)", "Conv2d(128, 128, kernel_size=3)")]
    [InlineData("nn.Conv2d(64, 64, 3, padding=3//2, groups=64)", "Conv2d(64, 64, kernel_size=3, padding=1, groups=64)")]
    [InlineData("nn.Conv2d(2**6, 128, (7 - 1) // 2)", "Conv2d(64, 128, kernel_size=3)")]
    [InlineData("nn.Conv2d(64, 128, (3))", "Conv2d(64, 128, kernel_size=3)")]
    [InlineData("nn.Conv2d(64, 128, 3, padding=('same'))", "Conv2d(64, 128, kernel_size=3, padding='same')")]
    [InlineData("nn.Conv2d(64, 128, 3, bias=0)", "Conv2d(64, 128, kernel_size=3, bias=False)")]
    [InlineData("nn.Conv2d(64, 128, 3, bias=1)", "Conv2d(64, 128, kernel_size=3)")]
    [InlineData("nn.Conv2d(64, 128, 3, bias=None)", "Conv2d(64, 128, kernel_size=3, bias=False)")]
    [InlineData("nn.modules.conv.Conv2d(64, 128, 3)", "Conv2d(64, 128, kernel_size=3)")]
    [InlineData("torch.nn.modules.conv.Conv2d(64, 128, 3)", "Conv2d(64, 128, kernel_size=3)")]
    [InlineData("nn.Conv2d(64, 128, 3))", "Conv2d(64, 128, kernel_size=3)")]
    [InlineData("nn.Sequential(nn.Conv2d(64, 128, 3), nn.BatchNorm2d(128), nn.ReLU(inplace=True))", "Conv2d(64, 128, kernel_size=3)")]
    [InlineData("model.add_module('c', nn.Conv2d(64, 128, 3))", "Conv2d(64, 128, kernel_size=3)")]
    [InlineData("import torch.nn as nn\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.conv = nn.Conv2d(3, 9, 3, groups=3)\n", "Conv2d(3, 9, kernel_size=3, groups=3)")]
    public void Lines_as_people_paste_them_are_read(string line, string layer) => Assert.Equal(layer, One(line));

    [Theory]
    [InlineData("Conv2d(16, 32, 3, groups: 4)", "Conv2d(16, 32, kernel_size=3, groups=4)")]
    [InlineData("new Conv2d(16, 32, 3, groups: 4)", "Conv2d(16, 32, kernel_size=3, groups=4)")]
    [InlineData("var conv = new Conv2d(inChannels: 64, outChannels: 128, kernelSize: 3, padding: 1, groups: 4);", "Conv2d(64, 128, kernel_size=3, padding=1, groups=4)")]
    [InlineData("Conv2d conv = new Conv2d(3, 9, (1, 7), bias: false, paddingMode: PaddingMode.Reflect, padding: (0, 3), seed: 7);", "Conv2d(3, 9, kernel_size=(1, 7), padding=(0, 3), bias=False, padding_mode='reflect')")]
    [InlineData("ConvSpec.ConvTranspose1d(4, 4, 3, stride: 2, outputPadding: 1)", "ConvTranspose1d(4, 4, kernel_size=3, stride=2, output_padding=1)")]
    [InlineData("new ConvSpec(2, false, 8, 8, 3, groups: 4)", "Conv2d(8, 8, kernel_size=3, groups=4)")]
    [InlineData("new ConvSpec(3, true, 8, 8, 3, groups: 4)", "ConvTranspose3d(8, 8, kernel_size=3, groups=4)")]
    [InlineData("new Conv1d(16, 16, 4, padding: ConvPadding.Explicit((3, 0)), groups: 16)", "Conv1d(16, 16, kernel_size=4, padding=((3, 0),), groups=16)")]
    [InlineData("torch.nn.Conv2d(16L, 32L, 3L, padding: 1L)", "Conv2d(16, 32, kernel_size=3, padding=1)")]
    public void CSharp_is_read(string line, string layer) => Assert.Equal(One(layer), One(line));

    [Theory]
    [InlineData("Conv2D(64, (3, 3), strides=(1, 1), padding='same', groups=4, use_bias=False, input_shape=(28, 28, 32))", "Conv2d(32, 64, kernel_size=3, padding='same', groups=4, bias=False)")]
    [InlineData("layers.Conv2D(filters=64, kernel_size=3, activation='relu', input_shape=(28, 28, 1), kernel_initializer='he_normal', name='c1')", "Conv2d(1, 64, kernel_size=3)")]
    [InlineData("tf.keras.layers.DepthwiseConv2D((3, 3), depth_multiplier=2, input_shape=(28, 28, 16))", "Conv2d(16, 32, kernel_size=3, groups=16)")]
    [InlineData("keras.layers.Conv2DTranspose(8, 4, strides=2, padding='valid', input_shape=(7, 7, 16))", "ConvTranspose2d(16, 8, kernel_size=4, stride=2)")]
    [InlineData("layers.Conv1D(8, 5, dilation_rate=2, input_shape=(100, 4))(x)", "Conv1d(4, 8, kernel_size=5, dilation=2)")]
    public void Keras_is_read(string line, string layer) => Assert.Equal(layer, One(line));

    [Fact]
    public void A_separable_layer_of_Keras_is_two_layers()
    {
        var layers = LayerSource.Read("SeparableConv2D(64, 3, padding='same', depth_multiplier=2, input_shape=(28, 28, 16))");

        Assert.Equal(
            ["Conv2d(16, 32, kernel_size=3, padding='same', groups=16, bias=False)", "Conv2d(32, 64, kernel_size=1)"],
            layers.Select(layer => layer.Hyperparameters.ToSpec().ToString()));
    }

    [Fact]
    public void A_printed_model_is_read_whole()
    {
        const string Model = """
            Net(
              (stem): Conv2d(3, 32, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1), bias=False)
              (bn): BatchNorm2d(32, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)
              (layers): Sequential(
                (0): Block(
                  (dw): Conv2d(32, 32, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), groups=32)
                  (act): Hardswish()
                  (pw): Conv2d(32, 64, kernel_size=(1, 1), stride=(1, 1))
                )
                (1-3): 3 x Block(
                  (dw): Conv2d(64, 64, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), groups=64)
                )
                (4): Upsample(scale_factor=2.0, mode=nearest)
              )
              (fc): Linear(in_features=64, out_features=10, bias=True)
            )
            """;

        var layers = LayerSource.Read(Model);

        Assert.Equal(["stem", "layers.0.dw", "layers.0.pw", "layers.1-3.dw"], layers.Select(layer => layer.Name));
        Assert.Equal("Conv2d(64, 64, kernel_size=3, padding=1, groups=64)", layers[3].Hyperparameters.ToSpec().ToString());
    }

    [Theory]
    [InlineData("nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Conv2d(8, 8, 1, groups=4))", "0 2")]
    [InlineData("nn.Sequential(OrderedDict([('conv1', nn.Conv2d(1, 20, 5)), ('relu1', nn.ReLU()), ('conv2', nn.Conv2d(20, 64, 5))]))", "conv1 conv2")]
    [InlineData("nn.ModuleList([nn.Conv1d(4, 4, 3), nn.Conv1d(4, 4, 5)])", "0 1")]
    [InlineData("self.a = nn.Conv2d(3, 8, 3)\nself.b = nn.Conv2d(8, 8, 3)", "a b")]
    [InlineData("block = nn.Sequential(nn.Conv2d(3, 8, 3), nn.Sequential(nn.Conv2d(8, 8, 3)))", "block.0 block.1.0")]
    public void Containers_name_their_layers(string text, string names) => Assert.Equal(names, string.Join(' ', LayerSource.Read(text).Select(layer => layer.Name)));

    [Theory]
    [InlineData("Conv2d(64, 128, kernel=3)", 17, "kernel is not a parameter of Conv2d.")]
    [InlineData("Conv2d(64, 128, 3, group=4)", 20, "Did you mean 'groups'?")]
    [InlineData("Conv2d(64, 128, 3", 18, "expected ',' or ')' after 3, but found the end of the line")]
    [InlineData("Conv2d(64, 128, 3,", 19, "expected a value or ')', but found the end of the line")]
    [InlineData("Conv2d(64.0, 128, 3)", 8, "expected a whole number for in_channels, but found '64.0'")]
    [InlineData("Conv2d(64, 128, (3, 3, 3, 3))", 17, "kernel_size has one number, or one for each of at most 3 dimensions")]
    [InlineData("Conv2d(99999999999, 128, 3)", 8, "at most 2147483647")]
    [InlineData("Conv2d(64, 128, 3, padding='some')", 28, "'same' or 'valid'")]
    [InlineData("Conv2d(64, 128, 3, padding='SAME')", 28, "TensorFlow's spelling")]
    [InlineData("Conv2d(64, 128, 3, padding='same)", 28, "never closed")]
    [InlineData("Conv2d(64, 128, 3, bias=2)", 25, "True or False")]
    [InlineData("Conv2d(64, 128, 3, padding_mode='mirror')", 33, "'reflect'")]
    [InlineData("Conv2d(64, 128, 3, groups=4, 5)", 30, "cannot follow")]
    [InlineData("Conv2d(64, 128, 3, kernel_size=3)", 20, "kernel_size is given twice")]
    [InlineData("Conv2d(64, 128, 3, 1, 1, 1, 1, True, 'zeros', None, None, 7)", 59, "Conv2d has 11 parameters, and this is one more")]
    [InlineData("Conv2d(64, 128, 3) + 1", 20, "the end of the line after ')'")]
    [InlineData("nn.Linear(64, 128)", 1, "Linear is not a convolution")]
    [InlineData("nn.conv2d(64, 128, 3)", 1, "Did you mean 'Conv2d'?")]
    [InlineData("nn.Conv2D(64, 128, 3)", 1, "Did you mean 'nn.Conv2d'?")]
    [InlineData("Conv2D(64, 128, 3, padding=1)", 28, "Did you mean PyTorch's nn.Conv2d")]
    [InlineData("tf.Conv2d(64, 128, 3)", 1, "tf.Conv2d is not known")]
    [InlineData("F.conv2d(x, w, groups=2)", 1, "takes the weight as a tensor")]
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
    public void An_error_in_a_long_text_shows_its_line()
    {
        string error = Assert.Throws<CommandException>(() => LayerSource.Read("a = nn.Conv2d(1, 1, 1)\nb = nn.Conv2d(1, 1, x='')\n")).Message;

        Assert.StartsWith("b = nn.Conv2d(1, 1, x='')\n", error);
        Assert.Contains("line 2, position 21", error);
    }

    [Fact]
    public void Names_without_values_are_asked_for()
    {
        var layer = LayerSource.Read("nn.Conv2d(in_ch, 128, kernel_size=k, groups=groups)")[0].Hyperparameters;

        string error = Assert.Throws<CommandException>(layer.ToSpec).Message;
        Assert.Contains("in_channels=in_ch, kernel_size=k, groups=groups: the line does not say these values.", error);
        Assert.Contains("Try: --in 64 --kernel 3 --groups 4", error);
        var flags = new Hyperparameters { InChannels = 64, KernelSize = 3, Groups = 2 };
        Assert.Equal("Conv2d(64, 128, kernel_size=3, groups=2)", flags.Over(layer).ToSpec().ToString());
    }

    [Fact]
    public void A_lazy_layer_and_one_of_Keras_ask_for_the_input_channels()
    {
        Assert.Contains("in_channels (--in) is missing", Assert.Throws<CommandException>(() => One("nn.LazyConv2d(64, 3, groups=4)")).Message);
        Assert.Contains("in_channels (--in) is missing", Assert.Throws<CommandException>(() => One("Conv2D(64, (3, 3), groups=4)")).Message);
    }

    [Fact]
    public void What_has_no_default_must_be_there() =>
        Assert.Contains("out_channels (--out) and kernel_size (--kernel) are missing", Assert.Throws<CommandException>(() => One("Conv2d(64, groups=4)")).Message);

    [Fact]
    public void Keras_same_padding_with_strides_is_explained() =>
        Assert.Contains("Try: --padding 0:1", Assert.Throws<CommandException>(() => LayerSource.Read("Conv2D(64, 3, strides=2, padding='same', input_shape=(28, 28, 3))")).Message);

    [Fact]
    public void Endless_text_and_endless_brackets_are_refused()
    {
        Assert.Contains("too long", Assert.Throws<CommandException>(() => LayerSource.Read("Conv2d(" + new string('(', 300_000))).Message);
        Assert.Contains("deep", Assert.Throws<CommandException>(() => LayerSource.Read("Conv2d(" + new string('(', 100_000))).Message);
    }

    [Fact]
    public void Every_layer_of_every_kind_is_read_back_from_its_own_text()
    {
        var random = new Random(1);
        for (int i = 0; i < 600; i++)
        {
            var spec = RandomSpec(random, i % 3 + 1, i % 2 == 0);

            Assert.DoesNotContain('"', spec.ToString());
            Assert.Equal(spec, LayerSource.Read(spec.ToString())[0].Hyperparameters.ToSpec());
            Assert.Equal(spec, LayerSource.Read(CSharpText.NewSpec(spec))[0].Hyperparameters.ToSpec());
            Assert.Equal(spec, LayerSource.Read(CSharpText.NewLayer(spec, 7))[0].Hyperparameters.ToSpec());
        }
    }

    [Fact]
    public void No_damaged_text_does_anything_but_parse_or_complain()
    {
        const string Line = "x: y = nn.Sequential((a): torch.nn.Conv2d(64, 128, kernel_size=(3, 5), padding='same', groups=4*2, bias=False, device=f(1, [2])))";
        const string Alphabet = "(),='\"[]{}. \t\n09aT_-*/:#>x\0é";
        var random = new Random(2);
        for (int i = 0; i < 20_000; i++)
        {
            char[] text = Line.ToCharArray();
            for (int changes = random.Next(1, 5); changes > 0; changes--)
                text[random.Next(text.Length)] = Alphabet[random.Next(Alphabet.Length)];
            string damaged = new(text, 0, random.Next(1, text.Length + 1));
            var failure = Record.Exception(() => LayerSource.Read(damaged)[0].Hyperparameters.ToSpec());

            Assert.True(failure is null or CommandException or ConvException, $"{damaged}: {failure}");
        }
    }

    private static string One(string text) => Assert.Single(LayerSource.Read(text)).Hyperparameters.ToSpec().ToString();

    private static ConvSpec RandomSpec(Random random, int dims, bool transposed)
    {
        int groups = random.Next(1, 5);
        int[] stride = Numbers(1, 3), dilation = Numbers(1, 4);
        ConvPadding padding = random.Next(3) switch
        {
            0 when !transposed && stride.All(step => step == 1) => "same",
            1 => ConvPadding.Explicit([.. Enumerable.Range(0, dims).Select(_ => (random.Next(4), random.Next(4)))]),
            _ => IntTuple.Create(Numbers(0, 4)),
        };
        return new ConvSpec(
            dims,
            transposed,
            groups * random.Next(1, 9),
            groups * random.Next(1, 9),
            IntTuple.Create(Numbers(1, 8)),
            IntTuple.Create(stride),
            padding,
            IntTuple.Create(dilation),
            groups,
            random.Next(2) == 0,
            transposed ? PaddingMode.Zeros : (PaddingMode)random.Next(4),
            transposed ? IntTuple.Create([.. stride.Zip(dilation, (step, distance) => random.Next(Math.Max(step, distance)))]) : null);

        int[] Numbers(int least, int end) => [.. Enumerable.Range(0, dims).Select(_ => random.Next(least, end))];
    }
}

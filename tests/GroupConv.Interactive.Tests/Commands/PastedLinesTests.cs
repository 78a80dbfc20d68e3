using GroupConv.Interactive.Hosting;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Tests.Commands;

/// <summary>
/// Lines as people paste them, from the code of public networks, from forum threads, from dumps of models, and what <c>explain</c> makes of
/// each: a layer, a list of layers with their names, or a message.
/// </summary>
public sealed class PastedLinesTests : CommandFixture
{
    public static TheoryData<string, string> Layers => new()
    {
        // torchvision and timm
        { "nn.Conv2d(in_planes, out_planes, kernel_size=3, stride=stride, padding=dilation, groups=groups, bias=False, dilation=dilation)",
            "!in_channels=in_planes, out_channels=out_planes, stride=stride, padding=dilation, groups=groups, dilation=dilation: the line" },
        { "self.conv1 = nn.Conv2d(3, self.inplanes, kernel_size=7, stride=2, padding=3, bias=False)", "!Try: --out 128" },
        { "(conv_dw): Conv2dSame(32, 32, kernel_size=(3, 3), stride=(1, 1), groups=32, bias=False)",
            "Conv2d(32, 32, kernel_size=3, padding='same', groups=32, bias=False)" },
        { "(conv_stem): Conv2dSame(3, 40, kernel_size=(3, 3), stride=(2, 2), bias=False)", "!Try: --padding 0:1" },
        { "self.dwconv = nn.Conv2d(96, 96, kernel_size=7, padding=3, groups=96) # depthwise conv",
            "Conv2d(96, 96, kernel_size=7, padding=3, groups=96)" },
        { "nn.Conv2d(dim, dim, kernel_size=7, padding=3, groups=dim), # depthwise conv", "!groups=dim" },
        { "nn.Conv2d(3, 96, kernel_size=4, stride=4),", "Conv2d(3, 96, kernel_size=4, stride=4)" },
        { "    nn.Conv2d(inp, hidden_dim, 1, 1, 0, bias=False),", "!in_channels=inp, out_channels=hidden_dim" },
        { "layers.append(nn.Conv2d(32 * 6, 32 * 6, 3, 2, 1, groups=32 * 6, bias=False))",
            "Conv2d(192, 192, kernel_size=3, stride=2, padding=1, groups=192, bias=False)" },
        { "self.features.add_module('conv0', nn.Conv2d(3, 64, kernel_size=7, stride=2, padding=3, bias=False))",
            "Conv2d(3, 64, kernel_size=7, stride=2, padding=3, bias=False)" },
        { "layers += [nn.Conv2d(64, 64, kernel_size=3, padding=1), nn.ReLU(inplace=True)]", "Conv2d(64, 64, kernel_size=3, padding=1)" },
        { "conv2d = nn.Conv2d(512, 512, kernel_size=3, padding=1)", "Conv2d(512, 512, kernel_size=3, padding=1)" },
        { "nn.Sequential(*[nn.Conv2d(8, 8, 3, groups=8), nn.Conv2d(8, 16, 1)])",
            "0: Conv2d(8, 8, kernel_size=3, groups=8); 1: Conv2d(8, 16, kernel_size=1)" },
        { "(0): Conv2d(1024, 1024, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), groups=32, bias=False)",
            "Conv2d(1024, 1024, kernel_size=3, padding=1, groups=32, bias=False)" },
        { "(1): Conv2dNormActivation(\n  (0): Conv2d(96, 96, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1), groups=96, bias=False)\n  (1): BatchNorm2d(96)\n  (2): ReLU6(inplace=True)\n)",
            "Conv2d(96, 96, kernel_size=3, stride=2, padding=1, groups=96, bias=False)" },
        // EfficientNet-PyTorch
        { "(_depthwise_conv): Conv2dStaticSamePadding(\n  32, 32, kernel_size=(3, 3), stride=[1, 1], groups=32, bias=False\n  (static_padding): ZeroPad2d(padding=(1, 1, 1, 1), value=0.0)\n)",
            "Conv2d(32, 32, kernel_size=3, padding='same', groups=32, bias=False)" },
        // quantized, parametrized and wrapped layers as they print themselves
        { "(conv1): QuantizedConv2d(3, 64, kernel_size=(7, 7), stride=(2, 2), scale=0.0374, zero_point=58, padding=(3, 3))",
            "Conv2d(3, 64, kernel_size=7, stride=2, padding=3)" },
        { "(conv): ParametrizedConv1d(\n  768, 768, kernel_size=(128,), stride=(1,), padding=(64,), groups=16\n  (parametrizations): ModuleDict(\n    (weight): ParametrizationList(\n      (0): _WeightNorm()\n    )\n  )\n)",
            "Conv1d(768, 768, kernel_size=128, padding=64, groups=16)" },
        { "(conv1): lora.Conv2d(\n  (base_layer): Conv2d(3, 64, kernel_size=(7, 7), stride=(2, 2), padding=(3, 3), bias=False)\n)",
            "Conv2d(3, 64, kernel_size=7, stride=2, padding=3, bias=False)" },
        { "(conv1): Conv2d(\n  64, 64, kernel_size=(3, 3), stride=(1, 1), groups=2\n  (weight_fake_quant): FakeQuantize(fake_quant_enabled=tensor([1]), quant_min=-128)\n)",
            "Conv2d(64, 64, kernel_size=3, groups=2)" },
        // sound: WaveNet, Conv-TasNet, HiFi-GAN, Whisper
        { "weight_norm(nn.Conv1d(80, 512, 7, 1, padding=3))", "Conv1d(80, 512, kernel_size=7, padding=3)" },
        { "self.conv1d_2 = nn.Conv1d(512, 512, kernel_size=3, dilation=2**4, groups=512, padding=(3-1)*2**4//2)",
            "Conv1d(512, 512, kernel_size=3, padding=16, dilation=16, groups=512)" },
        { "nn.ConvTranspose1d(512, 256, 16, 8, padding=(16-8)//2)", "ConvTranspose1d(512, 256, kernel_size=16, stride=8, padding=4)" },
        { "self.conv2 = Conv1d(n_state, n_state, kernel_size=3, stride=2, padding=1)", "!in_channels=n_state, out_channels=n_state" },
        { "Conv1D(32, 2, padding='causal', dilation_rate=8, input_shape=(None, 64))",
            "Conv1d(64, 32, kernel_size=2, padding=((8, 0),), dilation=8)" },
        // U-Net, PixelCNN, GANs
        { "nn.ConvTranspose2d(in_channels=1024, out_channels=1024 // 2, kernel_size=2, stride=2)",
            "ConvTranspose2d(1024, 512, kernel_size=2, stride=2)" },
        { "return nn.Sequential(nn.Conv2d(64, 128, 4, 2, 1, bias=False), nn.BatchNorm2d(128), nn.LeakyReLU(0.2, inplace=True))",
            "Conv2d(64, 128, kernel_size=4, stride=2, padding=1, bias=False)" },
        { "spectral_norm(nn.Conv2d(int(64 * 0.5), max(8, 32), 3, padding=int((3 - 1) / 2)))", "Conv2d(32, 32, kernel_size=3, padding=1)" },
        { "MaskedConv2d('A', 1, 128, 7, 1, 3, bias=False)", "!MaskedConv2d is not a convolution that GroupConv knows" },
        { "width, groups = 64, 4", "!There is no variable" },
        // ShuffleNet and the forum
        { ">>> nn.Conv2d(240, 240, 3, stride=1, padding=1, groups=3)(torch.randn(1, 240, 28, 28)).shape",
            "Conv2d(240, 240, kernel_size=3, padding=1, groups=3)" },
        { "In [3]: conv = nn.Conv2d(10, 20, 3, groups=5)", "Conv2d(10, 20, kernel_size=3, groups=5)" },
        { "Out[4]: Conv2d(10, 20, kernel_size=(3, 3), stride=(1, 1), groups=5)", "Conv2d(10, 20, kernel_size=3, groups=5)" },
        { "----> 7         self.conv = nn.Conv2d(3, 8, 3, groups=3)", "!groups=3 fits out_channels=6 or 9. Try: --out 9" },
        { "+        self.conv = nn.Conv2d(16, 16, 3, groups=16),", "Conv2d(16, 16, kernel_size=3, groups=16)" },
        { "`nn.Conv2d(16, 16, 3, groups=16)`", "Conv2d(16, 16, kernel_size=3, groups=16)" },
        { "| conv2 | nn.Conv2d(16, 16, 3, groups=16) |", "Conv2d(16, 16, kernel_size=3, groups=16)" },
        { "F.conv2d(torch.randn(1, 8, 10, 10), torch.randn(8, 2, 3, 3), groups=4)", "Conv2d(8, 8, kernel_size=3, groups=4, bias=False)" },
        { "F.conv_transpose2d(x, torch.zeros((4, 2, 3, 3)), stride=2, groups=2)",
            "ConvTranspose2d(4, 4, kernel_size=3, stride=2, groups=2, bias=False)" },
        { "torch.nn.functional.conv1d(x, weight, None, 1, 0, 1, 64)", "!takes the weight as a tensor" },
        { "in_ch = 64\nout_ch = 128\nconv = nn.Conv2d(in_ch, out_ch * 2, 3, groups=in_ch // 2)",
            "Conv2d(64, 256, kernel_size=3, groups=32)" },
        { "def conv3x3(in_planes: int, out_planes: int, stride: int = 1, groups: int = 1, dilation: int = 1) -> nn.Conv2d:\n    return nn.Conv2d(in_planes, out_planes, kernel_size=3, stride=stride, padding=dilation, groups=groups, bias=False, dilation=dilation)",
            "!in_channels=in_planes, out_channels=out_planes: the line" },
        { "class Block(nn.Module):\n    def __init__(self, dim=48):\n        super().__init__()\n        self.dw = nn.Conv2d(dim, dim, 7, padding=3, groups=dim)\n        self.pw = nn.Conv2d(dim, 4 * dim, 1)\n        self.out = nn.Conv2d(4 * dim, width, 1)",
            "dw: Conv2d(48, 48, kernel_size=7, padding=3, groups=48); pw: Conv2d(48, 192, kernel_size=1); not read: out: out_channels=width: the line does not say this value" },
        // Keras and TensorFlow
        { "model.add(Conv2D(32, kernel_size=(3, 3), activation='relu', input_shape=(28, 28, 1)))", "Conv2d(1, 32, kernel_size=3)" },
        { "x = layers.Conv2D(filters=256, kernel_size=3, padding='same', groups=32, use_bias=False, name=name + '_2_conv')(x)",
            "!in_channels (--in) is missing" },
        { "Conv2D(8, (1, 64), padding='same', input_shape=(64, 128, 1), use_bias=False)",
            "Conv2d(1, 8, kernel_size=(1, 64), padding='same', bias=False)" },
        { "DepthwiseConv2D((64, 1), use_bias=False, depth_multiplier=2, depthwise_constraint=max_norm(1.), input_shape=(64, 128, 8))",
            "Conv2d(8, 16, kernel_size=(64, 1), groups=8, bias=False)" },
        { "KL.Conv2D(256, (3, 3), padding=\"SAME\", name=\"fpn_p5\", input_shape=(32, 32, 256))(P5)",
            "Conv2d(256, 256, kernel_size=3, padding='same')" },
        { "Conv2D(16, 3, data_format='channels_first', input_shape=(4, 32, 32))", "Conv2d(4, 16, kernel_size=3)" },
        { "model.add(Convolution2D(64, 3, 3, border_mode='same', input_shape=(32, 32, 3)))",
            "Conv2d(3, 64, kernel_size=3, padding='same')" },
        { "Convolution2D(24, 5, 5, subsample=(2, 2), activation='elu', input_shape=(66, 200, 3))",
            "Conv2d(3, 24, kernel_size=5, stride=2)" },
        { "net = slim.conv2d(net, 64, [3, 3], scope='conv1')", "!in_channels (--in) is missing" },
        { "tf.nn.depthwise_conv2d(x, w, strides=[1, 1, 1, 1], padding='SAME')", "!takes the weight as a tensor" },
        { "conv2d (Conv2D)             (None, 26, 26, 32)        320", "!row of a model's summary" },
        { "            Conv2d-1         [-1, 64, 112, 112]           9,408", "!row of a model's summary" },
        { "├─Conv2d: 1-1                            [1, 64, 112, 112]         9,408", "!row of a model's summary" },
        // TorchSharp and C#
        { "private readonly Module<Tensor, Tensor> conv1 = Conv2d(1, 32, 3);", "Conv2d(1, 32, kernel_size=3)" },
        { "using var conv = torch.nn.Conv2d(1, 32, kernel_size: 3, padding: 1, groups: 1); // first",
            "Conv2d(1, 32, kernel_size=3, padding=1)" },
        { "var seq = Sequential((\"conv1\", Conv2d(1, 32, 3)), (\"relu1\", ReLU()), (\"conv2\", Conv2d(32, 64, 3, groups: 32)));",
            "seq.conv1: Conv2d(1, 32, kernel_size=3); seq.conv2: Conv2d(32, 64, kernel_size=3, groups=32)" },
        { "torch.nn.Conv2d(16, 16, 3, 1, 1, dilation: 1, PaddingModes.Zeros, 16, bias: false)",
            "Conv2d(16, 16, kernel_size=3, padding=1, groups=16, bias=False)" },
        { "Conv2d(16, 16, 3, padding: Padding.Same, groups: 2, padding_mode: PaddingModes.Reflect)",
            "Conv2d(16, 16, kernel_size=3, padding='same', groups=2, padding_mode='reflect')" },
        { "class Net : Module<Tensor, Tensor>\n{\n    private Module<Tensor, Tensor> conv = Conv2d(8, 8, 3, groups: 8);\n    public override Tensor forward(Tensor x) => conv.forward(x);\n}",
            "Conv2d(8, 8, kernel_size=3, groups=8)" },
        // ONNX
        { "%17 : Float(10, 64, 55, 55) = onnx::Conv[dilations=[1, 1], group=1, kernel_shape=[11, 11], pads=[2, 2, 2, 2], strides=[4, 4]](%actual_input_1, %learned_0, %learned_1), scope: AlexNet/Sequential[features]/Conv2d[0]",
            "!in_channels (--in) and out_channels (--out) are missing" },
        { "graph(%x : Float(1, 32, 56, 56),\n      %w : Float(64, 8, 3, 3)) {\n  %3 : Float(1, 64, 28, 28) = onnx::Conv[dilations=[1, 1], group=4, kernel_shape=[3, 3], pads=[1, 1, 1, 1], strides=[2, 2]](%x, %w)\n  return (%3)\n}",
            "Conv2d(32, 64, kernel_size=3, stride=2, padding=1, groups=4, bias=False)" },
        { "helper.make_node('Conv', ['x', 'W'], ['y'], kernel_shape=[3, 3], pads=[1, 1, 1, 1], group=2)", "!in_channels (--in)" },
        { "Conv[auto_pad = 'SAME_UPPER', group = 2, kernel_shape = [3, 3], strides = [2, 2]](%x, %W)", "!in_channels (--in)" },
    };

    [Theory]
    [MemberData(nameof(Layers))]
    public void Explain_reads_it_or_says_why_not(string text, string expected)
    {
        string line = MagicLine.Join(["explain", text]);
        if (expected.StartsWith('!'))
        {
            Assert.Contains(expected[1..], Mistake(line));
            return;
        }

        Assert.Equal(expected, Told(line));
    }

    [Theory]
    [InlineData("Conv[auto_pad = 'SAME_UPPER', group = 2, kernel_shape = [3, 4]](%x, %W)",
        "Conv2d(8, 8, kernel_size=(3, 4), padding='same', groups=2, bias=False)")]
    [InlineData("Conv[auto_pad = 'SAME_LOWER', kernel_shape = [4]](%x, %W, %B)", "Conv1d(8, 8, kernel_size=4, padding=((2, 1),))")]
    [InlineData("helper.make_node('ConvTranspose', ['x', 'W'], ['y'], kernel_shape=[3, 3], strides=[2, 2], pads=[0, 0, 0, 0], group=2)",
        "ConvTranspose2d(8, 8, kernel_size=3, stride=2, groups=2)")]
    [InlineData("net = slim.conv2d(net, 8, [3, 3], scope='conv1')", "Conv2d(8, 8, kernel_size=3, padding='same')")]
    [InlineData("Conv2D(8, 3, strides=2, padding='same')", "Conv2d(8, 8, kernel_size=3, stride=2, padding=((0, 1), (0, 1)))",
        "--padding 0:1")]
    [InlineData("Conv2D(8, (3, 5), strides=(2, 1), padding='same')",
        "Conv2d(8, 8, kernel_size=(3, 5), stride=(2, 1), padding=((0, 1), (2, 2)))",
        "--padding 0:1,2:2")]
    [InlineData("tf.layers.conv2d(net, 8, 3, strides=(2, 2))", "Conv2d(8, 8, kernel_size=3, stride=2)")]
    [InlineData("nn.Conv2d(in_ch, 8, 3, groups=g)", "Conv2d(8, 8, kernel_size=3, groups=2)", "--groups 2")]
    public void What_is_missing_comes_by_option(string text, string expected, string more = "") =>
        Assert.Equal(expected, Told($"{MagicLine.Join(["explain", text])} --in 8 --out 8 {more}"));

    /// <summary>A whole network keeps what can be read, with a padding for inputs that the strides divide.</summary>
    [Fact]
    public void A_list_keeps_what_can_be_read()
    {
        const string Model = """
            model = Sequential([
                Conv2D(32, 3, strides=2, padding='same', input_shape=(32, 32, 4)),
                DepthwiseConv2D(3, padding='same', input_shape=(16, 16, 32)),
                Conv2D(64, 1),
                Conv2D(6, 3, groups=4, input_shape=(8, 8, 8)),
            ])
            """;

        string told = Told(MagicLine.Join(["explain", Model]));

        Assert.Equal(
            "model.0: Conv2d(4, 32, kernel_size=3, stride=2, padding=((0, 1), (0, 1))); model.1: Conv2d(32, 32, kernel_size=3, padding='same', groups=32); "
            + "not read: model.2: Conv2d: in_channels (--in) is missing; not read: model.3: out_channels=6 is not divisible by groups=4: 6/4 = 1.5",
            told);
    }

    private string Told(string line)
    {
        object shown = Show(line);
        if (shown is ExplainResult result)
            return result.Shape.Spec.ToString();
        var layers = Assert.IsType<LayersResult>(shown);
        return string.Join("; ", [
            .. layers.Layers.Select(layer => $"{layer.Name}: {layer.Spec}"),
                .. (layers.Unread ?? []).Select(problem => $"not read: {problem}"),
        ]);
    }
}

using GroupConv.Interactive.Engine.Requests.Reading;
using GroupConv.Interactive.Tests.Commands;

namespace GroupConv.Interactive.Tests.Requests;

/// <summary>Error texts of other libraries in the place of a layer: whose they are, and what they mean.</summary>
public sealed class PastedErrorTests : CommandFixture
{
    [Theory]
    [InlineData(
        "RuntimeError: Given groups=4, weight of size [8, 2, 3, 3], expected input[1, 6, 5, 5] to have 8 channels, but got 6 channels instead",
        "an error of PyTorch, not a layer. It says: The input [1, 6, 5, 5] has 6 channels",
        "Give an input of 8 channels, or a layer of in_channels=6.",
        "Try: \"nn.Conv2d(8, 8, kernel_size=3, groups=4)\", or for this input \"nn.Conv2d(6, 8, kernel_size=3, groups=2)\"")]
    [InlineData(
        "Given groups=1, weight of size [64, 3, 7, 7], expected input[1, 1, 28, 28] to have 3 channels, but got 1 channels instead",
        "The input [1, 1, 28, 28] has 1 channel, but",
        "It looks like a gray picture of 28×28. Give an input of 3 channels, or a layer of in_channels=1.",
        "or for this input \"nn.Conv2d(1, 64, kernel_size=7)\"")]
    [InlineData(
        "RuntimeError: Given groups=1, weight of size [10, 3, 3, 3], expected input[1, 361, 424, 3] to have 3 channels, but got 361 channels instead",
        "The input [1, 361, 424, 3] has 361 channels",
        "In PyTorch: x.permute(0, 3, 1, 2).",
        "Try: \"nn.Conv2d(3, 10, kernel_size=3)\"")]
    [InlineData(
        "RuntimeError: Given groups=1, weight[512, 2048, 1, 1], so expected input[16, 64, 75, 75] to have 2048 channels, but got 64 channels instead",
        "has 64 channels",
        "in_channels=2048",
        "or for this input \"nn.Conv2d(64, 512, kernel_size=1)\"")]
    [InlineData(
        "Given groups=1, weight of size 40 13 5 5, expected input[10, 20, 25, 25] to have 13 channels, but got 20 channels instead",
        "has 20 channels",
        "in_channels=13",
        "\"nn.Conv2d(13, 40, kernel_size=5)\"")]
    [InlineData(
        "System.Runtime.InteropServices.ExternalException: Given groups=1, weight of size [512, 137, 3], expected input[32, 8, 98] to have 137 channels, but got 8 channels instead",
        "an error of PyTorch",
        "in_channels=137",
        "\"nn.Conv1d(8, 512, kernel_size=3)\"")]
    [InlineData(
        "RuntimeError: Given transposed=1, weight of size [64, 32, 4, 4], expected input[1, 32, 8, 8] to have 64 channels, but got 32 channels instead",
        "has 32 channels",
        "in_channels=64",
        "\"nn.ConvTranspose2d(64, 32, kernel_size=4)\"")]
    [InlineData(
        "RuntimeError: Given groups=3, expected weight to be divisible by 3 at dimension 0, but got weight of size [[8, 1, 3, 3]] instead",
        "the weight has 8 rows",
        "groups=3 does not divide",
        "--in 64 --out 128")]
    [InlineData(
        "RuntimeError: Calculated padded input size per channel: (5 x 5). Kernel size: (7 x 7). Kernel size can't be greater than actual input size",
        "of 7 x 7 is larger than the padded input of 5 x 5",
        "more padding",
        "")]
    [InlineData(
        "RuntimeError: Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: [28, 28]",
        "conv2d reads (N, C, ...)",
        "x.unsqueeze(0)",
        "")]
    [InlineData("RuntimeError: Expected 4-dimensional input for 4-dimensional weight [64, 3, 7, 7], but got 3-dimensional input of size [3, 224, 224] instead",
        "the weight 64, 3, 7, 7 has 4 dimensions", "3, 224, 224", "")]
    [InlineData("ValueError: in_channels must be divisible by groups", "an error of PyTorch", "each group reads in_channels / groups", "")]
    [InlineData("ValueError: padding='same' is not supported for strided convolutions", "an error of PyTorch", "kernel_size // 2", "")]
    [InlineData("RuntimeError: Input type (torch.cuda.FloatTensor) and weight type (torch.FloatTensor) should be the same", "PyTorch",
        "devices", "")]
    [InlineData(
        "[ONNXRuntimeError] : 1 : FAIL : Non-zero status code returned while running Conv node. Name:'Conv_0' Status Message: Input channels C is not equal to kernel channels * group. C: 3 kernel channels: 4 group: 2",
        "an error of ONNX Runtime",
        "reads 2 · 4 = 8",
        "Give an input of 8 channels")]
    [InlineData("Output channels M is not divisible by group. M: 8 group: 3", "ONNX Runtime", "groups=3 fits out_channels=6 or 9",
        "1, 2, 4, 8")]
    [InlineData(
        "ValueError: The number of filters must be evenly divisible by the number of groups. Received: groups=16, filters=24.",
        "Keras", "out_channels=24 is not divisible by groups=16", "16 or 32")]
    [InlineData(
        "ValueError: The number of input channels must be evenly divisible by the number of groups. Received groups=5, but the input has 64 channels (full input shape is (None, 32, 32, 64)).",
        "Keras", "in_channels=64 is not divisible by groups=5", "60 or 65")]
    [InlineData(
        "ValueError: Input 0 of layer \"conv2d\" is incompatible with the layer: expected axis -1 of input shape to have value 3, but received input with shape (None, 28, 28, 1)",
        "Keras", "made for 3 channels", "(None, 28, 28, 1)")]
    [InlineData("InvalidArgumentError: input depth must be evenly divisible by filter depth: 4 vs 3", "TensorFlow", "has 4 channels",
        "read 3")]
    [InlineData("ValueError: Depth of input (256) is not a multiple of input depth of filter (512) for 'conv' (op: 'Conv2D')", "TensorFlow",
        "256", "512")]
    [InlineData("UnimplementedError:  Fused conv implementation does not support grouped convolutions for now.", "TensorFlow", "on a CPU", "")]
    [InlineData("RuntimeError: CUDA out of memory. Tried to allocate 2.00 GiB (GPU 0)", "an error text (RuntimeError), not a layer", "", "")]
    [InlineData("RuntimeError: something", "an error text (RuntimeError), not a layer", "", "")]
    [InlineData("Traceback (most recent call last):\n  File \"x.py\", line 3, in <module>\n    y = net(x)\nKeyError: 'conv'",
        "an error text", "", "")]
    public void It_is_told_whose_it_is_and_what_it_means(string text, string says, string why, string fix)
    {
        Host.Variables["pasted"] = null;
        foreach (string verb in (string[])["explain", "wiring"])
        {
            string error = Mistake(GroupConv.Interactive.Hosting.MagicLine.Join([verb, text]));
            Assert.Contains(says, error);
            Assert.Contains(why, error);
            Assert.Contains(fix, error);
        }
    }

    /// <summary>Where the text holds the layer too, its own mistake says more.</summary>
    [Fact]
    public void A_layer_in_the_trace_is_read() => Assert.Contains(
        "in_channels=64 is not divisible by groups=5",
        Mistake(GroupConv.Interactive.Hosting.MagicLine.Join(
            ["explain", "Traceback (most recent call last):\n    conv = nn.Conv2d(64, 128, 3, groups=5)\nValueError: in_channels must be divisible by groups"])));

    [Fact]
    public void A_variable_of_such_a_name_is_a_variable() =>
        Assert.StartsWith("There is no variable 'lastError'.", Mistake("explain lastError"));

    [Theory]
    [InlineData("nn.Conv2d(64, 128, 3, groups=4)")]
    [InlineData("conv")]
    public void Layers_are_none(string text)
    {
        Assert.Null(PastedError.Meaning(text));
        Assert.Null(PastedError.WithoutLayer(text));
    }

    [Fact]
    public void Any_numbers_end_in_a_message()
    {
        var random = new Random(5);
        string[] numbers = ["0", "1", "3", "64", "2147483647", "99999999999999999999", "-1"];
        for (int i = 0; i < 2000; i++)
        {
            string Some(int count) => string.Join(", ", Enumerable.Range(0, count).Select(_ => numbers[random.Next(numbers.Length)]));
            string text = $"Given groups={Some(1)}, weight of size [{Some(random.Next(1, 7))}], expected input[{Some(random.Next(1, 7))}] to have 8 channels";
            var failure = Record.Exception(() => PastedError.Meaning(text));
            Assert.True(failure is null, $"{text}\n{failure}");
        }
    }
}

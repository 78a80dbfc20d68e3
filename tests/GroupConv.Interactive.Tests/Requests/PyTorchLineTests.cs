using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Requests;

namespace GroupConv.Interactive.Tests.Requests;

public sealed class PyTorchLineTests
{
    [Theory]
    [InlineData("Conv2d(64, 128, 3)", "Conv2d(64, 128, kernel_size=3)")]
    [InlineData("nn.Conv2d(64,128,3,2,1,1,4)", "Conv2d(64, 128, kernel_size=3, stride=2, padding=1, groups=4)")]
    [InlineData(" torch.nn.Conv2d ( groups = 4 , in_channels=64, kernel_size=(1, 7), out_channels=128 ) ", "Conv2d(64, 128, kernel_size=(1, 7), groups=4)")]
    [InlineData("Conv2d(8, 8, [3, 5], padding='same')", "Conv2d(8, 8, kernel_size=(3, 5), padding=\"same\")")]
    [InlineData("Conv2d(8, 8, 3, 1, \"valid\", 2, 8, False, 'circular')", "Conv2d(8, 8, kernel_size=3, dilation=2, groups=8, bias=False, padding_mode=\"circular\")")]
    [InlineData("self.conv1 = nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False),", "Conv2d(3, 64, kernel_size=7, stride=2, padding=3, bias=False)")]
    [InlineData("Conv2d(64, 128, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), groups=4)", "Conv2d(64, 128, kernel_size=3, padding=1, groups=4)")]
    [InlineData("Conv2d(4, 4, 3, device=torch.device('cuda', 0), dtype=torch.float16, groups=2,)", "Conv2d(4, 4, kernel_size=3, groups=2)")]
    [InlineData("Conv2d(1_024, 1_024, 1)", "Conv2d(1024, 1024, kernel_size=1)")]
    public void Lines_that_PyTorch_takes_are_read(string line, string layer) =>
        Assert.Equal(layer, PyTorchLine.Parse(line).ToSpec().ToString());

    [Theory]
    [InlineData("Conv2d(64, 128, kernel=3)", 17, "kernel is not a parameter of Conv2d.")]
    [InlineData("Conv2d(64, 128, 3, group=4)", 20, "Did you mean 'groups'?")]
    [InlineData("Conv2d(64, 128, 3", 18, "expected ',' or ')' after kernel_size, but found the end of the line")]
    [InlineData("Conv2d(64, 128, 3,", 19, "expected a value or ')', but found the end of the line")]
    [InlineData("Conv2d(64, 128, three)", 17, "expected a whole number or a pair such as (3, 3) for kernel_size, but found 'three'")]
    [InlineData("Conv2d(64.0, 128, 3)", 8, "expected a whole number for in_channels, but found '64.0'")]
    [InlineData("Conv2d(64*2, 128, 3)", 10, "expected ',' or ')' after in_channels, but found '*2'")]
    [InlineData("Conv2d(64, 128, (3, 3, 3))", 24, "expected ')' after a pair of two numbers")]
    [InlineData("Conv2d(64, 128, (3))", 19, "expected ',' and the second number")]
    [InlineData("Conv2d(99999999999, 128, 3)", 8, "at most 2147483647")]
    [InlineData("Conv2d(64, 128, 3, padding='some')", 28, "'same' or 'valid'")]
    [InlineData("Conv2d(64, 128, 3, padding='same)", 28, "never closed")]
    [InlineData("Conv2d(64, 128, 3, bias=yes)", 25, "True or False")]
    [InlineData("Conv2d(64, 128, 3, padding_mode='mirror')", 33, "'reflect'")]
    [InlineData("Conv2d(64, 128, 3, groups=4, 5)", 30, "cannot follow")]
    [InlineData("Conv2d(64, 128, 3, kernel_size=3)", 20, "kernel_size is given twice")]
    [InlineData("Conv2d(64, 128, 3) + 1", 20, "the end of the line after ')'")]
    [InlineData("nn.Conv1d(64, 128, 3)", 1, "Conv1d is not there yet")]
    [InlineData("nn.ConvTranspose2d(64, 128, 3)", 1, "ConvTranspose2d is not there yet")]
    [InlineData("nn.Linear(64, 128)", 1, "Linear is not a convolution")]
    [InlineData("tf.Conv2d(64, 128, 3)", 1, "tf.Conv2d is not known")]
    [InlineData("(64, 128, 3)", 1, "expected Conv2d(...)")]
    public void Errors_say_the_position_and_what_was_expected(string line, int position, string says)
    {
        string error = Assert.Throws<CommandException>(() => PyTorchLine.Parse(line)).Message;

        Assert.Contains($"^ position {position}: ", error);
        Assert.Contains(says, error);
        string[] rows = error.Split('\n');
        Assert.Equal(line, rows[0]);
        Assert.Equal(position - 1, rows[1].IndexOf('^', StringComparison.Ordinal));
    }

    [Fact]
    public void What_has_no_default_must_be_there() =>
        Assert.Contains("out_channels and kernel_size are missing", Assert.Throws<CommandException>(() => PyTorchLine.Parse("Conv2d(64, groups=4)")).Message);

    [Fact]
    public void A_very_long_line_is_refused() =>
        Assert.Contains("too long", Assert.Throws<CommandException>(() => PyTorchLine.Parse("Conv2d(" + new string('(', 100_000))).Message);

    [Fact]
    public void Every_layer_is_read_back_from_its_own_text()
    {
        var random = new Random(1);
        for (int i = 0; i < 300; i++)
        {
            int groups = random.Next(1, 5);
            var stride = new IntPair(random.Next(1, 3), random.Next(1, 3));
            var spec = new Conv2dSpec(
                groups * random.Next(1, 9),
                groups * random.Next(1, 9),
                new IntPair(random.Next(1, 8), random.Next(1, 8)),
                stride,
                stride == 1 && random.Next(2) == 0 ? Padding2d.Same : (random.Next(4), random.Next(4)),
                random.Next(1, 4),
                groups,
                random.Next(2) == 0,
                (PaddingMode)random.Next(4));

            Assert.Equal(spec, PyTorchLine.Parse(spec.ToString()).ToSpec());
        }
    }

    [Fact]
    public void No_damaged_line_does_anything_but_parse_or_complain()
    {
        const string Line = "x = torch.nn.Conv2d(64, 128, kernel_size=(3, 5), padding='same', groups=4, bias=False, device=f(1, [2]))";
        const string Alphabet = "(),='\"[]. \t09aT_-\0é";
        var random = new Random(2);
        for (int i = 0; i < 5000; i++)
        {
            char[] text = Line.ToCharArray();
            for (int changes = random.Next(1, 4); changes > 0; changes--)
                text[random.Next(text.Length)] = Alphabet[random.Next(Alphabet.Length)];
            var failure = Record.Exception(() => PyTorchLine.Parse(new string(text, 0, random.Next(1, text.Length + 1))));

            Assert.True(failure is null or CommandException, $"{new string(text)}: {failure}");
        }
    }
}

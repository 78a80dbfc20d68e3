namespace GroupConv.Interactive.Tests.Commands;

public sealed class AnyLineTests : CommandFixture
{
    private static readonly string[] Words =
    [
        "conv", "spec", "x", "y", "title", "nothing", "PHOTO", "\"nn.Conv2d(3, 9, 3, groups=3)\"", "Conv2d(3,6,(1,2),padding='same')",
            "Conv2d(", "'", "\"",
        "--type", "Conv1d", "ConvTranspose3d", "--output-padding", "--slice", "volume", "signal",
            "\"ConvTranspose2d(3, 9, 3, 2, 1, 1, 3)\"", "Conv1d(3,6,5)", "0:1",
        "--in", "--out", "--kernel", "--stride", "--padding", "--dilation", "--groups", "--no-bias", "--padding-mode", "--size", "--batch",
        "--as", "--all", "--input", "--seed", "--scale", "--help", "--gruops", "--groups=3", "--as=made", "--", "-", "-x", "@x",
            "[suggest]",
        "0", "1", "2", "3", "-1", "1x2", "2147483647", "-2147483648", "99999999999", "1e3", "same", "valid", "reflect", "circular",
            "channel", "made", "",
    ];

    [Fact]
    public void Whatever_the_line_it_does_something_or_says_what_is_wrong()
    {
        var engine = new Engine.Engine();
        var random = new Random(4);
        (Host.Variables["volume"], Host.Variables["signal"]) = (Ramp([1, 3, 4, 6, 5]), Ramp([3, 20]));
        string[] verbs = ["explain", "wiring", "run", "maps"];
        for (int i = 0; i < 4000; i++)
        {
            string line = string.Join(' ', Enumerable.Range(0, random.Next(9)).Select(_ =>
                Words[random.Next(Words.Length)]).Prepend(verbs[i % 4])).Replace("PHOTO", Photo);
            // A signal padded by two billion fits this machine's memory, and takes all of it.
            line = line.Replace("signal", line.Contains("2147483647", StringComparison.Ordinal) ? "x" : "signal", StringComparison.Ordinal);
            Host.Displayed.Clear();

            var outcome = engine.Execute(line, line, Host);

            Assert.False(outcome.Error?.Contains("not your mistake", StringComparison.Ordinal) ?? false, $"{line}\n{outcome.Error}");
            Assert.Equal(outcome.Error is null ? 1 : 0, Host.Displayed.Count);
        }
    }

    [Theory]
    [InlineData("explain --in 1 --out 1 --kernel 2147483647 --dilation 2147483647 --padding same")]
    [InlineData("explain --in 2147483647 --out 2147483647 --kernel 2147483647 --padding 2147483647 --size 2147483647 --batch 2147483647")]
    [InlineData("explain --in 1 --out 1 --kernel 1 --stride 2147483647 --padding 2147483647 --size 1")]
    [InlineData("wiring --in 2147483647 --out 2147483647 --kernel 1 --groups 2147483647 --all")]
    [InlineData("run --in 3 --out 2147483647 --kernel 3 --input x")]
    [InlineData("run --in 3 --out 3 --kernel 1 --padding 1000000 --input x")]
    [InlineData("maps --in 3 --out 3 --kernel 1 --padding 1000000 --input x")]
    public void The_largest_numbers_end_in_numbers_or_in_a_refusal(string line)
    {
        var outcome = new Engine.Engine().Execute(line, "", Host);

        Assert.DoesNotContain("not your mistake", outcome.Error ?? "");
        Assert.Equal(outcome.Error is null ? 1 : 0, Host.Displayed.Count);
    }
}

using GroupConv.Interactive.Hosting;

namespace GroupConv.Interactive.Tests.Hosting;

public sealed class MagicLineTests
{
    [Theory]
    [InlineData("#!groupconv explain conv", "explain", "conv")]
    [InlineData("Directive: #!groupconv explain conv ", "explain", "conv")]
    [InlineData("explain\tconv", "explain", "conv")]
    [InlineData("explain \"a b\" --as=\"c d\"", "explain", "a b", "--as=c d")]
    [InlineData("explain nn.Conv2d(3, 9, 3, padding='same') --size 8", "explain", "nn.Conv2d(3, 9, 3, padding='same')", "--size", "8")]
    [InlineData("explain 'nn.Conv2d(3, 9, 3, padding=\"same\")'", "explain", "nn.Conv2d(3, 9, 3, padding=\"same\")")]
    [InlineData("run --input it's.png", "run", "--input", "it's.png")]
    [InlineData("--padding (1, 2) \"\"", "--padding", "(1, 2)", "")]
    [InlineData("#!groupconv")]
    public void Spaces_part_arguments_except_in_quotes_and_brackets(string line, params string[] arguments) =>
        Assert.Equal(arguments, MagicLine.Split(line));

    [Fact]
    public void An_open_quote_is_refused() => Assert.Throws<FormatException>(() => MagicLine.Split("explain \"conv"));

    [Fact]
    public void Arguments_of_a_terminal_survive_the_line()
    {
        const string Alphabet = "a1 \t\"'()=-,é";
        var random = new Random(3);
        for (int i = 0; i < 3000; i++)
        {
            string[] arguments = [.. Enumerable.Range(0, random.Next(4)).Select(
                _ => new string(random.GetItems<char>(Alphabet, random.Next(8))))];

            Assert.Equal(arguments, MagicLine.Split("#!groupconv " + MagicLine.Join(arguments)));
        }
    }
}

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
    [InlineData("explain conv # it's \"mine", "explain", "conv")]
    [InlineData("explain conv // it's mine", "explain", "conv")]
    [InlineData("run conv --input //server/x.npy", "run", "conv", "--input", "//server/x.npy")]
    [InlineData("run conv --input a#b.npy", "run", "conv", "--input", "a#b.npy")]
    [InlineData("explain conv \\\n    --groups 3", "explain", "conv", "--groups", "3")]
    [InlineData("explain nn.Conv2d(3, 9,  # it's RGB\n  3, groups=3) --size 8", "explain", "nn.Conv2d(3, 9,  # it's RGB\n  3, groups=3)",
        "--size", "8")]
    [InlineData("explain \"nn.Conv2d(3, 9,\n  3)\"", "explain", "nn.Conv2d(3, 9,\n  3)")]
    public void Spaces_part_arguments_except_in_quotes_and_brackets(string line, params string[] arguments) =>
        Assert.Equal(arguments, MagicLine.Split(line));

    [Fact]
    public void An_open_quote_is_refused() => Assert.Throws<FormatException>(() => MagicLine.Split("explain \"conv"));

    [Fact]
    public void Arguments_of_a_terminal_survive_the_line()
    {
        const string Alphabet = "a1 \t\"'()=-,é#\\/\n";
        var random = new Random(3);
        for (int i = 0; i < 3000; i++)
        {
            string[] arguments = [.. Enumerable.Range(0, random.Next(4)).Select(
                _ => new string(random.GetItems<char>(Alphabet, random.Next(8))))];

            Assert.Equal(arguments, MagicLine.Split("#!groupconv " + MagicLine.Join(arguments)));
        }
    }

    [Theory]
    [InlineData("#!groupconv explain \"nn.Conv2d(3, 9,|    3, groups=3)\"|var x = 1;", 2)]
    [InlineData("#!groupconv explain nn.Conv2d(3,|  9, # it's|  3)|1 + 1", 3)]
    [InlineData("#!groupconv explain conv \\|  --groups 3|1 + 1", 2)]
    [InlineData("#!groupconv explain \"Net(|  (0): Conv2d(3, 9, kernel_size=(3, 3), stride=(1, 1))|)\" --all", 3)]
    [InlineData("#!groupconv explain conv|var x = (1;", 1)]
    [InlineData("#!groupconv explain \"Conv2d(3, 9, 3|Console.Write(\"ran\");|Console.Write(\"on\");", 1)]
    [InlineData("#!groupconv explain Conv2d(3, 9|Console.Write(1);", 1)]
    [InlineData("#!groupconv explain \"Conv2d(3, 9, 3)\" // \" /* '|2;", 1)]
    public void A_line_goes_on_while_a_quote_or_a_bracket_is_open(string cell, int count)
    {
        string[] lines = cell.Split('|');
        string code = string.Join('\n', lines);

        Assert.Equal(count, MagicLine.LinesOf(lines));
        Assert.Equal(string.Join('\n', lines[..count]),
            MagicLine.Whole("Directive: " + lines[0], $"var a = 1;\n{code}").Replace("Directive: ", ""));
        string rest = string.Join('\n', lines[1..]);
        Assert.Equal(string.Join('\n', lines[count..]), MagicLine.WithoutContinuation(rest, code).TrimStart('\n'));
    }

    [Fact]
    public void A_line_that_is_never_finished_is_found_out_at_once()
    {
        string[] lines = ["#!groupconv explain \"Conv2d(", .. Enumerable.Repeat("x = f(1, 2)", 20_000)];
        var watch = System.Diagnostics.Stopwatch.StartNew();

        Assert.Equal(1, MagicLine.LinesOf(lines));
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 20);
    }

    [Fact]
    public void The_name_of_another_magic_is_its_first_argument()
    {
        var (whole, word) = MagicLine.SplitUnfinished("#!import no");

        Assert.Equal(["#!import"], whole);
        Assert.Equal("no", word);
    }
}

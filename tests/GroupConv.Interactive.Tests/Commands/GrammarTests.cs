using System.Globalization;
using GroupConv.Interactive.Engine.Commands;
using GroupConv.Interactive.Hosting;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Tests.Commands;

public sealed class GrammarTests : CommandFixture
{
    public static TheoryData<string> Examples => [.. CommandTable.Rows.SelectMany(verb => verb.Examples)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_of_the_help_works(string example)
    {
        string line = example.Replace("photo.png", $"\"{Photo}\"");

        Assert.Null(new Engine.Engine().Execute("#!groupconv " + line, "", Host).Error);

        Assert.EndsWith("Result", Host.Displayed.Single().GetType().Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("help")]
    public void The_help_of_all_names_every_verb(string line)
    {
        string text = Run<HelpResult>(line).Text;

        foreach (var verb in CommandTable.Rows)
        {
            Assert.Contains($"\n  {verb.Name}", text);
            Assert.Contains(verb.Description!, text);
        }
    }

    [Theory]
    [InlineData("explain --help")]
    [InlineData("help explain")]
    [InlineData("explain --groups 5 -h")]
    public void The_help_of_a_verb_names_its_options_and_examples(string line)
    {
        string text = Run<HelpResult>(line).Text;
        var verb = CommandTable.Rows.Single(each => each.Name == "explain");

        Assert.All(verb.Options, option => Assert.Contains(option.Name, text));
        Assert.All(verb.Examples, example => Assert.Contains("#!groupconv " + example, text));
        Assert.Contains("56 for images", text);
        Assert.Contains("ConvTranspose3d", text);
        Assert.All(text.Split('\n'), row => Assert.Equal(row.TrimEnd(), row));
    }

    [Fact]
    public void In_a_terminal_the_help_speaks_of_the_program()
    {
        var outcome = new Engine.Engine().Execute("wiring --help", "", Host);

        Assert.Null(outcome.Error);
        string text = Assert.IsType<HelpResult>(Host.Displayed[^1]).Text;
        Assert.Contains("  groupconv wiring conv", text);
        Assert.DoesNotContain("#!", text);
    }

    [Theory]
    [InlineData("explian conv", "'explian' is not a verb", "'explain'")]
    [InlineData("draw conv", "'draw' is not a verb", "explain, wiring, run, maps")]
    [InlineData("explain conv --gruops 3", "no option --gruops", "'--groups'")]
    [InlineData("explain conv --seed 3", "belongs to run", "--groups")]
    [InlineData("explain conv --groups", "--groups needs a value", "--groups N")]
    [InlineData("explain conv --groups --size 8", "--groups needs a value", "--groups N")]
    [InlineData("explain conv --groups 1 --groups 3", "--groups is given more than once", "")]
    [InlineData("explain conv --groups four", "--groups four is not a whole number", "Try: --groups 4")]
    [InlineData("explain conv --groups 1.5", "--groups 1.5 is not a whole number", "Try: --groups 4")]
    [InlineData("explain conv --groups 99999999999", "too large", "2147483647")]
    [InlineData("explain conv --kernel 3x3x3x3", "--kernel 3x3x3x3 is not a number, nor one for each dimension", "1x7")]
    [InlineData("explain conv --padding much", "--padding much is not a number, a number for each dimension, same or valid", "")]
    [InlineData("explain conv --kernel 3x3x3", "kernel_size=(3, 3, 3) has 3 numbers", "2-d")]
    [InlineData("explain conv --padding 1:2:3", "--padding 1:2:3 is not before:after", "Try: --padding 0:1")]
    [InlineData("explain conv --type Linear", "--type Linear is none of Conv1d, Conv2d", "Try: --type Conv2d")]
    [InlineData("explain conv --size 1,2,3", "--size 1x2x3 has 3 numbers, but Conv2d has 2 spatial dimensions", "Try: --size 1x2")]
    [InlineData("explain conv --padding-mode mirror", "none of zeros, reflect, replicate, circular", "")]
    [InlineData("explain conv --as 1y", "--as 1y is not a name for a C# variable", "Try: --as y")]
    [InlineData("explain conv --as out", "--as out is not a name for a C# variable", "keyword")]
    [InlineData("explain conv --as class", "--as class is not a name for a C# variable", "keyword")]
    [InlineData("explain conv --as y;System.Exit()", "is not a name for a C# variable", "")]
    [InlineData("explain conv --batch -1", "--batch -1 is negative", "0 or more")]
    [InlineData("explain conv more", "does not know what to do with 'more'", "quotes")]
    [InlineData("explain \"conv", "never closed", "another \"")]
    [InlineData("explain @file", "There is no variable '@file'", "")]
    [InlineData("maps y --scale row", "none of layer, group, channel", "")]
    public void Mistakes_say_what_is_wrong_and_what_would_be_right(string line, string says, string andSays)
    {
        string error = Mistake(line);

        Assert.Contains(says, error);
        Assert.Contains(andSays, error);
    }

    [Fact]
    public void Mistakes_code_and_help_are_the_same_under_a_culture_with_decimal_commas()
    {
        string[] lines = ["explain conv --groups 2", "explain conv --groups 1,5", "explain \"Conv2d(64.5, 3, 3)\"",
            "explain --in 64 --out 128 --kernel 3 --groups 5"];
        const string Layer = "explain --in 2000 --out 4000 --kernel 1,3 --groups 1000 --size 1000";
        var expected = lines.Select(Mistake).ToArray();
        string code = Run<ExplainResult>(Layer).CSharp, help = Run<HelpResult>("explain --help").Text;
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = new CultureInfo("de-DE");

            Assert.Equal(expected, lines.Select(Mistake));
            Assert.Equal(code, Run<ExplainResult>(Layer).CSharp);
            Assert.Equal(help, Run<HelpResult>("explain --help").Text);
        }
        finally
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = culture;
        }
    }

    [Fact]
    public void Options_are_the_union_of_all_verbs_and_flags_are_those_without_a_value()
    {
        Assert.Equal(
            [
                "--type", "--in", "--out", "--kernel", "--stride", "--padding", "--output-padding", "--dilation", "--groups", "--no-bias",
                    "--padding-mode",
                "--size", "--batch", "--as", "--all", "--input", "--seed", "--scale", "--slice", "--help", "-h",
            ],
            Grammar.Options);
        Assert.Equal(["--no-bias", "--all", "--help", "-h"], Grammar.Flags);
    }

    [Theory]
    [InlineData("--groups 5", "--groups 3")]
    [InlineData("--groups -1", "--groups 1")]
    [InlineData("--groups 0", "--groups 1")]
    public void A_wrong_group_count_gets_a_flag_to_copy_that_works(string wrong, string fix)
    {
        string error = Mistake($"explain conv {wrong}");

        Assert.Contains("Valid groups for 3→9 channels: 1, 3.", error);
        Assert.EndsWith($"Try: {fix}", error);
        Run<ExplainResult>($"explain conv {fix}");
    }

    [Fact]
    public void A_failure_of_ours_is_told_in_one_line_and_escapes_nobody()
    {
        string? error = new Engine.Engine().Execute("explain conv --as y", "", new BrokenHost(Host)).Error;

        Assert.Equal("GroupConv failed, and it is not your mistake: InvalidOperationException: the host broke", error);
    }

    private sealed class BrokenHost(INotebookHost host) : INotebookHost
    {
        public IReadOnlyCollection<string> VariableNames => host.VariableNames;

        public CancellationToken Cancellation => host.Cancellation;

        public void Display(object value) => host.Display(value);

        public bool TryGetVariable(string name, out object? value) => host.TryGetVariable(name, out value);

        public void SetVariable(string name, object value) => throw new InvalidOperationException("the host broke");
    }
}

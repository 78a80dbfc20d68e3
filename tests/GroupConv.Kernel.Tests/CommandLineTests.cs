namespace GroupConv.Kernel.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public async Task Help_names_every_verb()
    {
        var ran = await Programs.GroupConv("--help");
        Assert.Equal(0, ran.ExitCode);
        foreach (string? verb in new[] { "jupyter install", "run NOTEBOOK.ipynb", "explain", "wiring", "maps" })
            Assert.Contains("  " + verb, ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_said()
    {
        var ran = await Programs.GroupConv("--version");
        Assert.Matches(@"^groupconv \d+\.\d+\.\d+", ran.Output);
    }

    [Fact]
    public async Task A_layer_is_explained_in_the_terminal()
    {
        var ran = await Programs.GroupConv("explain", "nn.Conv2d(64, 128, kernel_size=3, padding=1, groups=4)");
        Assert.Equal(0, ran.ExitCode);
        Assert.Contains("weight [128, 16, 3, 3]", ran.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("<", ran.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("groups=5", "explain", "--in", "64", "--out", "128", "--kernel", "3", "--groups", "5")]
    [InlineData("nonsense", "nonsense")]
    [InlineData("jupyter install", "jupiter", "install")]
    public async Task A_mistake_is_told_on_stderr_with_exit_code_1(string message, params string[] arguments)
    {
        var ran = await Programs.GroupConv(arguments);
        Assert.Equal(1, ran.ExitCode);
        Assert.Contains(message, ran.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ran.Error, StringComparison.Ordinal);
        Assert.Equal("", ran.Output);
    }

    [Theory]
    [InlineData("--htm", "Try: groupconv run NOTEBOOK.ipynb --help", "run", "some.ipynb", "--htm", "page.html")]
    [InlineData("instal", "Try: groupconv jupyter --help", "jupyter", "instal")]
    [InlineData("--prefix", "Try: groupconv jupyter install --help", "jupyter", "install", "--prefix")]
    [InlineData("'a b'", "Try: groupconv jupyter install --help", "jupyter", "install", "--name", "a b")]
    public async Task A_mistake_in_a_command_of_our_own_is_one_line(string says, string tries, params string[] arguments)
    {
        var ran = await Programs.GroupConv(arguments);
        Assert.Equal(1, ran.ExitCode);
        Assert.Contains(says, ran.Error, StringComparison.Ordinal);
        Assert.EndsWith(tries, ran.Error.Trim(), StringComparison.Ordinal);
        Assert.DoesNotContain("\n", ran.Error.Trim(), StringComparison.Ordinal);
        Assert.Equal("", ran.Output);
    }

    [Fact]
    public async Task Help_of_run_names_both_things_that_run()
    {
        var ran = await Programs.GroupConv("run", "--help");
        Assert.Equal(0, ran.ExitCode);
        Assert.Contains("--input", ran.Output, StringComparison.Ordinal);
        Assert.Contains("groupconv run NOTEBOOK.ipynb", ran.Output, StringComparison.Ordinal);
    }
}

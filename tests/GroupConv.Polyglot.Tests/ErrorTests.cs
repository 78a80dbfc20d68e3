namespace GroupConv.Polyglot.Tests;

public sealed class ErrorTests(PolyglotNotebook notebook)
{
    [Fact]
    public async Task A_mistake_fails_the_cell_with_one_message_and_the_rest_does_not_run()
    {
        var cell = await notebook.Run("#!groupconv explain \"Conv2d(3, 9, 3, groups=5)\"\nConsole.Write(\"ran\");");

        Assert.StartsWith("in_channels=3 is not divisible by groups=5", cell.Error);
        Assert.DoesNotContain("   at ", cell.Error);
        Assert.DoesNotContain("Exception", cell.Error);
        Assert.Empty(cell.Printed);
        Assert.Empty(cell.Shown);
    }

    [Theory]
    [InlineData("explian", "'explian' is not a verb of groupconv. Did you mean 'explain'?")]
    [InlineData("explain \"Conv2d(3, 9, 3", "is never closed")]
    [InlineData("explain --in 3 --in 4 --out 9", "--in is given more than once")]
    [InlineData("explain --nonsense", "DNI103: Unrecognized parameter name '--nonsense'")] // the host's own, before our grammar is asked
    [InlineData("explain --groups=3", "DNI103: Unrecognized parameter name '--groups=3'")]
    [InlineData("explain [x", "JSON")]
    public async Task A_line_with_a_mistake_says_what_is_wrong(string arguments, string message) =>
        Assert.Contains(message, (await notebook.Run($"#!groupconv {arguments}")).Error);

    [Theory]
    [InlineData("%groupconv explain conv", "Magic lines of GroupConv begin with #!groupconv. Try: #!groupconv explain conv")]
    [InlineData("import torch\nconv = nn.Conv2d(8, 8, 3, groups=8)", "#!groupconv explain \"nn.Conv2d(8, 8, 3, groups=8)\"")]
    [InlineData("RuntimeError: Given groups=4, weight of size [8, 2, 3, 3]", "This is an error text, not C#.")]
    public async Task A_cell_that_is_no_CSharp_gets_a_line_to_copy(string code, string message)
    {
        string? error = (await notebook.Run(code)).Error;
        Assert.Contains(message, error);
        Assert.DoesNotContain("   at ", error);
    }

    [Fact]
    public async Task The_next_cell_runs_after_a_mistake()
    {
        Assert.NotNull((await notebook.Run("#!groupconv explain")).Error);
        Assert.Equal("3", await notebook.Text("1 + 2"));
    }
}

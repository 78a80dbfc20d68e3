using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace GroupConv.Polyglot.Tests;

/// <summary>Completion and hover texts, at the place that | shows.</summary>
public sealed class LineServicesTests(PolyglotNotebook notebook)
{
    [Theory]
    [InlineData("#!groupconv |", "explain", "run", "help")]
    [InlineData("#!groupconv ru|", "run")]
    [InlineData("#!groupconv explain offer|", "offered")]
    [InlineData("#!groupconv explain offered --gr|", "--groups")]
    [InlineData("#!groupconv explain offered --groups |", "1", "2", "4")]
    [InlineData("#!groupconv explain \"nn.Conv2d(4, 8, 3, groups=|", "1", "2", "4")]
    [InlineData("#!groupconv help ma|", "maps")]
    public async Task Verbs_options_variables_and_values_are_offered(string line, params string[] expected)
    {
        await notebook.RunWithoutError("var offered = new Conv2d(4, 8, 3);");

        foreach (string cell in new[] { line, "var z = 1;\n" + line + "\nz" })
        {
            var offer = await notebook.Ask<CompletionsProduced>(cell, (code, position) => new RequestCompletions(code, position));
            Assert.Superset(expected.ToHashSet(), offer.Completions.Select(item => item.DisplayText).ToHashSet());
        }
    }

    [Fact]
    public async Task An_offer_replaces_the_word_that_is_being_written()
    {
        var offer = await notebook.Ask<CompletionsProduced>(
            "var z = 1;\n#!groupconv explain --gr|", (code, position) => new RequestCompletions(code, position));

        var span = offer.LinePositionSpan;
        Assert.Equal((1, 20, 1, 24), (span.Start.Line, span.Start.Character, span.End.Line, span.End.Character));
        Assert.Equal("--groups", Assert.Single(offer.Completions).InsertText);
    }

    [Theory]
    [InlineData("#!groupconv ex|plain offered", "explain: ")]
    [InlineData("var z = 1;\n#!groupconv explain offered --gro|ups 2", "--groups N")]
    public async Task The_help_of_what_stands_there_is_shown(string cell, string expected)
    {
        var hover = await notebook.Ask<HoverTextProduced>(cell, (code, position) => new RequestHoverText(code, position));
        Assert.StartsWith(expected, Assert.Single(hover.Content).Value);
    }

    [Fact]
    public async Task Csharp_and_other_magics_are_completed_by_the_host()
    {
        var csharp = await notebook.Ask<CompletionsProduced>("Consol|", (code, position) => new RequestCompletions(code, position));
        Assert.Contains(csharp.Completions, item => item.DisplayText == "Console");
        var magics = await notebook.Ask<CompletionsProduced>("#!gro|", (code, position) => new RequestCompletions(code, position));
        Assert.Contains(magics.Completions, item => item.DisplayText == "#!groupconv");
    }

    [Fact]
    public async Task Magic_lines_have_no_diagnostics_and_no_signatures()
    {
        string cell = "#!groupconv explain \"Conv2d(|3, 9, 3)\" --groups 3 --size 8";
        await notebook.Ask<CommandSucceeded>(cell, (code, _) => new RequestDiagnostics(code));
        await notebook.Ask<CommandSucceeded>(cell, (code, position) => new RequestSignatureHelp(code, position));
    }
}

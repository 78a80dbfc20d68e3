using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace GroupConv.Notebook.Tests;

/// <summary>The key numbers of the second tutorial, whoever executes it, and its page.</summary>
public sealed partial class LearningTests(LearningRuns runs)
{
    [Theory]
    [InlineData("jupyter")]
    [InlineData("us")]
    public void The_networks_learn(string who)
    {
        var rows = Row().Matches(runs.By(who).Text("result")).ToDictionary(
            match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture),
            match => (Parameters: int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture),
                Accuracy: double.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture)));
        Assert.Equal([1, 8, 32], rows.Keys.Order());
        Assert.Equal((40458, 7306, 3754), (rows[1].Parameters, rows[8].Parameters, rows[32].Parameters));
        // Four epochs of ten, the mean of two seeds: the full size comes to 99, 98.7 and 96.
        Assert.InRange(rows[1].Accuracy, 96, 100);
        Assert.InRange(rows[8].Accuracy, 93, 100);
        Assert.InRange(rows[32].Accuracy, 80, 100);
        Assert.All(Spread().Matches(runs.By(who).Text("result")), row =>
            Assert.InRange(Number(row, 1), Number(row, 2), Number(row, 3)));

        static double Number(Match row, int group) => double.Parse(row.Groups[group].Value, CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("jupyter")]
    [InlineData("us")]
    public void The_progress_ends_with_its_last_word_and_a_curve_for_each_network(string who)
    {
        var outputs = runs.By(who).Outputs("train");
        Assert.Equal(2, outputs.Count);
        Assert.Contains("3 networks trained with 2 seeds for 4 epochs each", ExecutedNotebook.Joined(outputs[0]["data"]!["text/plain"]),
            StringComparison.Ordinal);
        string chart = ExecutedNotebook.Joined(outputs[1]["data"]!["text/plain"]);
        Assert.StartsWith("Accuracy on the test images, seed 1 · 3 lines · 12 points", chart, StringComparison.Ordinal);
        Assert.Contains("data:image/svg+xml", ExecutedNotebook.Joined(outputs[1]["data"]!["text/html"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("jupyter")]
    [InlineData("us")]
    public void Shapes_costs_and_the_shuffle_are_shown(string who)
    {
        var notebook = runs.By(who);
        Assert.StartsWith("[1, 1, 8, 8] → [1, 10] · 7.3k parameters", notebook.Text("net"), StringComparison.Ordinal);
        Assert.Contains("[32, 4, 3, 3]", notebook.Text("weights"), StringComparison.Ordinal);
        Assert.Contains("without shuffle, output 0 reads inputs 0 1 · · · · · ·", notebook.Text("shuffle"), StringComparison.Ordinal);
        Assert.Contains("with shuffle,    output 0 reads inputs 0 1 2 3 · · · ·", notebook.Text("shuffle"), StringComparison.Ordinal);
        Assert.Matches(@"folded: max \|difference\| = [0-9.]+e-0[5-9]|folded: max \|difference\| = 0\n", notebook.Text("use"));
    }

    [Theory]
    [InlineData("jupyter")]
    [InlineData("us")]
    public void No_cell_fails_and_every_rich_output_carries_text(string who)
    {
        var outputs = runs.By(who).CodeCells.SelectMany(cell => cell["outputs"]!.AsArray()).Select(output => output!).ToList();
        Assert.DoesNotContain(outputs, output => output["output_type"]!.GetValue<string>() == "error");
        Assert.All(outputs.Where(output => output["data"] is JsonObject), output => Assert.NotNull(output["data"]!["text/plain"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_page_shows_its_charts(bool dark)
    {
        using var browser = new Browser(dark);
        browser.Open(runs.Page);
        browser.Until("document.querySelectorAll('svg.gc-live circle').length >= 21");
        browser.Picture(dark ? "learning-dark" : "learning-light");
        Assert.Equal(0, browser.Ask<long>("[...document.images].filter(image => !image.complete || image.naturalWidth === 0).length"));
        Assert.Equal(0, browser.Ask<long>(
            "[...document.body.children].filter(box => box.getBoundingClientRect().right > innerWidth + 1).length"));
        Assert.Empty(browser.Errors);
    }

    [GeneratedRegex(@"^ *([0-9]+) +([0-9]+) +([0-9.]+) ", RegexOptions.Multiline)]
    private static partial Regex Row();

    // Mean, least and greatest.
    [GeneratedRegex(@"^ *[0-9]+ +[0-9]+ +([0-9.]+) +([0-9.]+) +([0-9.]+) ", RegexOptions.Multiline)]
    private static partial Regex Spread();
}

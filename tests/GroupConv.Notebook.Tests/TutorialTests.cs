using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace GroupConv.Notebook.Tests;

/// <summary>The key numbers of the first tutorial, whoever executes it.</summary>
public sealed partial class TutorialTests(TutorialRuns runs)
{
    [Theory]
    [InlineData("jupyter")]
    [InlineData("us")]
    public void The_dense_layer_is_explained(string who)
    {
        string text = runs.By(who).Text("one");
        Assert.Contains("weight [128, 64, 3, 3]", text, StringComparison.Ordinal);
        Assert.Contains("73,856", Plain(text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("jupyter")]
    [InlineData("us")]
    public void The_grouped_layer_is_explained(string who)
    {
        string text = runs.By(who).Text("four");
        Assert.StartsWith(
            "Conv2d 64→128 k3 p1 g4 · weight [128, 16, 3, 3] · 16→32 channels a group · 18.6k parameters · 57.8M MACs",
            text,
            StringComparison.Ordinal);
        Assert.Contains("18,560", Plain(text), StringComparison.Ordinal);
        Assert.Contains("57,802,752", Plain(text), StringComparison.Ordinal);
        Assert.Contains("1, 2, 4, 8, 16, 32, 64", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("jupyter")]
    [InlineData("us")]
    public void Side_by_side_is_equal_to_the_bit_and_block_diagonal_nearly(string who)
    {
        var errors = Error().Matches(runs.By(who).Text("equal"))
            .Select(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(2, errors.Count);
        Assert.Equal(0, errors[0]);
        Assert.InRange(errors[1], 0, 1e-5);
    }

    [Theory]
    [InlineData("jupyter")]
    [InlineData("us")]
    public void The_group_error_teaches(string who)
    {
        var output = Assert.Single(runs.By(who).Outputs("error"));
        Assert.Equal("error", output["output_type"]!.GetValue<string>());
        string message = output["evalue"]!.GetValue<string>();
        Assert.Contains("in_channels=64 is not divisible by groups=5", message, StringComparison.Ordinal);
        Assert.Contains("1, 2, 4, 8, 16, 32, 64", message, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output["traceback"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("jupyter")]
    [InlineData("us")]
    public void Three_channels_become_nine_in_three_groups_at_most(string who)
    {
        string[] lines = runs.By(who).Text("three").Split('\n');
        Assert.Equal("most groups for 3 to 9 channels: 3", lines[0]);
        Assert.Equal("input  (1, 3, 64, 64)", lines[1]);
        Assert.Equal("weight (9, 1, 3, 3)", lines[2]);
        Assert.Equal("output (1, 9, 64, 64)", lines[3]);
        Assert.Equal("group 1: in 1 → out 3–5", lines[5]);
    }

    [Theory]
    [InlineData("jupyter")]
    [InlineData("us")]
    public void Depthwise_separable_is_counted_and_the_shuffle_deals(string who)
    {
        string text = runs.By(who).Text("separable");
        Assert.Contains("dense:                73856 parameters", text, StringComparison.Ordinal);
        Assert.Contains("depthwise separable:   8960 parameters", text, StringComparison.Ordinal);
        Assert.Contains("0 3 6 1 4 7 2 5 8", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("jupyter")]
    [InlineData("us")]
    public void The_measured_calls_agree_and_all_take_time(string who)
    {
        string text = runs.By(who).Text("measure");
        Assert.Contains("max |difference| = 0\n", text, StringComparison.Ordinal);
        Assert.Equal(7, Milliseconds().Matches(text).Count(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) > 0));
    }

    [Theory]
    [InlineData("jupyter", "photo")]
    [InlineData("jupyter", "edges-maps")]
    [InlineData("us", "photo")]
    [InlineData("us", "edges-maps")]
    public void Maps_are_drawn_as_text_html_and_png(string who, string cell)
    {
        var notebook = runs.By(who);
        Assert.NotEqual("", notebook.Text(cell).Trim());
        string html = Assert.Single(notebook.Data(cell, "text/html"));
        Assert.Contains("<img", html, StringComparison.Ordinal);
        Assert.Contains("Plotly", html, StringComparison.Ordinal);
        byte[] png = Convert.FromBase64String(Assert.Single(notebook.Data(cell, "image/png")));
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
    }

    [Theory]
    [InlineData("jupyter")]
    [InlineData("us")]
    public void Wiring_is_drawn(string who) =>
        Assert.Contains("data:image/svg+xml", Assert.Single(runs.By(who).Data("three-wiring", "text/html")), StringComparison.Ordinal);

    [Theory]
    [InlineData("jupyter")]
    [InlineData("us")]
    public void Every_rich_output_carries_text_and_only_one_cell_fails(string who)
    {
        var notebook = runs.By(who);
        var outputs = notebook.CodeCells.SelectMany(cell => cell["outputs"]!.AsArray()).Select(output => output!).ToList();
        Assert.All(
            outputs.Where(output => output["data"] is JsonObject),
            output => Assert.NotNull(output["data"]!["text/plain"]));
        Assert.Single(outputs, output => output["output_type"]!.GetValue<string>() == "error");
    }

    [Fact]
    public void Plotly_is_carried_once_and_no_other_output_is_large()
    {
        var sizes = runs.ByJupyter.CodeCells
            .SelectMany(cell => cell["outputs"]!.AsArray())
            .Select(output => ExecutedNotebook.Joined(output!["data"]?["text/html"]).Length)
            .OrderDescending()
            .ToList();
        Assert.InRange(sizes[0], 1_000_000, 6_000_000);
        Assert.All(sizes[1..], size => Assert.InRange(size, 0, 600_000));
    }

    // Thousands are set apart by a comma in one place and a narrow space in another; the digits are what matters.
    private static string Plain(string text) => Separator().Replace(text, ",");

    [GeneratedRegex(@"(?<=\d)[\u00A0\u202F\u2009, ](?=\d{3}\b)")]
    private static partial Regex Separator();

    [GeneratedRegex(@"max \|difference\| = ([0-9.eE+-]+)")]
    private static partial Regex Error();

    [GeneratedRegex(@"([0-9.]+) ms")]
    private static partial Regex Milliseconds();
}

using System.Text.Json.Nodes;

namespace GroupConv.Notebook.Tests;

/// <summary>Every notebook, unchanged, in .NET Interactive as users install it. GroupConv.Polyglot.Tests looks into it closer.</summary>
public sealed class InteractiveHostTests(InteractiveHost host) : IClassFixture<InteractiveHost>
{
    private static readonly Dictionary<string, Action<ExecutedNotebook>> s_expected = new()
    {
        [TutorialRuns.Name] = notebook =>
        {
            Assert.StartsWith("Conv2d 64→128 k3 p1 g4 · weight [128, 16, 3, 3]", notebook.Text("four"), StringComparison.Ordinal);
            string error = Assert.Single(notebook.Outputs("error"))["evalue"]!.GetValue<string>();
            Assert.Contains("in_channels=64 is not divisible by groups=5", error, StringComparison.Ordinal);
            Assert.Contains("data:image/svg+xml", Assert.Single(notebook.Data("three-wiring", "text/html")), StringComparison.Ordinal);
            Assert.Single(notebook.Data("edges-maps", "image/png"));
            Assert.Contains("max |difference| = 0\n", notebook.Text("measure").ReplaceLineEndings("\n"), StringComparison.Ordinal);
        },
        [LearningRuns.Name] = notebook =>
        {
            Assert.StartsWith("[1, 1, 8, 8] → [1, 10] · 7.3k parameters", notebook.Text("net"), StringComparison.Ordinal);
            Assert.Matches(@"\n *1 +40458 .*\n *8 +7306 .*\n *32 +3754 ", notebook.Text("result").ReplaceLineEndings("\n"));

            // The host's updates in Jupyter carry another display's id, so the chart stays as it was first shown: docs/hosts.md.
            Assert.Contains("Accuracy on the test images, seed 1 · 0 lines", notebook.Text("train"), StringComparison.Ordinal);
        },
    };

    public static TheoryData<string> Notebooks =>
        [.. Directory.GetFiles(Repository.Notebook(""), "*.ipynb").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Notebooks))]
    public async Task A_notebook_runs_unchanged(string name)
    {
        host.Require();
        var notebook = await host.Execute(name);

        foreach (var cell in notebook.CodeCells)
        {
            // nbconvert stops at an error that no tag allows; a tagged cell must have one.
            bool fails = cell["metadata"]!["tags"]?.AsArray().Any(tag => tag!.GetValue<string>() == "raises-exception") ?? false;
            Assert.Equal(fails ? 1 : 0, Outputs(cell).Count(output => output["output_type"]!.GetValue<string>() == "error"));
        }

        var pictures = notebook.CodeCells.SelectMany(Outputs).Where(IsOurs).ToList();
        Assert.NotEmpty(pictures);
        Assert.All(pictures, picture => Assert.NotEmpty(ExecutedNotebook.Joined(picture["data"]!["text/plain"])));
        if (s_expected.TryGetValue(name, out var check))
            check(notebook);
    }

    [Fact]
    public async Task A_package_without_its_engine_fails_the_cell_that_loads_it()
    {
        host.Require();
        var notebook = await host.LoadWithout("private");

        var error = Assert.Single(notebook.Outputs("load"), output => output["output_type"]!.GetValue<string>() == "error");
        Assert.StartsWith(
            "GroupConv could not be loaded: GroupConv's engine is missing", error["evalue"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private static IEnumerable<JsonNode> Outputs(JsonNode cell) => cell["outputs"]!.AsArray().Select(output => output!);

    private static bool IsOurs(JsonNode output) =>
        ExecutedNotebook.Joined(output["data"]?["text/html"]).Contains("class=\"groupconv\"", StringComparison.Ordinal);
}

using System.Globalization;

namespace GroupConv.Polyglot.Tests;

/// <summary>Every verb and option there is, as the packed extension lists them.</summary>
public sealed class VerbTests(PolyglotNotebook notebook)
{
    private const string Engine = "GroupConv.Interactive.Hosting.EngineLoader.Load()";

    [Fact]
    public async Task Every_example_of_every_verb_runs_and_is_shown_as_html_and_text()
    {
        string folder = Directory.CreateTempSubdirectory("groupconv-verbs-").FullName;
        try
        {
            string photo = Path.Combine(folder, "photo.png");
            File.Copy(Path.Combine(Packaging.Packages.Root, "notebooks", "data", "astronaut.png"), photo);
            await notebook.RunWithoutError(
                """
                var conv = new Conv2d(3, 9, 3, padding: 1, groups: 3);
                var x = System.Numerics.Tensors.Tensor.CreateFromShape<float>([1, 3, 16, 16]);
                var y = conv.Forward(x);
                """);

            string[] verbs = (await notebook.Text($"string.Join(' ', {Engine}.Verbs.Keys)")).Split(' ');
            Assert.Superset(new HashSet<string>(["explain", "wiring", "run", "maps"]), verbs.ToHashSet());
            foreach (string verb in verbs)
            {
                string help = (await notebook.RunWithoutError($"#!groupconv help {verb}")).Shown[^1]["text/plain"];
                string shown = help[help.IndexOf("\nExamples\n", StringComparison.Ordinal)..];
                string[] examples = [.. shown.Split('\n').Where(IsMagic)];
                Assert.NotEmpty(examples);
                foreach (string example in examples)
                    AssertShown(example, await notebook.RunWithoutError(
                        example.Trim().Replace("photo.png", photo, StringComparison.Ordinal)));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Every_option_passes_the_host_also_twice()
    {
        string[] options = (await notebook.Text($"string.Join(' ', {Engine}.Options)")).Split(' ');
        Assert.Superset(new HashSet<string>(["--groups", "--as", "--input", "--help", "-h"]), options.ToHashSet());
        foreach (string option in options)
        {
            // It is our grammar that answers: with help, or with what is wrong.
            var cell = await notebook.Run($"#!groupconv explain \"Conv2d(3, 9, 3)\" {option} 1 {option} 2");
            Assert.DoesNotContain("DNI", cell.Error ?? "");
            Assert.True(cell.Error is not null || cell.Shown.Count == 1, option);
        }
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("explain --help")]
    [InlineData("help")]
    [InlineData("help explain")]
    [InlineData("")]
    public async Task Help_is_shown(string arguments) =>
        Assert.Contains("#!groupconv", (await notebook.RunWithoutError($"#!groupconv {arguments}")).Shown[^1]["text/plain"]);

    [Fact]
    public async Task Quotes_spaces_and_brackets_survive_the_host()
    {
        string line = "#!groupconv wiring \"nn.Conv2d(8, 16, (3, 1), padding='same', groups=4)\" --all";
        Assert.Contains("Conv2d 8→16 k3x1 p=same g4", (await notebook.RunWithoutError(line)).Shown[^1]["text/plain"].Replace('×', 'x'));
    }

    [Fact]
    public async Task A_line_goes_on_in_the_next_lines_of_its_cell()
    {
        string line = "#!groupconv explain \"nn.Conv2d(64, 128,  # it's four\n    3,\n    groups=4)\" --as longLine";

        var cell = await notebook.RunWithoutError($"{line}\nConsole.Write(longLine.Shape.Spec.Groups);");
        Assert.Equal("4", cell.Printed);
        Assert.Contains("Conv2d 64→128 k3 g4", (await notebook.RunWithoutError(line)).Shown[^1]["text/plain"]);
        cell = await notebook.RunWithoutError($"Console.Write(1);\n#!groupconv explain nn.Conv2d(3, 9,\n  3)\n#!groupconv wiring conv2 \\\n --in 4 --out 8"
            .Replace("conv2 ", "\"Conv2d(2, 2, 1)\" ", StringComparison.Ordinal) + "\nConsole.Write(2);");
        Assert.Equal(("12", 2), (cell.Printed, cell.Shown.Count));
    }

    [Fact]
    public async Task The_rest_of_the_cell_runs_and_sees_what_the_line_stored()
    {
        var cell = await notebook.RunWithoutError(
            "#!groupconv explain \"Conv2d(3, 9, 3)\" --size 8 --as restSeen\nConsole.Write(restSeen.Shape.Spec);");
        Assert.StartsWith("Conv2d(3, 9", cell.Printed);
    }

    [Fact]
    public async Task A_culture_with_decimal_commas_changes_nothing()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            string line = "#!groupconv explain \"Conv2d(64, 128, 3, groups=4)\" --size 8";
            string expected = (await notebook.RunWithoutError(line)).Shown[^1]["text/plain"];
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            Assert.Equal(expected, (await notebook.RunWithoutError(line)).Shown[^1]["text/plain"]);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static bool IsMagic(string line) => line.TrimStart().StartsWith("#!groupconv", StringComparison.Ordinal);

    private static void AssertShown(string line, PolyglotNotebook.Cell cell)
    {
        Assert.True(cell.Shown.Count == 1, line);
        Assert.StartsWith("<", cell.Shown[0]["text/html"]);
        Assert.DoesNotContain("</", cell.Shown[0]["text/plain"]);
    }
}

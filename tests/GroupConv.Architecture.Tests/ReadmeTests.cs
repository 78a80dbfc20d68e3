using System.Diagnostics;
using System.Text.RegularExpressions;

namespace GroupConv.Architecture.Tests;

/// <summary>The README does what it says: blocks of C# and cells run as they stand and print what they show, commands too, links lead
/// somewhere.</summary>
public sealed partial class ReadmeTests
{
    public static TheoryData<int> Blocks => [.. Enumerable.Range(0, Readme.Blocks("csharp").Count)];

    [Theory]
    [MemberData(nameof(Blocks))]
    public async Task A_block_of_csharp_is_one_cell_of_a_script(int block)
    {
        string code = Readme.Blocks("csharp")[block];
        Assert.Equal(Readme.Shown(code), await Readme.RunScript(code, TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void A_block_of_csharp_is_a_program(int block)
    {
        string code = Readme.Blocks("csharp")[block];
        Assert.Equal(Readme.Shown(code), Readme.RunProgram(code));
    }

    [Fact]
    public async Task Each_block_and_the_first_lines_are_cells_of_our_kernel_in_a_clone()
    {
        string folder = Directory.CreateTempSubdirectory("groupconv-readme-").FullName;
        try
        {
            // The clone's folder, as far as cells read files of it.
            Directory.CreateSymbolicLink(Path.Combine(folder, "notebooks"), Path.Combine(Repository.Root, "notebooks"));
            string[] first = Readme.Blocks("")[0].Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(4, first.Length);
            var executed = await Readme.RunNotebook(folder, [.. first, .. Readme.Blocks("csharp")], TestContext.Current.CancellationToken);
            Assert.StartsWith("Conv2d 64→128 k3 p1 g4 · weight [128, 16, 3, 3]", executed[0], StringComparison.Ordinal);
            Assert.StartsWith("Conv2d 3→9 k3 p1 g3", executed[1], StringComparison.Ordinal);
            Assert.All(executed[2..4], output => Assert.Contains("[1, 9, 512, 512]", output, StringComparison.Ordinal));
            Assert.Equal(
                Readme.Blocks("csharp").SelectMany(Readme.Shown),
                executed[4..].SelectMany(output => output.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_file_that_names_the_project_runs_with_what_the_table_says()
    {
        string readme = Repository.Read("README.md");
        Assert.Contains("`#:project src/GroupConv.Learning`, then `dotnet run -c Release app.cs`", readme, StringComparison.Ordinal);
        // Below the clone's folder, so that the clone's settings hold.
        string folder = Path.Combine(Repository.Root, "artifacts", "readme-" + Guid.NewGuid().ToString("N")),
            code = Readme.Blocks("csharp")[0];
        Directory.CreateDirectory(folder);
        try
        {
            string file = Path.Combine(folder, "app.cs");
            await File.WriteAllTextAsync(
                file, "#:project ../../src/GroupConv.Learning\n" + code, TestContext.Current.CancellationToken);
            string printed = await Run(["run", "-c", "Release", file]);
            Assert.Equal(Readme.Shown(code), printed.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Every_command_shown_prints_what_it_shows()
    {
        int shown = 0;
        foreach (string block in Readme.Blocks("console"))
        {
            string[] lines = block.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (!lines[0].StartsWith("$ groupconv ", StringComparison.Ordinal))
                continue;
            var arguments = Argument().Matches(lines[0]["$ groupconv ".Length..]).Select(argument => argument.Value.Trim('"'));
            string printed = await Run([Readme.Tool, .. arguments]);
            Assert.Equal(lines[1..], printed.Split('\n').Take(lines.Length - 1));
            shown++;
        }

        Assert.True(shown >= 2, $"only {shown} commands are shown");
    }

    [Fact]
    public void Every_link_to_a_file_leads_somewhere()
    {
        var links = Link().Matches(Repository.Read("README.md")).Select(match => match.Groups[1].Value).ToList();
        Assert.Contains("docs/pictures/edges.png", links);
        Assert.All(links, link => Assert.True(File.Exists(Path.Combine(Repository.Root, link)), link));
    }

    private static async Task<string> Run(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return output + await error;
    }

    [GeneratedRegex(@"\]\(([^):#]+)(#[^)]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Argument();
}

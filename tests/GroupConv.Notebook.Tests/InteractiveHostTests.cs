using System.Text.Json.Nodes;

namespace GroupConv.Notebook.Tests;

/// <summary>
/// The packed extension in .NET Interactive itself, its last build, which runs on .NET 10. Where that tool cannot be had, this is skipped; the glue is also run
/// against stand-ins, in GroupConv.Interactive.Tests.
/// </summary>
public sealed class InteractiveHostTests(TutorialRuns runs)
{
    private const string Version = "1.0.712001";

    [Fact]
    public async Task The_tutorial_runs_unchanged_in_the_real_host()
    {
        string folder = Directory.CreateTempSubdirectory("groupconv-host-").FullName;
        try
        {
            string tool = Path.Combine(folder, "tool");
            var installed = await Programs.Run("dotnet", ["tool", "install", "Microsoft.dotnet-interactive", "--version", Version, "--tool-path", tool]);
            Assert.SkipWhen(installed.ExitCode != 0, $".NET Interactive {Version} cannot be installed here.");

            string packages = Path.Combine(folder, "packages");
            foreach (string project in new[] { "GroupConv.Core", "GroupConv.Learning", "GroupConv.Interactive" })
            {
                // Another test may pack the same at the same time: the nuspec that packing writes is its own.
                (await Programs.Run(
                    "dotnet",
                    ["pack", Path.Combine(Repository.Root, "src", project), "--no-build", "-c", Repository.Configuration, "-o", packages, $"-p:NuspecOutputPath={Path.Combine(folder, "nuspec")}"])).Succeeded();
            }

            // A packages folder of its own, since packages of this version may have been unpacked before.
            var kernel = new JsonObject
            {
                ["argv"] = new JsonArray(Path.Combine(tool, "dotnet-interactive"), "jupyter", "{connection_file}"),
                ["display_name"] = ".NET (C#)",
                ["language"] = "C#",
                ["env"] = new JsonObject { ["DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT"] = "1", ["NUGET_PACKAGES"] = Path.Combine(folder, "cache") },
            };
            string kernels = Path.Combine(folder, "jupyter", "kernels", "real-host");
            Directory.CreateDirectory(kernels);
            File.WriteAllText(Path.Combine(kernels, "kernel.json"), kernel.ToJsonString());
            string executed = await Execute(folder, packages);

            var notebook = new ExecutedNotebook(executed);
            Assert.StartsWith("Conv2d 64→128 k3 p1 g4 · weight [128, 16, 3, 3]", notebook.Text("four"), StringComparison.Ordinal);
            Assert.Contains("in_channels=64 is not divisible by groups=5", Assert.Single(notebook.Outputs("error"))["evalue"]!.GetValue<string>(), StringComparison.Ordinal);
            Assert.Contains("data:image/svg+xml", Assert.Single(notebook.Data("three-wiring", "text/html")), StringComparison.Ordinal);
            Assert.Single(notebook.Data("edges-maps", "image/png"));
            Assert.Contains("max |difference| = 0\n", notebook.Text("measure").ReplaceLineEndings("\n"), StringComparison.Ordinal);
            Assert.Single(notebook.CodeCells.SelectMany(cell => cell["outputs"]!.AsArray()), output => output!["output_type"]!.GetValue<string>() == "error");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The tutorial with the source of the packages in front, as docs/hosts.md shows it.</summary>
    private async Task<string> Execute(string folder, string packages)
    {
        string data = Path.Combine(folder, "data");
        Directory.CreateDirectory(data);
        foreach (string file in Directory.GetFiles(Path.Combine(Path.GetDirectoryName(Repository.Notebook(TutorialRuns.Name))!, "data")))
            File.Copy(file, Path.Combine(data, Path.GetFileName(file)));

        var notebook = JsonNode.Parse(await File.ReadAllTextAsync(Repository.Notebook(TutorialRuns.Name)))!;
        notebook["cells"]!.AsArray().Insert(0, new JsonObject
        {
            ["cell_type"] = "code",
            ["id"] = "source",
            ["metadata"] = new JsonObject(),
            ["source"] = $"#i \"nuget:{packages}\"",
            ["execution_count"] = null,
            ["outputs"] = new JsonArray(),
        });
        string path = Path.Combine(folder, "tutorial.ipynb");
        await File.WriteAllTextAsync(path, notebook.ToJsonString());

        string executed = Path.Combine(folder, "executed.ipynb");
        var environment = new Dictionary<string, string>(runs.Environment) { ["JUPYTER_PATH"] = Path.Combine(folder, "jupyter") };
        (await Programs.Run(
            "jupyter",
            ["nbconvert", "--to", "notebook", "--execute", "--ExecutePreprocessor.kernel_name=real-host", "--ExecutePreprocessor.timeout=180", path, "--output", executed],
            environment)).Succeeded();
        return executed;
    }
}

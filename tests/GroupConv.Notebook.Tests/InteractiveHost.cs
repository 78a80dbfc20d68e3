using System.Text.Json.Nodes;

namespace GroupConv.Notebook.Tests;

/// <summary>
/// .NET Interactive as users install it, its last build, and the packed extension. Where the tool cannot be had, tests that need it are
/// skipped; in CI (the environment variable CI is <c>true</c>) they fail.
/// </summary>
public sealed class InteractiveHost : IAsyncLifetime
{
    private const string Version = "1.0.712001";
    private const string KernelName = "real-host";

    private readonly string _folder = Directory.CreateTempSubdirectory("groupconv-host-").FullName;
    private string? _missing;

    // Packages of this version may have been unpacked before, so this host has its own folder for them.
    private string Cache => Path.Combine(_folder, "cache");

    private string Packages => Path.Combine(_folder, "packages");

    private string Tool => Path.Combine(_folder, "tool");

    public async ValueTask InitializeAsync()
    {
        var installed = await Programs.Run(
            "dotnet", ["tool", "install", "Microsoft.dotnet-interactive", "--version", Version, "--tool-path", Tool]);
        if (installed.ExitCode != 0)
        {
            _missing = $".NET Interactive {Version} cannot be installed here.\n{installed.Output}{installed.Error}";
            return;
        }

        foreach (string project in new[] { "GroupConv.Core", "GroupConv.Learning", "GroupConv.Interactive" })
            await Pack(Path.Combine(Repository.Root, "src", project));

        var kernel = new JsonObject
        {
            ["argv"] = new JsonArray(Path.Combine(Tool, "dotnet-interactive"), "jupyter", "{connection_file}"),
            ["display_name"] = ".NET (C#)",
            ["language"] = "C#",
            ["env"] = new JsonObject { ["DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT"] = "1", ["NUGET_PACKAGES"] = Cache },
        };
        string kernels = Path.Combine(_folder, "jupyter", "kernels", KernelName);
        Directory.CreateDirectory(kernels);
        await File.WriteAllTextAsync(Path.Combine(kernels, "kernel.json"), kernel.ToJsonString());
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    internal void Require()
    {
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.True(_missing is null, _missing);
        Assert.SkipUnless(_missing is null, _missing ?? "");
    }

    /// <summary>Executes a notebook of the repository, with the source of the packages in front, as docs/hosts.md shows it.</summary>
    /// <param name="name">Its file.</param>
    internal async Task<ExecutedNotebook> Execute(string name)
    {
        string folder = Path.Combine(_folder, Path.GetFileNameWithoutExtension(name));
        string data = Path.Combine(folder, "data");
        Directory.CreateDirectory(data);
        foreach (string file in Directory.GetFiles(Repository.Notebook("data")))
            File.Copy(file, Path.Combine(data, Path.GetFileName(file)));

        var notebook = JsonNode.Parse(await File.ReadAllTextAsync(Repository.Notebook(name)))!;
        notebook["cells"]!.AsArray().Insert(0, Cell("source", Source));
        return await Execute(folder, notebook);
    }

    /// <summary>Executes a cell that loads the package while a folder of it is missing.</summary>
    /// <param name="missing">The folder.</param>
    internal async Task<ExecutedNotebook> LoadWithout(string missing)
    {
        string folder = Path.Combine(_folder, "broken");
        Directory.CreateDirectory(folder);
        var load = Cell("load", "#r \"nuget: GroupConv.Interactive\"");
        var notebook = new JsonObject
        {
            ["cells"] = new JsonArray(Cell("source", Source), load),
            ["metadata"] = new JsonObject(),
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        };
        await Execute(folder, notebook); // unpacks the package

        string part = Path.Combine(Cache, "groupconv.interactive", "0.1.0", missing);
        Directory.Move(part, part + ".away");
        try
        {
            load["metadata"] = new JsonObject { ["tags"] = new JsonArray("raises-exception") };
            return await Execute(folder, notebook);
        }
        finally
        {
            Directory.Move(part + ".away", part);
        }
    }

    private string Source => $"#i \"nuget:{Packages}\"";

    private async Task<ExecutedNotebook> Execute(string folder, JsonNode notebook)
    {
        string path = Path.Combine(folder, "notebook.ipynb");
        await File.WriteAllTextAsync(path, notebook.ToJsonString());
        string executed = Path.Combine(folder, "executed.ipynb");
        var environment = new Dictionary<string, string>
        {
            ["GROUPCONV_NOTEBOOK_SIZE"] = "small",
            ["JUPYTER_PATH"] = Path.Combine(_folder, "jupyter"),
            ["JUPYTER_DATA_DIR"] = Path.Combine(_folder, "jupyter-data"),
            ["JUPYTER_CONFIG_DIR"] = Path.Combine(_folder, "jupyter-config"),
            ["JUPYTER_RUNTIME_DIR"] = Path.Combine(_folder, "jupyter-runtime"),
            ["IPYTHONDIR"] = Path.Combine(_folder, "ipython"),
        };
        string[] arguments =
        [
            "nbconvert", "--to", "notebook", "--execute",
            $"--ExecutePreprocessor.kernel_name={KernelName}", "--ExecutePreprocessor.timeout=180", path, "--output", executed,
        ];
        (await Programs.Run("jupyter", arguments, environment)).Succeeded();
        return new ExecutedNotebook(executed);
    }

    // Another test may pack the same at the same time, so the nuspec goes to a folder of its own.
    private async Task Pack(string project)
    {
        string nuspec = $"-p:NuspecOutputPath={Path.Combine(_folder, "nuspec")}";
        string[] arguments = ["pack", project, "--no-build", "-c", Repository.Configuration, "-o", Packages, nuspec];
        (await Programs.Run("dotnet", arguments)).Succeeded();
    }

    private static JsonObject Cell(string id, string source) => new()
    {
        ["cell_type"] = "code",
        ["id"] = id,
        ["metadata"] = new JsonObject(),
        ["source"] = source,
        ["execution_count"] = null,
        ["outputs"] = new JsonArray(),
    };
}

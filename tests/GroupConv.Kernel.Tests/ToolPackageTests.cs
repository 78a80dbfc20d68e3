using System.Text.Json.Nodes;

namespace GroupConv.Kernel.Tests;

/// <summary>The packed tool, as a stranger gets it: from a folder with packages, with nothing of this repository.</summary>
public sealed class ToolPackageTests
{
    [Fact]
    public async Task The_packed_tool_installs_a_kernel_that_jupyter_starts()
    {
        using var folder = new TemporaryFolder();
        string packages = folder.File("packages");
        await Succeed("pack", Path.Combine(Root, "src", "GroupConv.Kernel"), "-c", "Release", "-o", packages, "-v", "quiet",
            "-p:RunAnalyzers=false");
        folder.Write("nuget.config", $"<configuration><packageSources><clear/><add key=\"here\" "
            + $"value=\"{packages}\"/></packageSources></configuration>");

        // A packages folder of its own: a tool of this version from an earlier run must not be found.
        var environment = new Dictionary<string, string>
        {
            ["NUGET_PACKAGES"] = folder.File("cache"),
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["JUPYTER_DATA_DIR"] = folder.File("data"),
            ["JUPYTER_PATH"] = folder.File("data"),
            ["JUPYTER_RUNTIME_DIR"] = folder.File("runtime"),
            ["JUPYTER_CONFIG_DIR"] = folder.File("config"),
        };
        await Succeed(["tool", "install", "GroupConv.Kernel", "--tool-path", folder.File("tool"), "--configfile",
            folder.File("nuget.config")], environment);
        string tool = folder.File("tool/groupconv");
        Assert.Matches(@"^groupconv \d+\.\d+\.\d+", (await Programs.Run(tool, ["--version"], environment)).Output);

        var installed = await Programs.Run(tool, ["jupyter", "install"], environment);
        Assert.True(installed.ExitCode == 0, installed.Error);
        string spec = await File.ReadAllTextAsync(folder.File("data/kernels/groupconv/kernel.json"), TestContext.Current.CancellationToken);
        Assert.DoesNotContain("artifacts", spec, StringComparison.Ordinal);
        Assert.True(File.Exists(JsonNode.Parse(spec)!["argv"]![0]!.GetValue<string>()), spec);

        const string script = """
            from jupyter_client.manager import start_new_kernel
            manager, client = start_new_kernel(kernel_name="groupconv", startup_timeout=600)
            shown = []
            hook = lambda m: "data" in m["content"] and shown.append(m["content"]["data"]["text/plain"])
            reply = client.execute_interactive('#!groupconv explain "Conv2d(3, 9, 3, groups=3)"\n6 * 7', timeout=600, output_hook=hook)
            print(reply["content"]["status"], shown[-1], "weight [9, 1, 3, 3]" in shown[0])
            client.stop_channels()
            manager.shutdown_kernel()
            """;
        var ran = await Programs.Run("/usr/bin/python3", ["-W", "ignore", "-c", script], environment);
        Assert.True(ran.Output.Trim() == "ok 42 True", ran.Output + ran.Error);

        var doctor = await Programs.Run(tool, ["jupyter", "doctor"], environment);
        Assert.True(doctor.ExitCode == 0, doctor.Output + doctor.Error);
    }

    private static string Root
    {
        get
        {
            string folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "GroupConv.sln")))
                folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run from outside the repository.");
            return folder;
        }
    }

    private static Task Succeed(params string[] arguments) => Succeed(arguments, new Dictionary<string, string>());

    private static async Task Succeed(string[] arguments, Dictionary<string, string> environment)
    {
        var ran = await Programs.Run("dotnet", arguments, environment);
        Assert.True(ran.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}\n{ran.Output}{ran.Error}");
    }
}

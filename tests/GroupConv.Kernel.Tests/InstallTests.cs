using System.Text.Json.Nodes;

namespace GroupConv.Kernel.Tests;

public sealed class InstallTests
{
    [Fact]
    public async Task A_prefix_gets_a_kernelspec_that_starts_this_kernel()
    {
        using var folder = new TemporaryFolder();
        var ran = await Programs.GroupConv("jupyter", "install", "--prefix", folder.Path, "--name", "my-csharp");
        string spec = Path.Combine(folder.Path, "share", "jupyter", "kernels", "my-csharp");
        Assert.Equal($"Installed kernel 'my-csharp' in {spec}", ran.Output.Trim());
        Assert.Equal(0, ran.ExitCode);

        var json = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(spec, "kernel.json"), TestContext.Current.CancellationToken))!;
        Assert.Equal("C# (GroupConv)", json["display_name"]!.GetValue<string>());
        Assert.Equal("C#", json["language"]!.GetValue<string>());
        Assert.Equal("message", json["interrupt_mode"]!.GetValue<string>());
        var argv = json["argv"]!.AsArray().Select(a => a!.GetValue<string>()).ToList();
        Assert.True(File.Exists(argv[0]) && File.Exists(argv[1]), string.Join(' ', argv));
        Assert.Equal(["jupyter", "kernel", "{connection_file}"], argv[2..]);

        foreach (var (name, size) in new[] { ("logo-32x32.png", 32), ("logo-64x64.png", 64) })
        {
            byte[] png = await File.ReadAllBytesAsync(Path.Combine(spec, name), TestContext.Current.CancellationToken);
            Assert.Equal("PNG"u8.ToArray(), png[1..4]);
            Assert.Equal(size, png[19]);
        }
    }

    [Fact]
    public async Task Installing_twice_replaces_and_leaves_nothing_else()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, (await Programs.GroupConv("jupyter", "install", "--prefix", folder.Path)).ExitCode);
        Assert.Equal(0, (await Programs.GroupConv("jupyter", "install", "--prefix", folder.Path)).ExitCode);
        string kernels = Path.Combine(folder.Path, "share", "jupyter", "kernels");
        Assert.Equal([Path.Combine(kernels, "groupconv")], Directory.GetFileSystemEntries(kernels));
    }

    [Theory]
    [InlineData("--name", "../evil", "no kernel name")]
    [InlineData("--name", "", "no kernel name")]
    [InlineData("--name", "..", "no kernel name")]
    [InlineData("--name", ".", "no kernel name")]
    [InlineData("--prefix", "/proc/nothing", "cannot be installed")]
    public async Task What_cannot_be_installed_is_said(string option, string value, string message)
    {
        using var folder = new TemporaryFolder();
        string[] place = option == "--prefix" ? [] : ["--prefix", folder.Path];
        var ran = await Programs.GroupConv(["jupyter", "install", .. place, option, value]);
        Assert.Equal(1, ran.ExitCode);
        Assert.Contains(message, ran.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task What_was_installed_is_listed_and_removed_again()
    {
        using var jupyter = new JupyterFolder();
        Assert.Contains("To install: groupconv jupyter install", (await jupyter.GroupConv("jupyter", "list")).Output,
            StringComparison.Ordinal);
        await jupyter.GroupConv("jupyter", "install", "--name", ".net-csharp");
        var list = await jupyter.GroupConv("jupyter", "list");
        Assert.Contains($".net-csharp  {jupyter.Kernels}/.net-csharp  (starts this program)", list.Output, StringComparison.Ordinal);

        Assert.Equal(0, (await jupyter.GroupConv("jupyter", "uninstall", "--name", ".net-csharp")).ExitCode);
        Assert.Empty(Directory.GetFileSystemEntries(jupyter.Kernels));
        var again = await jupyter.GroupConv("jupyter", "uninstall", "--name", ".net-csharp");
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("There is no kernel in", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_programs_kernel_is_replaced_only_when_asked_and_never_removed()
    {
        using var jupyter = new JupyterFolder();
        string spec = jupyter.Write(".net-csharp",
            "{\"argv\":[\"dotnet\",\"interactive\",\"jupyter\",\"{connection_file}\"],\"display_name\":\".NET (C#)\",\"language\":\"C#\"}");
        var refused = await jupyter.GroupConv("jupyter", "install", "--name", ".net-csharp");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("starts 'dotnet interactive jupyter {connection_file}'. To take its place: groupconv jupyter install --name "
            + ".net-csharp --replace", refused.Error, StringComparison.Ordinal);
        Assert.Equal(1, (await jupyter.GroupConv("jupyter", "uninstall", "--name", ".net-csharp")).ExitCode);
        Assert.Contains("interactive", await File.ReadAllTextAsync(spec, TestContext.Current.CancellationToken), StringComparison.Ordinal);

        Assert.Equal(0, (await jupyter.GroupConv("jupyter", "install", "--name", ".net-csharp", "--replace", "--log", "k.log")).ExitCode);
        var argv = JsonNode.Parse(await File.ReadAllTextAsync(spec, TestContext.Current.CancellationToken))!["argv"]!.AsArray()
            .Select(word => word!.GetValue<string>()).ToList();
        Assert.Equal(["jupyter", "kernel", "--log", Path.Combine(AppContext.BaseDirectory, "k.log"), "{connection_file}"], argv[2..]);
    }

    [Fact]
    public async Task The_doctor_finds_nothing_wrong_with_what_is_right_and_starts_it()
    {
        using var jupyter = new JupyterFolder();
        await jupyter.GroupConv("jupyter", "install");
        var ran = await jupyter.GroupConv("jupyter", "doctor");
        Assert.True(ran.ExitCode == 0, ran.Output + ran.Error);
        Assert.Contains("ok    a kernel started and ran a cell within", ran.Output, StringComparison.Ordinal);
        Assert.EndsWith("Nothing is wrong.", ran.Output.Trim(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "no kernel 'groupconv' is installed", "Fix: groupconv jupyter install")]
    [InlineData("{", "its kernel.json cannot be read", "Fix: groupconv jupyter install --replace")]
    [InlineData("{\"argv\":[\"python3\",\"-m\",\"ipykernel\"]}", "it starts another program: python3 -m ipykernel", "--replace")]
    [InlineData("{\"argv\":[\"/no/such/dotnet\",\"/x.dll\",\"jupyter\",\"kernel\",\"{connection_file}\"]}",
        "what it starts is gone: /no/such/dotnet", "Fix: groupconv jupyter install")]
    [InlineData("{\"argv\":[\"no-such-program\",\"jupyter\",\"kernel\",\"{connection_file}\"]}", "'no-such-program' cannot be started",
        "Fix: install .NET 10")]
    [InlineData("{\"argv\":[\"/bin/echo\",\"jupyter\",\"kernel\",\"{connection_file}\"],\"interrupt_mode\":\"message\"}",
        "it starts echo (GNU coreutils)", "Fix: groupconv jupyter install")]
    [InlineData("{\"argv\":[]}", "its kernel.json names no program", "Fix: groupconv jupyter install --replace")]
    [InlineData("{\"display_name\":\"x\"}", "its kernel.json cannot be read: it has no argv.\n",
        "Fix: groupconv jupyter install --replace")]
    [InlineData("{\"argv\":[\"dotnet\",\"x.dll\",\"jupyter\",\"kernel\"]}", "its argv has no {connection_file}",
        "Fix: groupconv jupyter install")]
    [InlineData("{\"argv\":[\"/bin/false\",\"jupyter\",\"kernel\",\"{connection_file}\"]}", "'/bin/false --version' failed",
        "Fix: groupconv jupyter install")]
    public async Task The_doctor_says_what_is_wrong_and_the_fix(string? json, string wrong, string fix)
    {
        using var jupyter = new JupyterFolder();
        if (json is not null)
            jupyter.Write("groupconv", json);
        var ran = await jupyter.GroupConv("jupyter", "doctor");
        Assert.Equal(1, ran.ExitCode);
        Assert.Contains("WRONG " + wrong, ran.Output, StringComparison.Ordinal);
        Assert.Contains(fix, ran.Output, StringComparison.Ordinal);
        Assert.Equal("", ran.Error);
    }

    [Fact]
    public async Task The_doctor_finds_a_kernel_that_hides_this_one()
    {
        using var jupyter = new JupyterFolder();
        await jupyter.GroupConv("jupyter", "install", "--prefix", jupyter.Prefix);
        jupyter.Write("groupconv", "{\"argv\":[\"python3\",\"-m\",\"ipykernel\"]}");
        var ran = await jupyter.GroupConv("jupyter", "doctor");
        Assert.Contains($"WRONG it hides the kernel of this program in {jupyter.Prefix}/share/jupyter/kernels/groupconv", ran.Output,
            StringComparison.Ordinal);
        Assert.Contains($"Fix: remove {jupyter.Kernels}/groupconv", ran.Output, StringComparison.Ordinal);
        Assert.Contains("hidden by", (await jupyter.GroupConv("jupyter", "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_misses_jupyter_and_a_place_that_it_does_not_look_in()
    {
        using var jupyter = new JupyterFolder();
        await jupyter.GroupConv("jupyter", "install", "--prefix", jupyter.Prefix + "/elsewhere");
        var ran = await jupyter.GroupConv("jupyter", "doctor", "--prefix", jupyter.Prefix + "/elsewhere");
        Assert.Contains("WRONG Jupyter does not look in", ran.Output, StringComparison.Ordinal);
        Assert.Contains("ok    a kernel started", ran.Output, StringComparison.Ordinal);

        var without = await jupyter.GroupConvWithoutJupyter("jupyter", "doctor");
        Assert.Contains("WRONG no program 'jupyter' is on the PATH", without.Output, StringComparison.Ordinal);
    }

    /// <summary>Folders in which Jupyter finds nothing of the user's: a data directory that comes first, and a prefix behind it.</summary>
    private sealed class JupyterFolder : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        internal string Kernels => _folder.File("data/kernels");

        internal string Prefix => _folder.File("prefix");

        internal string Write(string name, string json)
        {
            Directory.CreateDirectory(Path.Combine(Kernels, name));
            return _folder.Write($"data/kernels/{name}/kernel.json", json);
        }

        internal Task<Programs.Ran> GroupConv(params string[] arguments) =>
            Programs.Run("dotnet", [Programs.KernelAssembly, .. arguments], Variables());

        internal Task<Programs.Ran> GroupConvWithoutJupyter(params string[] arguments)
        {
            var variables = Variables();
            variables["PATH"] = _folder.Path;
            return Programs.Run(Environment.ProcessPath is { } host && Path.GetFileName(host) == "dotnet"
                ? host : "/usr/bin/dotnet", [Programs.KernelAssembly, .. arguments], variables);
        }

        public void Dispose() => _folder.Dispose();

        private Dictionary<string, string> Variables() => new()
        {
            ["JUPYTER_PATH"] = _folder.File("data") + ":" + _folder.File("prefix/share/jupyter"),
            ["JUPYTER_DATA_DIR"] = _folder.File("data"),
            ["JUPYTER_CONFIG_DIR"] = _folder.File("config"),
            ["JUPYTER_RUNTIME_DIR"] = _folder.File("runtime"),
        };
    }
}

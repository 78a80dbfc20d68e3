using System.Text.Json.Nodes;

namespace GroupConv.Kernel.Tests;

public sealed class InstallTests
{
    [Fact]
    public async Task A_prefix_gets_a_kernelspec_that_starts_this_kernel()
    {
        using var folder = new TemporaryFolder();
        var ran = await Programs.GroupConv("jupyter", "install", "--prefix", folder.Path, "--name", "my-csharp");
        var spec = Path.Combine(folder.Path, "share", "jupyter", "kernels", "my-csharp");
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
            var png = await File.ReadAllBytesAsync(Path.Combine(spec, name), TestContext.Current.CancellationToken);
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
        var kernels = Path.Combine(folder.Path, "share", "jupyter", "kernels");
        Assert.Equal([Path.Combine(kernels, "groupconv")], Directory.GetFileSystemEntries(kernels));
    }

    [Theory]
    [InlineData("--name", "../evil", "no kernel name")]
    [InlineData("--name", "", "no kernel name")]
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
}

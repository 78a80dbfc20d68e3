namespace GroupConv.Kernel.Tests;

/// <summary>Jupyter's own conformance test, with Debian's Jupyter. A missing Jupyter is a failure: ./test installs it.</summary>
public sealed class ConformanceTests
{
    [Fact]
    public async Task Jupyters_own_test_passes()
    {
        using var folder = new TemporaryFolder();
        var installed = await Programs.Run(
            "dotnet",
            [Programs.KernelAssembly, "jupyter", "install", "--user"],
            new Dictionary<string, string> { ["JUPYTER_DATA_DIR"] = folder.Path });
        Assert.True(installed.ExitCode == 0, installed.Error);

        var ran = await Programs.Run(
            "/usr/bin/python3",
            ["-W", "ignore", Path.Combine(AppContext.BaseDirectory, "conformance.py"), "-v"],
            new Dictionary<string, string>
            {
                ["JUPYTER_DATA_DIR"] = folder.Path,
                ["JUPYTER_RUNTIME_DIR"] = folder.Path,
                ["JUPYTER_CONFIG_DIR"] = folder.Path,
                ["JUPYTER_PATH"] = folder.Path,
            });
        Assert.True(ran.ExitCode == 0, ran.Error + ran.Output);
        Assert.Contains("Ran 12 tests", ran.Error, StringComparison.Ordinal);
        Assert.EndsWith("OK", ran.Error.Trim(), StringComparison.Ordinal);
    }
}

using System.Diagnostics;
using System.Runtime.InteropServices;
using GroupConv.Bench.Report;

namespace GroupConv.Bench.Sections;

/// <summary>The measured builds of the kernel.</summary>
internal static class KernelBuilds
{
    /// <summary>The name of the build in this platform's package.</summary>
    public const string Ahead = "ReadyToRun";

    /// <summary>The ReadyToRun build, if the SDK's compiler is available, and the plain build.</summary>
    public static IEnumerable<(string Build, string Assembly)> All(Action<string> progress)
    {
        string folder = Path.Combine(Results.Root, "artifacts", "publish", "ready-to-run");
        string[] arguments =
        [
            "publish", Path.Combine(Results.Root, "src", "GroupConv.Kernel"), "-c", "Release", "-v", "quiet", "-o", folder,
            "-r", RuntimeInformation.RuntimeIdentifier, "--no-self-contained", "-p:PublishReadyToRun=true",
            "--no-restore", // building this program restored it; another restore would rewrite the lock files for one platform
        ];
        using var publish = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        string said = publish.StandardOutput.ReadToEnd();
        publish.WaitForExit();
        if (publish.ExitCode == 0)
            yield return (Ahead, Path.Combine(folder, "GroupConv.Kernel.dll"));
        else
            progress($"No ReadyToRun build: {said.Trim().Split('\n')[^1]}");
        yield return ("just in time", Path.Combine(AppContext.BaseDirectory, "GroupConv.Kernel.dll"));
    }
}

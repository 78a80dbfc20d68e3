using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace GroupConv.Kernel.Packages;

/// <summary>The installed .NET SDK, which restores packages.</summary>
/// <param name="program">The path of <c>dotnet</c>.</param>
internal sealed class DotnetSdk(string program)
{
    // Set by a parent dotnet command; they would bind the restore to that command's SDK, or profile it.
    private static readonly string[] Inherited =
    [
        "MSBUILD_EXE_PATH", "MSBuildSDKsPath", "MSBuildExtensionsPath", "MSBuildLoadMicrosoftTargetsReadOnly", "DOTNET_HOST_PATH",
            "RestoreSources",
        "DOTNET_STARTUP_HOOKS", "CORECLR_ENABLE_PROFILING",
    ];

    /// <summary>The paths where <c>dotnet</c> may be, in order of preference.</summary>
    public static IEnumerable<string> Candidates()
    {
        string name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        if (Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host)
            yield return host;
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root)
            yield return Path.Combine(root, name);

        // This process's runtime is in dotnet/shared/Microsoft.NETCore.App/10.0.0/.
        yield return Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            yield return Path.Combine(folder, name);
    }

    /// <summary>The first candidate with an SDK for this runtime, or null.</summary>
    /// <param name="candidates">Paths of <c>dotnet</c>; they need not exist.</param>
    public static DotnetSdk? Find(IEnumerable<string> candidates)
    {
        foreach (string? candidate in candidates.Where(File.Exists))
        {
            string program = File.ResolveLinkTarget(candidate, returnFinalTarget: true)?.FullName ?? candidate;
            string sdks = Path.Combine(Path.GetDirectoryName(program)!, "sdk");
            if (Directory.Exists(sdks) && Directory.EnumerateDirectories(sdks).Any(
                folder => Major(Path.GetFileName(folder)) >= Environment.Version.Major))
                return new DotnetSdk(program);
        }

        return null;
    }

    /// <summary>Runs <c>dotnet</c> and waits for its end; kills it and its children on cancellation.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">The working directory.</param>
    /// <param name="cancellation">Cancels the run.</param>
    /// <returns>The exit code and the output.</returns>
    public async Task<(int ExitCode, string Output)> RunAsync(IEnumerable<string> arguments, string folder, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in Inherited)
            start.Environment.Remove(name);
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_SKIP_FIRST_TIME_EXPERIENCE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output + await errors);
    }

    private static int Major(string version) =>
        int.TryParse(version.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major) ? major : 0;
}

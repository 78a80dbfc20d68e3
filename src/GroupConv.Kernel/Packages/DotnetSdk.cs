using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace GroupConv.Kernel.Packages;

/// <summary>The .NET SDK of this machine, which restores packages.</summary>
/// <param name="program">Its <c>dotnet</c>.</param>
internal sealed class DotnetSdk(string program)
{
    // Set by a dotnet command that this process may be a child of; they would bind the restore to that command's SDK.
    private static readonly string[] Inherited =
    [
        "MSBUILD_EXE_PATH", "MSBuildSDKsPath", "MSBuildExtensionsPath", "MSBuildLoadMicrosoftTargetsReadOnly", "DOTNET_HOST_PATH", "RestoreSources",
        "DOTNET_STARTUP_HOOKS", "CORECLR_ENABLE_PROFILING",
    ];

    /// <summary>The places where <c>dotnet</c> may be, best first.</summary>
    public static IEnumerable<string> Candidates()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        if (Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host)
            yield return host;
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root)
            yield return Path.Combine(root, name);

        // dotnet/shared/Microsoft.NETCore.App/10.0.0/ is where this process's runtime is.
        yield return Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            yield return Path.Combine(folder, name);
    }

    /// <summary>The first of some programs that has an SDK for this runtime, or null.</summary>
    /// <param name="candidates">Paths of <c>dotnet</c>; they need not exist.</param>
    public static DotnetSdk? Find(IEnumerable<string> candidates)
    {
        foreach (var candidate in candidates.Where(File.Exists))
        {
            var program = File.ResolveLinkTarget(candidate, returnFinalTarget: true)?.FullName ?? candidate;
            var sdks = Path.Combine(Path.GetDirectoryName(program)!, "sdk");
            if (Directory.Exists(sdks) && Directory.EnumerateDirectories(sdks).Any(folder => Major(Path.GetFileName(folder)) >= Environment.Version.Major))
                return new DotnetSdk(program);
        }

        return null;
    }

    /// <summary>Runs <c>dotnet</c> to its end, and ends it with all its children when asked to stop.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">Its current folder.</param>
    /// <param name="cancellation">Asks it to stop.</param>
    /// <returns>The exit code and what it printed.</returns>
    public async Task<(int ExitCode, string Output)> RunAsync(IEnumerable<string> arguments, string folder, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in Inherited)
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
        int.TryParse(version.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : 0;
}

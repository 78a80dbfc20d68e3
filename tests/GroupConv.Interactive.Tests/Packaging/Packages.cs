using System.Diagnostics;
using System.IO.Compression;

namespace GroupConv.Interactive.Tests.Packaging;

/// <summary>Packs what was built, once for all tests, and unpacks it as a package manager does.</summary>
public sealed class Packages : IDisposable
{
    private static readonly string Root = FindRoot();

    // artifacts/bin/PROJECT/CONFIGURATION
    private static readonly string Configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    public Packages()
    {
        foreach (string project in new[] { "GroupConv.Core", "GroupConv.Learning", "GroupConv.Interactive" })
        {
            var (exit, output) = Run("pack", Path.Combine(Root, "src", project), "--no-build", "-c", Configuration, "-o", Folder);
            Assert.True(exit == 0, output);
        }

        ZipFile.ExtractToDirectory(Package("GroupConv.Interactive"), Unpacked);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("groupconv-packages-").FullName;

    public string Unpacked => Path.Combine(Folder, "groupconv.interactive", "0.1.0");

    public string Package(string id) => Path.Combine(Folder, $"{id}.0.1.0.nupkg");

    /// <summary>Where a project of this repository was built.</summary>
    public static string Output(string project, string file) => Path.Combine(Root, "artifacts", "bin", project, Configuration, file);

    /// <summary>Runs dotnet; its output, and its errors after that.</summary>
    public static (int Exit, string Output) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "GroupConv.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("The tests run from outside the repository.");
    }
}

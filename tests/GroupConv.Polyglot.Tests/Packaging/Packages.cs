using System.Diagnostics;
using System.IO.Compression;

namespace GroupConv.Polyglot.Tests.Packaging;

/// <summary>Packs what was built, once for all tests, and unpacks it as NuGet does.</summary>
internal sealed class Packages : IDisposable
{
    internal const string Core = "GroupConv.Core";
    internal const string Learning = "GroupConv.Learning";
    internal const string Interactive = "GroupConv.Interactive";

    // artifacts/bin/PROJECT/CONFIGURATION
    private static readonly string s_configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    private readonly string _folder = Directory.CreateTempSubdirectory("groupconv-packages-").FullName;

    public Packages()
    {
        foreach (string project in new[] { Core, Learning, Interactive })
        {
            // Tests of other projects may pack at the same time, so the nuspec goes to a folder of its own.
            string nuspec = Path.Combine(_folder, "nuspec");
            string source = Path.Combine(Root, "src", project);
            var (exit, output) = Run("pack", source, "--no-build", "-c", s_configuration, "-o", _folder, $"-p:NuspecOutputPath={nuspec}");
            Assert.True(exit == 0, output);
            ZipFile.ExtractToDirectory(Package(project), Unpacked(project));
        }
    }

    /// <summary>The checkout that the tests were built from.</summary>
    internal static string Root { get; } = FindRoot();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    internal string Package(string id) => Path.Combine(_folder, $"{id}.0.1.0.nupkg");

    internal string Unpacked(string id) => Path.Combine(_folder, "unpacked", id);

    /// <summary>Where a project of this repository was built.</summary>
    internal static string Built(string project, string file) => Path.Combine(Root, "artifacts", "bin", project, s_configuration, file);

    /// <summary>Runs dotnet; its output, and its errors after that.</summary>
    internal static (int Exit, string Output) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "GroupConv.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("The tests run from outside the repository.");
    }
}

using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace GroupConv.Kernel.Packages;

/// <summary>
/// A project that exists only to be restored. It stands alone in a temporary folder: no Directory.Build.*, Directory.Packages.props,
/// global.json or response file of the user reaches it. The nuget.config files that hold for the notebook's folder do.
/// </summary>
/// <param name="packages">Ids and versions, as NuGet writes them.</param>
/// <param name="sources">Sources beside those of nuget.config: addresses and folders.</param>
/// <param name="folder">The notebook's folder.</param>
internal sealed partial class RestoreProject(IEnumerable<(string Id, string Version)> packages, IEnumerable<string> sources, string folder)
{
    /// <summary>Its name, which NuGet's findings say.</summary>
    public const string Name = "packages";

    /// <summary>Where packages run here, as NuGet names it: linux-x64, linux-musl-arm64, osx-arm64, win-x64.</summary>
    public static string RuntimeIdentifier { get; } = Os() + "-" + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    /// <summary>Restores it.</summary>
    /// <param name="sdk">The SDK.</param>
    /// <param name="cancellation">Asks to stop.</param>
    /// <returns>The packages, dependencies first, and NuGet's findings; packages are incomplete where one of these is an error.</returns>
    public async Task<(IReadOnlyList<RestoredPackage> Packages, IReadOnlyList<RestoreFinding> Findings)> RestoreAsync(
        DotnetSdk sdk,
        CancellationToken cancellation)
    {
        var temporary = Directory.CreateTempSubdirectory("groupconv-packages-");
        try
        {
            var project = Path.Combine(temporary.FullName, Name + ".csproj");
            await File.WriteAllTextAsync(project, Text().ToString(), cancellation);
            await File.WriteAllTextAsync(Path.Combine(temporary.FullName, "global.json"), "{}", cancellation);
            var (exit, output) = await sdk.RunAsync(
                ["restore", "-noAutoResponse", "-nodeReuse:false", "-nologo", "-tl:off", "-v:minimal", project],
                temporary.FullName,
                cancellation);
            var assets = Path.Combine(temporary.FullName, "obj", "project.assets.json");
            var (restored, findings) = File.Exists(assets) ? AssetsFile.Read(assets) : ([], []);
            return exit == 0 || findings.Any(f => f.IsError) ? (restored, findings) : (restored, [.. findings, .. Errors(output)]);
        }
        finally
        {
            Delete(temporary);
        }
    }

    /// <summary>The project.</summary>
    internal XElement Text() => new(
        "Project",
        new XElement(
            "PropertyGroup",
            Property("ImportDirectoryBuildProps", "false"),
            Property("ImportDirectoryBuildTargets", "false"),
            Property("ImportDirectoryPackagesProps", "false"),
            Property("ImportUserLocationsByWildcardBeforeMicrosoftCommonProps", "false"),
            Property("ImportUserLocationsByWildcardAfterMicrosoftCommonTargets", "false")),
        new XElement("Import", new XAttribute("Project", "Sdk.props"), new XAttribute("Sdk", "Microsoft.NET.Sdk")),
        new XElement(
            "PropertyGroup",
            Property("TargetFramework", string.Create(CultureInfo.InvariantCulture, $"net{Environment.Version.Major}.{Environment.Version.Minor}")),
            Property("RuntimeIdentifier", RuntimeIdentifier),
            Property("SelfContained", "false"),
            Property("UseAppHost", "false"),
            Property("ManagePackageVersionsCentrally", "false"),
            Property("RestorePackagesWithLockFile", "false"),
            Property("NuGetAudit", "false"),
            Property("TreatWarningsAsErrors", "false"),
            Property("WarningsAsErrors", "NU1605"),
            Property("RestoreRootConfigDirectory", Escape(folder)),
            Property("RestoreAdditionalProjectSources", string.Join(';', sources.Select(Escape)))),
        new XElement(
            "ItemGroup",
            packages.Select(p => new XElement("PackageReference", new XAttribute("Include", p.Id), new XAttribute("Version", p.Version)))),
        new XElement("Import", new XAttribute("Project", "Sdk.targets"), new XAttribute("Sdk", "Microsoft.NET.Sdk")));

    private static XElement Property(string name, string value) => new(name, value);

    /// <summary>MSBuild reads some characters of a property as its own syntax.</summary>
    private static string Escape(string value)
    {
        var text = new StringBuilder();
        foreach (var c in value)
        {
            if ("%$@'();?*".Contains(c, StringComparison.Ordinal))
                text.Append(CultureInfo.InvariantCulture, $"%{(int)c:X2}");
            else
                text.Append(c);
        }

        return text.ToString();
    }

    /// <summary>What went wrong before NuGet could write its findings down.</summary>
    private static List<RestoreFinding> Errors(string output)
    {
        var errors = ErrorLine().Matches(output)
            .Select(m => new RestoreFinding(m.Groups["code"].Value, IsError: true, m.Groups["message"].Value.Trim(), Id: null))
            .DistinctBy(f => f.Message)
            .ToList();
        return errors.Count > 0 ? errors : [new RestoreFinding("", IsError: true, output.Trim(), Id: null)];
    }

    private static string Os() =>
        OperatingSystem.IsWindows() ? "win"
        : OperatingSystem.IsMacOS() ? "osx"
        : RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) || RuntimeInformation.RuntimeIdentifier.StartsWith("alpine", StringComparison.Ordinal) ? "linux-musl"
        : OperatingSystem.IsFreeBSD() ? "freebsd"
        : "linux";

    private static void Delete(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A restore that was stopped may still hold a file for a moment; the system empties its folder for temporary files.
        }
    }

    [GeneratedRegex(@"(?m)error (?<code>[A-Z]+\d+): (?<message>.*?)( \[[^\]]*\])?\r?$")]
    private static partial Regex ErrorLine();
}

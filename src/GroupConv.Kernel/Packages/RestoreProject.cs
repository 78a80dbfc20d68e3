using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace GroupConv.Kernel.Packages;

/// <summary>
/// A temporary project for a restore. It is isolated from the user's Directory.Build.*, Directory.Packages.props, global.json and response
/// files, but uses the nuget.config files that apply to the notebook's folder.
/// </summary>
/// <param name="packages">Ids and versions in NuGet's syntax.</param>
/// <param name="sources">Additional sources: addresses and folders.</param>
/// <param name="folder">The notebook's folder.</param>
internal sealed partial class RestoreProject(IEnumerable<(string Id, string Version)> packages, IEnumerable<string> sources, string folder)
{
    /// <summary>Its name, which appears in NuGet's messages.</summary>
    public const string Name = "packages";

    /// <summary>The runtime identifier: linux-x64, linux-musl-arm64, osx-arm64, win-x64.</summary>
    public static string RuntimeIdentifier { get; } = Os() + "-" + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    /// <summary>Restores it.</summary>
    /// <param name="sdk">The SDK.</param>
    /// <param name="cancellation">Cancels the restore.</param>
    /// <returns>The packages, dependencies first, and NuGet's messages; after an error the packages are incomplete.</returns>
    public async Task<(IReadOnlyList<RestoredPackage> Packages, IReadOnlyList<RestoreFinding> Findings)> RestoreAsync(
        DotnetSdk sdk,
        CancellationToken cancellation)
    {
        var temporary = Directory.CreateTempSubdirectory("groupconv-packages-");
        try
        {
            string project = Path.Combine(temporary.FullName, Name + ".csproj");
            await File.WriteAllTextAsync(project, Text().ToString(), cancellation);
            await File.WriteAllTextAsync(Path.Combine(temporary.FullName, "global.json"), "{}", cancellation);
            var (exit, output) = await sdk.RunAsync(
                ["restore", "-noAutoResponse", "-nodeReuse:false", "-nologo", "-tl:off", "-v:minimal", project],
                temporary.FullName,
                cancellation);
            string assets = Path.Combine(temporary.FullName, "obj", "project.assets.json");
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
            Property("TargetFramework", string.Create(
                CultureInfo.InvariantCulture, $"net{Environment.Version.Major}.{Environment.Version.Minor}")),
            Property("RuntimeIdentifier", RuntimeIdentifier),
            Property("SelfContained", "false"),
            Property("UseAppHost", "false"),
            Property("ManagePackageVersionsCentrally", "false"),
            Property("RestorePackagesWithLockFile", "false"),
            Property("NuGetAudit", "false"),
            Property("TreatWarningsAsErrors", "false"),

            // An older version than a package asks for is judged afterwards: see PackageGap.
            Property("WarningsAsErrors", ""),
            Property("NoWarn", "NU1605"),
            Property("RestoreRootConfigDirectory", Escape(folder)),
            Property("RestoreAdditionalProjectSources", string.Join(';', sources.Select(Escape)))),
        new XElement(
            "ItemGroup",
            packages.Select(p => new XElement("PackageReference", new XAttribute("Include", p.Id), new XAttribute("Version", p.Version)))),
        new XElement("Import", new XAttribute("Project", "Sdk.targets"), new XAttribute("Sdk", "Microsoft.NET.Sdk")));

    private static XElement Property(string name, string value) => new(name, value);

    /// <summary>Escapes the characters that MSBuild treats as syntax.</summary>
    private static string Escape(string value)
    {
        var text = new StringBuilder();
        foreach (char c in value)
        {
            if ("%$@'();?*".Contains(c, StringComparison.Ordinal))
                text.Append(CultureInfo.InvariantCulture, $"%{(int)c:X2}");
            else
                text.Append(c);
        }

        return text.ToString();
    }

    /// <summary>Errors from before NuGet wrote its messages to the assets file.</summary>
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
        : RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal)
            || RuntimeInformation.RuntimeIdentifier.StartsWith("alpine", StringComparison.Ordinal) ? "linux-musl"
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
            // A cancelled restore may still hold a file. The system cleans its folder of temporary files.
        }
    }

    [GeneratedRegex(@"(?m)error (?<code>[A-Z]+\d+): (?<message>.*?)( \[[^\]]*\])?\r?$")]
    private static partial Regex ErrorLine();
}

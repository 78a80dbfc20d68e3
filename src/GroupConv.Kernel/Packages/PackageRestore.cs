using System.Globalization;
using System.Text.RegularExpressions;
using GroupConv.Kernel.Scripting;
using NuGet.Versioning;

namespace GroupConv.Kernel.Packages;

/// <summary>The result of a restore.</summary>
/// <param name="Packages">The packages, dependencies first; incomplete after an error.</param>
/// <param name="Findings">NuGet's errors and warnings, and those of this class.</param>
/// <param name="Notes">Lines for the user.</param>
internal sealed record RestoreResult(
    IReadOnlyList<RestoredPackage> Packages, IReadOnlyList<RestoreFinding> Findings, IReadOnlyList<string> Notes);

/// <summary>Restores the packages of a cell with those that are loaded, which keep their versions.</summary>
/// <param name="sdk">The SDK.</param>
/// <param name="loaded">The loaded packages.</param>
/// <param name="sources">Additional sources.</param>
/// <param name="folder">The notebook's folder.</param>
/// <param name="view">Shows that it goes on.</param>
/// <param name="cancellation">Cancels it.</param>
internal sealed partial class PackageRestore(
    DotnetSdk sdk,
    IReadOnlyDictionary<string, RestoredPackage> loaded,
    IReadOnlyList<string> sources,
    string folder,
    InstallView view,
    CancellationToken cancellation)
{
    /// <summary>The code of a package that has libraries, but none for this framework.</summary>
    public const string NothingForFramework = "GC1202";

    private const string Newest = "*";
    private const string NewestPreview = "*-*";
    private const int MostSteps = 4;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Restores. Without a version the newest that has something for this framework is taken: a package may have only previews so far, or
    /// its newest version may need a newer .NET.
    /// </summary>
    /// <param name="missing">The references that are not loaded.</param>
    public RestoreResult Run(IReadOnlyList<PackageRequest> missing)
    {
        var asked = missing.ToDictionary(r => r.Id, r => r.Version ?? Newest, StringComparer.OrdinalIgnoreCase);
        var result = Restore(missing, asked);
        var previews = missing.Where(r => r.Version is null && result.Findings.Any(f => f.Code == "NU1103" && Is(f.Id, r))).ToList();
        if (previews.Count > 0)
        {
            foreach (var request in previews)
                asked[request.Id] = NewestPreview;
            result = Restore(missing, asked);
        }

        var notes = new List<string>();
        foreach (var request in missing)
        {
            if (Unfit(result, request) is not { } version)
                continue;

            var (fitting, found) = FindFitting(missing, asked, request, version);
            if (request.Version is null && fitting is not null)
            {
                result = found;
                notes.Add($"{request.Id} {version} has nothing for .NET {Environment.Version.Major}; {fitting} is the newest that has.");
            }
            else
            {
                var error = result.Findings.FirstOrDefault(f => f.Code == "NU1202" && Is(f.Id, request));
                string frameworks = string.Join(", ", result.Packages.FirstOrDefault(p => Is(p.Id, request))?.OtherFrameworks ?? []);
                string message = (error?.Message ?? $"{request.Id} {version} has libraries for {frameworks}.") + (fitting is null
                    ? $" Ask for a version that supports .NET {Environment.Version.Major}."
                    : $" For .NET {Environment.Version.Major} write #r \"nuget: {request.Id}, {fitting}\".");
                result = result with
                {
                    Findings =
                    [
                        .. result.Findings.Where(f => f != error), new RestoreFinding(NothingForFramework, true, message, request.Id),
                    ],
                };
            }
        }

        return result with { Notes = notes };
    }

    /// <summary>Looks for the newest version before one that does not fit, a major version at a time.</summary>
    /// <returns>Null if there is none, and the restore with it.</returns>
    private (NuGetVersion? Fitting, RestoreResult Result) FindFitting(
        IReadOnlyList<PackageRequest> missing, Dictionary<string, string> asked, PackageRequest request, NuGetVersion version)
    {
        string before = asked[request.Id];
        string newest = version.IsPrerelease ? NewestPreview : Newest;
        for (int step = 0; step < MostSteps; step++)
        {
            string below = version.Major > 0 && (version.Minor > 0 || version.Patch > 0 || version.IsPrerelease || step == 0)
                ? string.Create(CultureInfo.InvariantCulture, $"{version.Major}.0.0") : version.ToNormalizedString();
            asked[request.Id] = $"[{newest}, {below})";
            var result = Restore(missing, asked);
            if (Unfit(result, request) is { } older && older < version)
            {
                version = older;
                continue;
            }

            if (!result.Findings.Any(f => f.IsError) && result.Packages.FirstOrDefault(p => Is(p.Id, request)) is { } fitting
                && fitting.Version < version)
                return (fitting.Version, result);
            break;
        }

        asked[request.Id] = before;
        return (null, new RestoreResult([], [], []));
    }

    /// <summary>The version of a restored package that has nothing for this framework; null where it has, or was not restored.</summary>
    private static NuGetVersion? Unfit(RestoreResult result, PackageRequest request)
    {
        foreach (var finding in result.Findings.Where(f => f.Code == "NU1202" && Is(f.Id, request)))
        {
            if (NotCompatible().Match(finding.Message) is { Success: true } found
                && NuGetVersion.TryParse(found.Groups["version"].Value, out var version))
                return version;
        }

        return result.Packages.FirstOrDefault(p => Is(p.Id, request) && p.IsForOthers)?.Version;
    }

    private RestoreResult Restore(IReadOnlyList<PackageRequest> missing, Dictionary<string, string> asked)
    {
        var names = missing.Select(r => r.Version is null ? r.Id : $"{r.Id}, {r.Version}").ToList();
        var packages = loaded.Values.Select(p => (p.Id, $"[{p.Version}]"))
            .Concat(asked.Select(a => (a.Key, a.Value)))
            .DistinctBy(p => p.Item1.ToUpperInvariant());
        var restore = new RestoreProject(packages, sources, folder).RestoreAsync(sdk, cancellation);
        for (int ticks = 0; !restore.IsCompleted; ticks++)
        {
            view.Installing(sources, names, ticks);
            Task.WaitAny([restore], Tick);
        }

        var (restored, findings) = restore.GetAwaiter().GetResult();
        return new RestoreResult(restored, findings, []);
    }

    private static bool Is(string? id, PackageRequest request) => request.Id.Equals(id, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"Package \S+ (?<version>\S+) is not compatible")]
    private static partial Regex NotCompatible();
}

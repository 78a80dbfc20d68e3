using NuGet.Versioning;

namespace GroupConv.Kernel.Packages;

/// <summary>A package that needs another version of a package than the session has, or than the cell asks for.</summary>
/// <param name="Package">The package.</param>
/// <param name="Need">What it needs.</param>
/// <param name="Has">The version that there is.</param>
internal sealed record PackageGap(RestoredPackage Package, PackageNeed Need, NuGetVersion Has)
{
    /// <summary>Whether libraries of the version may be expected to work: the same major version, by semantic versioning.</summary>
    public bool IsCompatible => Need.Range.MinVersion is not { } min || min <= Has || min.Major == Has.Major;

    /// <summary>The gaps of packages that are added to a session.</summary>
    /// <param name="added">The packages.</param>
    /// <param name="all">All packages of the restore.</param>
    public static IReadOnlyList<PackageGap> Find(IReadOnlyList<RestoredPackage> added, IReadOnlyList<RestoredPackage> all)
    {
        var versions = all.ToDictionary(p => p.Id, p => p.Version, StringComparer.OrdinalIgnoreCase);
        return [.. added.SelectMany(p => p.Dependencies.Select(need => (Package: p, Need: need)))
            .Where(n => versions.TryGetValue(n.Need.Id, out var has) && !n.Need.Range.Satisfies(has))
            .Select(n => new PackageGap(n.Package, n.Need, versions[n.Need.Id]))];
    }

    /// <summary>Lines about compatible gaps: one for the packages of the same versions.</summary>
    /// <param name="gaps">The gaps.</param>
    public static IEnumerable<string> Notes(IReadOnlyList<PackageGap> gaps) => gaps
        .GroupBy(gap => (gap.Has, Wanted(gap.Need.Range)))
        .Select(same =>
        {
            var ids = same.Select(gap => gap.Need.Id).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase);
            var first = same.First().Package;
            return $"{string.Join(", ", ids)}: version {same.Key.Has} is used, although {first.Id} {first.Version} asks for "
                + $"{same.Key.Item2}. What only that version has will fail; to have it, restart the kernel and name the packages in one cell.";
        });

    /// <summary>The error of a gap that is not compatible.</summary>
    /// <param name="line">The line of the cell.</param>
    /// <param name="requested">The package that the cell asks for.</param>
    /// <param name="isLoaded">Whether the session has the package already, rather than the cell asking for it.</param>
    public string Error(int line, string requested, bool isLoaded) =>
        $"Line {line}: {requested} does not fit what is already {(isLoaded ? "loaded" : "asked for")}. {Package.Id} {Package.Version} "
        + $"needs {Need.Id} {Wanted(Need.Range)}, and this session has {Need.Id} {Has}.\n"
        + (isLoaded ? "Restart the kernel and name the packages in one cell, so that NuGet finds versions that fit together."
            : $"Ask for {Need.Id} without a version, or for one that fits.");

    private static string Wanted(VersionRange range) =>
        range is { HasLowerBound: true, HasUpperBound: false, IsMinInclusive: true } ? $"{range.MinVersion} or later"
        : range.MinVersion == range.MaxVersion && range.MinVersion is not null ? range.MinVersion.ToNormalizedString()
        : range.ToNormalizedString();
}

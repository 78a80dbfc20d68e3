using System.Text.RegularExpressions;
using NuGet.Versioning;

namespace GroupConv.Kernel.Packages;

/// <summary>A package reference <c>#r "nuget: Id, Version"</c>.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">The version as written: 1.2.3, 1.*, [1.0, 2.0); null for the newest.</param>
/// <param name="Line">The line of the cell, from 1.</param>
internal sealed partial record PackageRequest(string Id, string? Version, int Line)
{
    private const string Prefix = "nuget:";

    /// <summary>The version range.</summary>
    public VersionRange Range { get; } = Version is null ? VersionRange.Parse("*") : VersionRange.Parse(Version);

    /// <summary>Whether a target is a package or a package source.</summary>
    /// <param name="target">What stands between the quotes.</param>
    public static bool IsPackage(string target) => target.TrimStart().StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>The text after <c>nuget:</c>.</summary>
    /// <param name="target">What stands between the quotes.</param>
    public static string Rest(string target) => target.Trim()[Prefix.Length..].Trim();

    /// <summary>Parses a reference; null if it is malformed.</summary>
    /// <param name="target">What stands between the quotes.</param>
    /// <param name="line">The line of the cell.</param>
    public static PackageRequest? Parse(string target, int line)
    {
        string[] parts = Rest(target).Split([',', '/'], 2, StringSplitOptions.TrimEntries);
        string? version = parts.Length == 2 && parts[1].Length > 0 ? parts[1] : null;
        return ValidId().IsMatch(parts[0]) && (version is null || VersionRange.TryParse(version, out _))
            ? new(parts[0], version, line) : null;
    }

    /// <summary>
    /// Whether a loaded version satisfies the reference. A plain version must match exactly, although NuGet treats it as a minimum: a
    /// notebook that asks for 12.0.3 must not silently get 13.0.1.
    /// </summary>
    /// <param name="loaded">The loaded version.</param>
    public bool Accepts(NuGetVersion loaded) =>
        Version is null
        || (NuGetVersion.TryParse(Version, out var exact)
            ? exact == loaded : Range.IsFloating ? Range.Float!.Satisfies(loaded) : Range.Satisfies(loaded));

    /// <summary>Whether the reference names a version that differs from the loaded one in its patch alone.</summary>
    /// <param name="loaded">The loaded version.</param>
    public bool IsPatchOf(NuGetVersion loaded) =>
        NuGetVersion.TryParse(Version, out var exact) && exact.Major == loaded.Major && exact.Minor == loaded.Minor
        && !exact.IsPrerelease && !loaded.IsPrerelease;

    [GeneratedRegex(@"\A[A-Za-z0-9_]+([.\-][A-Za-z0-9_]+)*\z")]
    private static partial Regex ValidId();
}

using System.Text.RegularExpressions;
using NuGet.Versioning;

namespace GroupConv.Kernel.Packages;

/// <summary>A package that a cell asks for with <c>#r "nuget: Id, Version"</c>.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">The version as written: 1.2.3, 1.*, [1.0, 2.0); null for the newest.</param>
/// <param name="Line">The line of the cell, from 1.</param>
internal sealed partial record PackageRequest(string Id, string? Version, int Line)
{
    private const string Prefix = "nuget:";

    /// <summary>The versions that satisfy it.</summary>
    public VersionRange Range { get; } = Version is null ? VersionRange.Parse("*") : VersionRange.Parse(Version);

    /// <summary>Whether a target names a package or a source of packages.</summary>
    /// <param name="target">What stands between the quotes.</param>
    public static bool IsPackage(string target) => target.TrimStart().StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>What stands after <c>nuget:</c>.</summary>
    /// <param name="target">What stands between the quotes.</param>
    public static string Rest(string target) => target.Trim()[Prefix.Length..].Trim();

    /// <summary>Reads a request; null where it is none that NuGet knows.</summary>
    /// <param name="target">What stands between the quotes.</param>
    /// <param name="line">The line of the cell.</param>
    public static PackageRequest? Parse(string target, int line)
    {
        var parts = Rest(target).Split([',', '/'], 2, StringSplitOptions.TrimEntries);
        var version = parts.Length == 2 && parts[1].Length > 0 ? parts[1] : null;
        return ValidId().IsMatch(parts[0]) && (version is null || VersionRange.TryParse(version, out _)) ? new(parts[0], version, line) : null;
    }

    /// <summary>
    /// Whether a loaded version is what the line asks for. A plain version means that one here, although NuGet takes it for the lowest: who
    /// writes 12.0.3 must not silently get 13.0.1.
    /// </summary>
    /// <param name="loaded">The loaded version.</param>
    public bool Accepts(NuGetVersion loaded) =>
        Version is null
        || (NuGetVersion.TryParse(Version, out var exact) ? exact == loaded : Range.IsFloating ? Range.Float!.Satisfies(loaded) : Range.Satisfies(loaded));

    [GeneratedRegex(@"\A[A-Za-z0-9_]+([.\-][A-Za-z0-9_]+)*\z")]
    private static partial Regex ValidId();
}

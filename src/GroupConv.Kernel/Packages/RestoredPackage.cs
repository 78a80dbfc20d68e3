using NuGet.Versioning;

namespace GroupConv.Kernel.Packages;

/// <summary>A restored package.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">Its version.</param>
/// <param name="Folder">Its folder.</param>
/// <param name="Compile">Compile-time assemblies.</param>
/// <param name="Runtime">Run-time assemblies for this platform.</param>
/// <param name="Native">Native libraries for this platform.</param>
/// <param name="Dependencies">Its dependencies.</param>
/// <param name="Frameworks">The shared frameworks that it needs, such as Microsoft.AspNetCore.App.</param>
/// <param name="IsPartial">Whether the package that needs it may have left files of it out, as <c>exclude="Compile"</c> does.</param>
internal sealed record RestoredPackage(
    string Id,
    NuGetVersion Version,
    string Folder,
    IReadOnlyList<string> Compile,
    IReadOnlyList<string> Runtime,
    IReadOnlyList<string> Native,
    IReadOnlyList<PackageNeed> Dependencies,
    IReadOnlyList<string> Frameworks,
    bool IsPartial)
{
    /// <summary>The path of its extension.dib, or null.</summary>
    public string? Extension => Path.Combine(Folder, "interactive-extensions", "dotnet", "extension.dib") is var script && File.Exists(
        script) ? script : null;

    /// <summary>Whether it has libraries, and nothing of it is for this framework.</summary>
    public bool IsForOthers => Compile.Count + Runtime.Count + Native.Count + Dependencies.Count + Frameworks.Count == 0 && !IsPartial
        && OtherFrameworks.Any();

    /// <summary>The frameworks that it has libraries for, such as net11.0.</summary>
    public IEnumerable<string> OtherFrameworks => new[] { "lib", "ref" }
        .Select(kind => Path.Combine(Folder, kind))
        .Where(Directory.Exists)
        .SelectMany(Directory.EnumerateDirectories)
        .Where(framework => Directory.EnumerateFiles(framework, "*.dll").Any())
        .Select(framework => Path.GetFileName(framework))
        .Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal);
}

/// <summary>A dependency of a package.</summary>
/// <param name="Id">The id of the other package.</param>
/// <param name="Range">The versions that it may have.</param>
internal sealed record PackageNeed(string Id, VersionRange Range);

/// <summary>An error or warning of NuGet.</summary>
/// <param name="Code">Its code, such as NU1101.</param>
/// <param name="IsError">Whether it is an error.</param>
/// <param name="Message">NuGet's message.</param>
/// <param name="Id">The package concerned, or null.</param>
internal sealed record RestoreFinding(string Code, bool IsError, string Message, string? Id);

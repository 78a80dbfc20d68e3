using NuGet.Versioning;

namespace GroupConv.Kernel.Packages;

/// <summary>A restored package.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">Its version.</param>
/// <param name="Folder">Its folder.</param>
/// <param name="Compile">Compile-time assemblies.</param>
/// <param name="Runtime">Run-time assemblies for this platform.</param>
/// <param name="Native">Native libraries for this platform.</param>
/// <param name="Dependencies">The ids of its dependencies.</param>
/// <param name="Frameworks">The shared frameworks that it needs, such as Microsoft.AspNetCore.App.</param>
internal sealed record RestoredPackage(
    string Id,
    NuGetVersion Version,
    string Folder,
    IReadOnlyList<string> Compile,
    IReadOnlyList<string> Runtime,
    IReadOnlyList<string> Native,
    IReadOnlyList<string> Dependencies,
    IReadOnlyList<string> Frameworks)
{
    /// <summary>The path of its extension.dib, or null.</summary>
    public string? Extension => Path.Combine(Folder, "interactive-extensions", "dotnet", "extension.dib") is var script && File.Exists(
        script) ? script : null;
}

/// <summary>An error or warning of NuGet.</summary>
/// <param name="Code">Its code, such as NU1101.</param>
/// <param name="IsError">Whether it is an error.</param>
/// <param name="Message">NuGet's message.</param>
/// <param name="Id">The package concerned, or null.</param>
internal sealed record RestoreFinding(string Code, bool IsError, string Message, string? Id);

using NuGet.Versioning;

namespace GroupConv.Kernel.Packages;

/// <summary>A package as a restore chose and unpacked it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">The chosen version.</param>
/// <param name="Folder">Where it is unpacked.</param>
/// <param name="Compile">Assemblies that code is compiled against.</param>
/// <param name="Runtime">Assemblies that run, for this operating system and processor.</param>
/// <param name="Native">Native libraries for this operating system and processor.</param>
/// <param name="Dependencies">Ids of the packages that it needs.</param>
/// <param name="Frameworks">Shared frameworks that it needs, such as Microsoft.AspNetCore.App.</param>
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
    /// <summary>The script that .NET Interactive runs when it loads the package, or null.</summary>
    public string? Extension => Path.Combine(Folder, "interactive-extensions", "dotnet", "extension.dib") is var script && File.Exists(script) ? script : null;
}

/// <summary>Something that NuGet found wrong.</summary>
/// <param name="Code">Its code, such as NU1101.</param>
/// <param name="IsError">Whether the restore failed for it.</param>
/// <param name="Message">NuGet's words.</param>
/// <param name="Id">The package that it is about, or null.</param>
internal sealed record RestoreFinding(string Code, bool IsError, string Message, string? Id);

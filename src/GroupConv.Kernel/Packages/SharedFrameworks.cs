using System.Runtime.InteropServices;

namespace GroupConv.Kernel.Packages;

/// <summary>Finds shared frameworks that packages need, such as ASP.NET Core.</summary>
internal static class SharedFrameworks
{
    /// <summary>Looks for frameworks beside the runtime of this process.</summary>
    /// <param name="names">Their names.</param>
    /// <returns>Their assemblies, and a line for each missing framework.</returns>
    public static (IReadOnlyList<string> Assemblies, IReadOnlyList<string> Missing) Find(IEnumerable<string> names)
    {
        var runtime = new DirectoryInfo(RuntimeEnvironment.GetRuntimeDirectory().TrimEnd(Path.DirectorySeparatorChar));
        var (assemblies, missing) = (new List<string>(), new List<string>());
        foreach (string? name in names.Distinct(StringComparer.Ordinal).Where(n => n != runtime.Parent?.Name))
        {
            if (Newest(Path.Combine(runtime.Parent?.Parent?.FullName ?? "", name)) is { } folder)
                assemblies.AddRange(Directory.EnumerateFiles(folder, "*.dll").Where(file => AssemblyFile.NameOf(file) is not null));
            else
                missing.Add($"A package needs the shared framework {name} for .NET {Environment.Version.Major}, which is not installed "
                    + "here: what uses it will fail.");
        }

        return (assemblies, missing);
    }

    private static string? Newest(string folder) =>
        !Directory.Exists(folder)
            ? null
            : Directory.EnumerateDirectories(folder)
                .Select(path => (Path: path, Version: Version.TryParse(Path.GetFileName(path), out var version) ? version : null))
                .Where(one => one.Version?.Major == Environment.Version.Major)
                .MaxBy(one => one.Version).Path;
}

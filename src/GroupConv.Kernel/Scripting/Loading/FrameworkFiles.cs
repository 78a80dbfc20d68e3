using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.InteropServices;

namespace GroupConv.Kernel.Scripting.Loading;

/// <summary>The assemblies of the running framework.</summary>
internal static class FrameworkFiles
{
    private static readonly Dictionary<string, string> Files = Directory.EnumerateFiles(RuntimeEnvironment.GetRuntimeDirectory(), "*.dll")
        .Where(IsFramework)
        .ToDictionary(path => Path.GetFileNameWithoutExtension(path), StringComparer.OrdinalIgnoreCase);

    private static readonly ConcurrentDictionary<string, Version> Versions = new(StringComparer.Ordinal);

    /// <summary>The paths of the files.</summary>
    public static IReadOnlyCollection<string> Paths => Files.Values;

    /// <summary>Whether an assembly belongs to the framework.</summary>
    /// <param name="name">Its simple name.</param>
    public static bool Has(string name) => Files.ContainsKey(name);

    /// <summary>The version of an assembly; null if the framework has none of that name.</summary>
    /// <param name="name">Its simple name.</param>
    public static Version? VersionOf(string name) =>
        Files.TryGetValue(name, out string? path)
            ? Versions.GetOrAdd(path, static p => AssemblyName.GetAssemblyName(p).Version ?? new Version()) : null;

    private static bool IsFramework(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        if (!(name.StartsWith("System", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal)
            || name is "mscorlib" or "netstandard" or "WindowsBase"))
        {
            return false;
        }

        // On Windows the folder also holds native libraries.
        if (!OperatingSystem.IsWindows())
            return true;

        try
        {
            AssemblyName.GetAssemblyName(path);
            return true;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }
}

using System.Reflection;
using System.Runtime.InteropServices;

namespace GroupConv.Kernel.Scripting.Loading;

/// <summary>The assemblies of the framework that runs.</summary>
internal static class FrameworkFiles
{
    private static readonly Dictionary<string, string> Files = Directory.EnumerateFiles(RuntimeEnvironment.GetRuntimeDirectory(), "*.dll")
        .Where(IsFramework)
        .ToDictionary(path => Path.GetFileNameWithoutExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Their files.</summary>
    public static IReadOnlyCollection<string> Paths => Files.Values;

    /// <summary>Whether an assembly is one of them.</summary>
    /// <param name="name">Its simple name.</param>
    public static bool Has(string name) => Files.ContainsKey(name);

    private static bool IsFramework(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        if (!(name.StartsWith("System", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal)
            || name is "mscorlib" or "netstandard" or "WindowsBase"))
        {
            return false;
        }

        // Native libraries stand among them on Windows.
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

using System.Numerics.Tensors;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using GroupConv.Core.Specs;

namespace GroupConv.Interactive.Hosting;

/// <summary>
/// The load context of the engine and its third-party libraries. Hosts carry some of these libraries in other versions; here each
/// has its own, and only the assemblies below are the same for both.
/// </summary>
internal sealed class PrivateContext : AssemblyLoadContext
{
    private const string FolderName = "private";

    // Shared as they are loaded here, whichever context the host loaded them into.
    private static readonly Dictionary<string, Assembly> s_shared =
        new[] { typeof(PrivateContext), typeof(ConvSpec), typeof(Learning.Module), typeof(Tensor<float>) }
            .Select(type => type.Assembly)
            .ToDictionary(assembly => assembly.GetName().Name!, StringComparer.OrdinalIgnoreCase);

    private readonly string _folder;

    public PrivateContext(string folder)
        : base("GroupConv") => _folder = folder;

    /// <summary>The folder beside this assembly, or where a package keeps it: two levels above <c>lib/net10.0</c>.</summary>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    public static string FindFolder()
    {
        string home = Path.GetDirectoryName(typeof(PrivateContext).Assembly.Location) is { Length: > 0 } location
            ? location
            : AppContext.BaseDirectory;
        string[] candidates = [Path.Combine(home, FolderName), Path.GetFullPath(Path.Combine(home, "..", "..", FolderName))];
        return candidates.FirstOrDefault(candidate => File.Exists(Path.Combine(candidate, EngineLoader.AssemblyName + ".dll")))
            ?? throw new DirectoryNotFoundException(
                $"GroupConv's engine is missing: no {EngineLoader.AssemblyName}.dll in {string.Join(" or ", candidates)}. "
                + "Keep the folder 'private' of the package GroupConv.Interactive where it was unpacked, or install the package again.");
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name is not { } name)
            return null;
        if (s_shared.TryGetValue(name, out var shared))
            return shared;
        string path = Path.Combine(_folder, name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    /// <summary>
    /// Loads a native library from <c>runtimes/SYSTEM/native</c>, where NuGet puts it. The host may have another version of it.
    /// </summary>
    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx"
            : RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) ? "linux-musl" : "linux";
        string machine = $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        string suffix = OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so";
        foreach (string runtime in (ReadOnlySpan<string>)[machine, system])
        {
            string path = Path.Combine(_folder, "runtimes", runtime, "native", unmanagedDllName + suffix);
            if (File.Exists(path))
                return LoadUnmanagedDllFromPath(path);
        }

        return base.LoadUnmanagedDll(unmanagedDllName);
    }
}

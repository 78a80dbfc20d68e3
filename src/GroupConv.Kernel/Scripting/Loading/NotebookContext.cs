using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;

namespace GroupConv.Kernel.Scripting.Loading;

/// <summary>
/// The load context of the assemblies that a notebook references. A notebook may need other versions of the kernel's own libraries, so its
/// own come first here; only assemblies whose types cross the border are shared.
/// </summary>
/// <param name="shared">The assemblies that notebook and kernel share.</param>
internal sealed class NotebookContext(IEnumerable<Assembly> shared) : AssemblyLoadContext("Notebook")
{
    private readonly Dictionary<string, Assembly> _shared = shared.ToDictionary(a => a.GetName().Name!, StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, string> _files = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, bool> _folders = new(StringComparer.Ordinal);

    /// <summary>Whether an assembly is shared with the kernel.</summary>
    /// <param name="name">Its simple name.</param>
    public bool IsShared(string name) => _shared.ContainsKey(name);

    /// <summary>Registers an assembly file. The first file of a name wins.</summary>
    /// <param name="path">The absolute path.</param>
    public void AddFile(string path) => _files.TryAdd(Path.GetFileNameWithoutExtension(path), path);

    /// <summary>Registers a folder of dependencies and native libraries.</summary>
    /// <param name="folder">The absolute path.</param>
    public void AddFolder(string folder) => _folders.TryAdd(folder, true);

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name is not { } name)
            return null;
        if (_shared.TryGetValue(name, out var shared))
            return shared;
        _files.TryGetValue(name, out string? file);

        // A library may need a newer version than the framework's, which its package brings.
        if (FrameworkFiles.VersionOf(name) is { } has && (file is null || assemblyName.Version is null || assemblyName.Version <= has))
            return null;
        if (file is not null)
            return LoadFromAssemblyPath(file);

        string? beside = _folders.Keys.Order(StringComparer.Ordinal).Select(f => Path.Combine(f, name + ".dll"))
            .FirstOrDefault(File.Exists);
        return beside is null ? null : LoadFromAssemblyPath(beside);
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName) => LoadNative(unmanagedDllName);

    /// <summary>Loads a native library from the registered folders; 0 if none has it.</summary>
    /// <param name="unmanagedDllName">The name in the import.</param>
    public nint LoadNative(string unmanagedDllName)
    {
        string[] names = OperatingSystem.IsWindows() ? [unmanagedDllName, unmanagedDllName + ".dll"]
            : OperatingSystem.IsMacOS() ? [unmanagedDllName, $"lib{unmanagedDllName}.dylib", unmanagedDllName + ".dylib", "lib"
                + unmanagedDllName]
            : [unmanagedDllName, $"lib{unmanagedDllName}.so", unmanagedDllName + ".so", "lib" + unmanagedDllName];
        string? file = _folders.Keys.Order(StringComparer.Ordinal).SelectMany(f => names.Select(n => Path.Combine(f, n)))
            .FirstOrDefault(File.Exists);
        return file is null ? 0 : LoadUnmanagedDllFromPath(file);
    }
}

using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;

namespace GroupConv.Kernel.Scripting.Loading;

/// <summary>
/// The load context of what a notebook refers to. The kernel has libraries of its own, and a notebook may want others of the same names: here
/// the notebook's come first, and only what values pass through is the same for both.
/// </summary>
/// <param name="shared">Assemblies that notebook and kernel share.</param>
internal sealed class NotebookContext(IEnumerable<Assembly> shared) : AssemblyLoadContext("Notebook")
{
    private readonly Dictionary<string, Assembly> _shared = shared.ToDictionary(a => a.GetName().Name!, StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, string> _files = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, bool> _folders = new(StringComparer.Ordinal);

    /// <summary>Whether the kernel's own copy is used, whatever the notebook names.</summary>
    /// <param name="name">An assembly's simple name.</param>
    public bool IsShared(string name) => _shared.ContainsKey(name);

    /// <summary>Gives the file that an assembly is loaded from. The first file of a name stays.</summary>
    /// <param name="path">The file, absolute.</param>
    public void AddFile(string path) => _files.TryAdd(Path.GetFileNameWithoutExtension(path), path);

    /// <summary>Gives a folder where libraries may be that others need, native ones too.</summary>
    /// <param name="folder">The folder, absolute.</param>
    public void AddFolder(string folder) => _folders.TryAdd(folder, true);

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name is not { } name)
            return null;
        if (_shared.TryGetValue(name, out var shared))
            return shared;
        if (FrameworkFiles.Has(name))
            return null;
        if (_files.TryGetValue(name, out var file))
            return LoadFromAssemblyPath(file);

        var beside = _folders.Keys.Order(StringComparer.Ordinal).Select(f => Path.Combine(f, name + ".dll")).FirstOrDefault(File.Exists);
        return beside is null ? null : LoadFromAssemblyPath(beside);
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName) => LoadNative(unmanagedDllName);

    /// <summary>Loads a native library from the folders; 0 where it is in none of them.</summary>
    /// <param name="unmanagedDllName">Its name, as code gives it.</param>
    public nint LoadNative(string unmanagedDllName)
    {
        string[] names = OperatingSystem.IsWindows() ? [unmanagedDllName, unmanagedDllName + ".dll"]
            : OperatingSystem.IsMacOS() ? [unmanagedDllName, $"lib{unmanagedDllName}.dylib", unmanagedDllName + ".dylib", "lib" + unmanagedDllName]
            : [unmanagedDllName, $"lib{unmanagedDllName}.so", unmanagedDllName + ".so", "lib" + unmanagedDllName];
        var file = _folders.Keys.Order(StringComparer.Ordinal).SelectMany(f => names.Select(n => Path.Combine(f, n))).FirstOrDefault(File.Exists);
        return file is null ? 0 : LoadUnmanagedDllFromPath(file);
    }
}

using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace GroupConv.Kernel.Scripting.Loading;

/// <summary>An assembly that the notebook asked for, and does not get because it has another of that name.</summary>
/// <param name="Name">Its simple name.</param>
/// <param name="Has">The version that the notebook has.</param>
/// <param name="Asked">The version that it asked for.</param>
/// <param name="Path">The file that it asked for.</param>
internal sealed record ReferenceConflict(string Name, Version Has, Version Asked, string Path);

/// <summary>What cells may refer to: the framework, what they share with the kernel, and what the notebook adds. Safe from many threads.</summary>
internal sealed class NotebookReferences
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (Version Version, string Path)> _added = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Version> _shared;
    private ImmutableArray<MetadataReference> _all;

    /// <summary>Starts with the framework and what is shared.</summary>
    /// <param name="shared">Assemblies that notebook and kernel share, so that values pass by reference.</param>
    public NotebookReferences(IReadOnlyCollection<Assembly> shared)
    {
        Context = new NotebookContext(shared);
        _shared = shared.ToDictionary(a => a.GetName().Name!, a => a.GetName().Version!, StringComparer.OrdinalIgnoreCase);
        _all = [.. FrameworkFiles.Paths.Concat(shared.Select(a => a.Location)).Select(path => MetadataReference.CreateFromFile(path))];
    }

    /// <summary>Where the notebook's libraries are loaded.</summary>
    public NotebookContext Context { get; }

    /// <summary>All references of a cell compiled now, in the order of their coming: earlier ones never change.</summary>
    public ImmutableArray<MetadataReference> All
    {
        get
        {
            lock (_lock)
                return _all;
        }
    }

    /// <summary>Files that the notebook added.</summary>
    public IReadOnlyList<string> Added
    {
        get
        {
            lock (_lock)
                return [.. _added.Values.Select(a => a.Path)];
        }
    }

    /// <summary>The version of an assembly that the notebook has, its own or a shared one; null where it has none.</summary>
    /// <param name="name">The simple name.</param>
    public Version? VersionOf(string name)
    {
        lock (_lock)
            return _added.TryGetValue(name, out var own) ? own.Version : _shared.GetValueOrDefault(name);
    }

    /// <summary>
    /// Adds assemblies for the next cells. What lies beside them is found when they need it. The first version of a name stays: what the framework
    /// has is the framework's, what is shared is the kernel's.
    /// </summary>
    /// <param name="compile">What to compile against: absolute paths.</param>
    /// <param name="run">What to load, where that differs: absolute paths of further assemblies and of implementations.</param>
    /// <param name="folders">Folders with native libraries: absolute paths.</param>
    /// <returns>Those that the notebook has in an older version.</returns>
    /// <exception cref="BadImageFormatException">A file is no assembly.</exception>
    public IReadOnlyList<ReferenceConflict> Add(IEnumerable<string> compile, IEnumerable<string>? run = null, IEnumerable<string>? folders = null)
    {
        foreach (var folder in folders ?? [])
            Context.AddFolder(folder);
        foreach (var path in run ?? [])
            Context.AddFile(path);

        var conflicts = new List<ReferenceConflict>();
        lock (_lock)
        {
            foreach (var path in compile)
                Add(path, run is null, conflicts);
        }

        return conflicts;
    }

    private void Add(string path, bool loaded, List<ReferenceConflict> conflicts)
    {
        var identity = AssemblyName.GetAssemblyName(path);
        var (name, version) = (identity.Name!, identity.Version ?? new Version());
        if (FrameworkFiles.Has(name))
            return;

        if (VersionOf(name) is { } has)
        {
            if (has < version)
                conflicts.Add(new ReferenceConflict(name, has, version, path));
            return;
        }

        _added[name] = (version, path);
        _all = _all.Add(MetadataReference.CreateFromFile(path));
        if (!loaded)
            return;

        Context.AddFile(path);
        Context.AddFolder(Path.GetDirectoryName(path)!);
    }
}

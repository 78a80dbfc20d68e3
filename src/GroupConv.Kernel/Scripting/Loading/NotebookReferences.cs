using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace GroupConv.Kernel.Scripting.Loading;

/// <summary>A reference that was refused because the notebook has another version of the assembly.</summary>
/// <param name="Name">Its simple name.</param>
/// <param name="Has">The loaded version.</param>
/// <param name="Asked">The requested version.</param>
internal sealed record ReferenceConflict(string Name, Version Has, Version Asked);

/// <summary>The references of cells: the framework, the shared assemblies, and those that the notebook adds. Thread-safe.</summary>
internal sealed class NotebookReferences
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Version> _added = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Version> _shared;
    private ImmutableArray<MetadataReference> _all;

    /// <summary>Starts with the framework and the shared assemblies.</summary>
    /// <param name="shared">Assemblies that notebook and kernel share, so that values pass by reference.</param>
    public NotebookReferences(IReadOnlyCollection<Assembly> shared)
    {
        Context = new NotebookContext(shared);
        _shared = shared.ToDictionary(a => a.GetName().Name!, a => a.GetName().Version!, StringComparer.OrdinalIgnoreCase);
        _all = [.. FrameworkFiles.Paths.Select(path => MetadataReference.CreateFromFile(path)), .. shared.Select(ScriptReferences.Of)];
    }

    /// <summary>The load context of the notebook's assemblies.</summary>
    public NotebookContext Context { get; }

    /// <summary>All references, in the order in which they were added.</summary>
    public ImmutableArray<MetadataReference> All
    {
        get
        {
            lock (_lock)
                return _all;
        }
    }

    /// <summary>The version of an added or shared assembly; null if there is none.</summary>
    /// <param name="name">The simple name.</param>
    public Version? VersionOf(string name)
    {
        lock (_lock)
            return _added.TryGetValue(name, out var own) ? own : _shared.GetValueOrDefault(name);
    }

    /// <summary>
    /// Adds references for the next cells. Dependencies are found beside the files. The first version of a name wins; the framework's and
    /// the shared assemblies cannot be replaced.
    /// </summary>
    /// <param name="compile">Compile-time assemblies: absolute paths.</param>
    /// <param name="run">Run-time assemblies if they differ: absolute paths.</param>
    /// <param name="folders">Folders of native libraries: absolute paths.</param>
    /// <returns>The references that were refused because the notebook has an older version.</returns>
    /// <exception cref="BadImageFormatException">A file is not an assembly.</exception>
    public IReadOnlyList<ReferenceConflict> Add(
        IEnumerable<string> compile, IEnumerable<string>? run = null, IEnumerable<string>? folders = null)
    {
        foreach (string folder in folders ?? [])
            Context.AddFolder(folder);
        foreach (string path in run ?? [])
            Context.AddFile(path);

        var conflicts = new List<ReferenceConflict>();
        lock (_lock)
        {
            foreach (string path in compile)
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
                conflicts.Add(new ReferenceConflict(name, has, version));
            return;
        }

        _added[name] = version;
        _all = _all.Add(OlderReferences.Reference(path, VersionOf));
        if (!loaded)
            return;

        Context.AddFile(path);
        Context.AddFolder(Path.GetDirectoryName(path)!);
    }
}

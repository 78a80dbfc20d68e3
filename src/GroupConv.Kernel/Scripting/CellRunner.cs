using GroupConv.Kernel.Scripting.Loading;

namespace GroupConv.Kernel.Scripting;

/// <summary>Runs a cell's parts in their order: what it refers to first, then C# and magics as they stand.</summary>
/// <param name="magics">The magics that cells may use.</param>
/// <param name="packages">Answers <c>#r "nuget:..."</c>.</param>
/// <param name="references">What cells may refer to.</param>
/// <param name="variables">The notebook's variables.</param>
/// <param name="runCode">Runs C#: its text, and the name that traces give it.</param>
/// <param name="baseDirectory">Where relative paths start.</param>
internal sealed class CellRunner(
    IEnumerable<IMagic> magics,
    IPackages packages,
    NotebookReferences references,
    IScriptVariables variables,
    Func<string, string, CellFailure?> runCode,
    string baseDirectory) : ICellHost
{
    private readonly SortedDictionary<string, IMagic> _magics = new(magics.ToDictionary(m => m.Name, StringComparer.Ordinal), StringComparer.Ordinal);

    /// <inheritdoc/>
    public IReadOnlyCollection<IMagic> Magics => _magics.Values;

    /// <inheritdoc/>
    public IScriptVariables Variables => variables;

    /// <summary>Runs a cell. It is in the current <see cref="CellScope"/>.</summary>
    /// <param name="code">Its text.</param>
    /// <param name="name">What traces call it.</param>
    /// <returns>Null where it worked.</returns>
    public CellFailure? Run(string code, string name)
    {
        var ends = new List<Action>();
        try
        {
            var cell = CellSplitter.Split(code);
            return AddReferences(cell.References) ?? RunParts(cell.Parts, code, name, ends);
        }
        finally
        {
            ends.ForEach(end => end());
        }
    }

    /// <inheritdoc/>
    public CellFailure? RunCell(string code, string name) => Run(code, name);

    /// <inheritdoc/>
    public IReadOnlyList<string> AddLibraries(IEnumerable<string> compile, IEnumerable<string> run, IEnumerable<string> folders) =>
        [.. references.Add(compile, run, folders)
            .Where(c => !references.Context.IsShared(c.Name) || c.Has.Major < c.Asked.Major)
            .Select(c => $"{c.Name} {c.Asked} is wanted, but this notebook has {c.Name} {c.Has} already, and keeps it.")];

    private CellFailure? RunParts(IReadOnlyList<CellPart> parts, string code, string name, List<Action> ends)
    {
        foreach (var part in parts)
        {
            CellScope.Required.Cancellation.ThrowIfCancellationRequested();
            if (!part.IsMagic)
            {
                if (runCode(part.Text, name) is { } failure)
                    return failure;
                continue;
            }

            var result = RunMagic(part, code);
            if (result.AtEnd is { } end)
                ends.Add(end);
            if (result.Failure is not null)
                return result.Failure;
        }

        return null;
    }

    private MagicResult RunMagic(CellPart part, string cell)
    {
        var name = part.Text[2..].Split((char[]?)null, 2)[0];
        // A connection of another language has a name of its own: sql-shop.
        var magic = Find(name) ?? (name.IndexOf('-', StringComparison.Ordinal) is > 0 and var dash && Find(name[..dash]) is { IsListed: false } language ? language : null);
        if (magic is not null)
            return magic.Run(new MagicCall(part.Text, cell, part.Body, this, CellScope.Required.Cancellation));

        var known = string.Join(", ", _magics.Values.Where(m => m.IsListed).Select(m => "#!" + m.Name));
        return new MagicResult(CellFailure.Plain("UnknownMagicError", $"There is no magic '#!{name}'. This kernel knows {known}."));
    }

    private IMagic? Find(string name) =>
        _magics.GetValueOrDefault(name) ?? _magics.Values.FirstOrDefault(m => m.Aliases.Contains(name, StringComparer.OrdinalIgnoreCase));

    private CellFailure? AddReferences(IReadOnlyList<CellReference> lines)
    {
        var nuget = lines.Where(line => packages.IsPackage(line.Target)).ToList();
        if (nuget.Count > 0 && packages.Load(nuget, this, CellScope.Required.Cancellation) is { } failure)
            return failure;
        return lines.Except(nuget).Select(AddReference).OfType<CellFailure>().FirstOrDefault();
    }

    private CellFailure? AddReference(CellReference line)
    {
        if (line.Kind == 'i')
            return Mistake(line, $"'#i \"{line.Target}\"' names no package source. Write #i \"nuget:SOURCE\".");

        // Names of assemblies have dots, and need no .dll.
        if (FrameworkFiles.Has(line.Target) || FrameworkFiles.Has(Path.GetFileNameWithoutExtension(line.Target)))
            return null;

        var path = Path.GetFullPath(line.Target, baseDirectory);
        if (!File.Exists(path))
            return Mistake(line, $"there is no assembly '{line.Target}', seen from {baseDirectory}. Give the path of a .dll, absolute or from there.");

        try
        {
            return references.Add([path]) is [var conflict, ..]
                ? Mistake(line, $"{conflict.Name} {conflict.Asked} cannot be loaded, because this notebook has {conflict.Name} {conflict.Has} already. Restart the kernel and refer to {conflict.Asked} first.")
                : null;
        }
        catch (BadImageFormatException)
        {
            return Mistake(line, $"'{line.Target}' is no .NET assembly.");
        }
    }

    private static CellFailure Mistake(CellReference line, string message) => CellFailure.Plain("ReferenceError", $"Line {line.Line}: {message}");
}

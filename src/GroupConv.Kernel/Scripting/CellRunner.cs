using GroupConv.Kernel.Scripting.Loading;

namespace GroupConv.Kernel.Scripting;

/// <summary>Runs the parts of a cell: its references first, then C# and magics in order.</summary>
/// <param name="magics">The magics.</param>
/// <param name="packages">Loads the packages of <c>#r "nuget:..."</c>.</param>
/// <param name="references">The references of cells.</param>
/// <param name="variables">The notebook's variables.</param>
/// <param name="runCode">Runs C#: its text, and the name for traces.</param>
/// <param name="baseDirectory">The base of relative paths.</param>
internal sealed class CellRunner(
    IEnumerable<IMagic> magics,
    IPackages packages,
    NotebookReferences references,
    IScriptVariables variables,
    Func<string, string, CellFailure?> runCode,
    string baseDirectory) : ICellHost
{
    private readonly SortedDictionary<string, IMagic> _magics =
        new(magics.ToDictionary(m => m.Name, StringComparer.Ordinal), StringComparer.Ordinal);

    /// <inheritdoc/>
    public IReadOnlyCollection<IMagic> Magics => _magics.Values;

    /// <inheritdoc/>
    public IScriptVariables Variables => variables;

    /// <summary>Runs a cell in the current <see cref="CellScope"/>.</summary>
    /// <param name="code">Its text.</param>
    /// <param name="name">The name of the cell in traces.</param>
    /// <returns>Null for success.</returns>
    public CellFailure? Run(string code, string name)
    {
        var ends = new List<Action>();
        try
        {
            var cell = CellSplitter.Split(code, lines => Called(lines[0].Trim()) is (_, { } magic) ? magic.LinesOf(lines) : 1);
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
        var (name, magic) = Called(part.Text);
        if (magic is not null)
            return magic.Run(new MagicCall(part.Text, cell, part.Body, this, CellScope.Required.Cancellation));

        string known = string.Join(", ", _magics.Values.Where(m => m.IsListed).Select(m => "#!" + m.Name));
        string near = _magics.Values.FirstOrDefault(m => m.IsListed && Plain(m.Name) == Plain(name)) is { } meant
            ? $" Did you mean '#!{meant.Name}'?" : "";
        return new MagicResult(CellFailure.Plain("UnknownMagicError", $"There is no magic '#!{name}'.{near} This kernel knows {known}."));

        static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant();
    }

    private (string Name, IMagic? Magic) Called(string line)
    {
        string name = line[2..].Split((char[]?)null, 2)[0];
        // A connection in another language has a name such as sql-shop.
        return (name, Find(name) ?? (name.IndexOf('-', StringComparison.Ordinal) is > 0 and var dash
            && Find(name[..dash]) is { IsListed: false } language ? language : null));
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

        // Assembly names contain dots and need no .dll.
        if (FrameworkFiles.Has(line.Target) || FrameworkFiles.Has(Path.GetFileNameWithoutExtension(line.Target)))
            return null;

        string path = Path.GetFullPath(line.Target, baseDirectory);
        if (!File.Exists(path))
            return Mistake(line, $"there is no assembly '{line.Target}', seen from {baseDirectory}. Give the path of a .dll, absolute or "
                + "from there.");

        try
        {
            return references.Add([path]) is [var conflict, ..]
                ? Mistake(line, $"{conflict.Name} {conflict.Asked} cannot be loaded, because this notebook has {conflict.Name} "
                    + $"{conflict.Has} already. Restart the kernel and refer to {conflict.Asked} first.")
                : null;
        }
        catch (BadImageFormatException)
        {
            return Mistake(line, $"'{line.Target}' is no .NET assembly.");
        }
    }

    private static CellFailure Mistake(CellReference line, string message) =>
        CellFailure.Plain("ReferenceError", $"Line {line.Line}: {message}");
}

using System.CommandLine;
using System.Globalization;
using GroupConv.Interactive.Hosting;
using GroupConv.Kernel.Notebooks;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Magics;

/// <summary><c>#!import FILE</c>: runs a notebook or a source file within this cell.</summary>
internal sealed class ImportMagic : CommandMagic, IMagic
{
    private const long LargestFile = 64L * 1024 * 1024;

    private static readonly Argument<string> File =
        new("FILE") { Description = "A notebook (.ipynb, .dib) or code (.cs, .csx, .html, .js, .md), seen from the notebook's folder." };

    /// <summary>The languages of source files.</summary>
    private static readonly Dictionary<string, string> Languages = new(StringComparer.OrdinalIgnoreCase)
    {
        [".cs"] = CellLanguages.CSharp,
        [".csx"] = CellLanguages.CSharp,
        [".html"] = "html",
        [".js"] = "javascript",
        [".md"] = "markdown",
        [".fs"] = "fsharp",
        [".fsx"] = "fsharp",
        [".ps1"] = "pwsh",
        [".sql"] = "sql",
        [".kql"] = "kql",
        [".py"] = "python",
    };

    private readonly string _folder;
    private readonly Stack<string> _running = new();

    /// <summary>Creates the magic.</summary>
    /// <param name="folder">The base of relative paths.</param>
    public ImportMagic(string folder)
        : base("import", "Runs another notebook (.ipynb, .dib) or a file of code (.cs, .csx) here.", File) => _folder = folder;

    /// <inheritdoc/>
    public CompletionSet Complete(MagicCursor cursor)
    {
        string before = cursor.Line[..cursor.Position];
        string word = MagicLine.SplitUnfinished(before).Word;
        if (!before.EndsWith(word, StringComparison.Ordinal))
            return CompletionSet.None(cursor.Position);

        bool quoted = before.Length > word.Length && before[^(word.Length + 1)] == '"';
        var paths = PathCompletion.Complete(word, [".ipynb", ".dib", ".cs", ".csx"])
            .Select(path => new Completion(!quoted && path.Contains(' ', StringComparison.Ordinal) ? $"\"{path}\"" : path, "path"));
        return new CompletionSet([.. paths], cursor.Position - word.Length, cursor.Position);
    }

    /// <inheritdoc/>
    protected override MagicResult Run(ParseResult line, MagicCall call)
    {
        string path = Path.GetFullPath(line.GetRequiredValue(File), _folder);
        if (_running.Contains(path))
            return MagicResult.Mistake($"{Path.GetFileName(path)} imports itself: "
                + $"{string.Join(" → ", _running.Reverse().Append(path).Select(Path.GetFileName))}.");

        _running.Push(path);
        try
        {
            return new MagicResult(RunCells(path, call));
        }
        catch (NotebookException e)
        {
            return MagicResult.Mistake(e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return MagicResult.Mistake($"{path} cannot be read: {e.Message}");
        }
        finally
        {
            _running.Pop();
        }
    }

    private static CellFailure? RunCells(string path, MagicCall call)
    {
        string file = Path.GetFileName(path);
        var cells = Cells(path);
        for (int i = 0; i < cells.Count; i++)
        {
            var (language, text) = cells[i];
            string name = cells.Count == 1 ? file : string.Create(CultureInfo.InvariantCulture, $"{file} cell {i + 1}");
            string code = language == CellLanguages.CSharp ? text : $"#!{language}\n{text}";
            if (call.Host.RunCell(code, ExceptionFailure.CellPrefix + name) is { } failure)
                return failure with { Traceback = [.. failure.Traceback, $"in {name}, imported"] };
        }

        return null;
    }

    private static IReadOnlyList<(string Language, string Text)> Cells(string path)
    {
        string extension = Path.GetExtension(path);
        if (extension.Equals(".ipynb", StringComparison.OrdinalIgnoreCase))
            return [.. NotebookFile.Load(path).Cells.Where(c => c.Type != "raw" && c.Source.Trim().Length > 0)
                .Select(c => c.Type == "markdown" ? ("markdown", c.Source) : (CellLanguages.CSharp, c.Code))];
        if (extension.Equals(".dib", StringComparison.OrdinalIgnoreCase))
            return [.. DibFile.Load(path).Cells.Select(c => (c.Language, c.Text))];
        if (!Languages.TryGetValue(extension, out string? language))
            throw new NotebookException($"#!import reads .ipynb, .dib, .cs, .csx, .html, .js and .md; '{Path.GetFileName(path)}' is none "
                + "of them.");

        var file = new FileInfo(path);
        if (!file.Exists)
            throw new NotebookException($"There is no file {path}.");
        if (file.Length > LargestFile)
            throw new NotebookException($"{path} has {file.Length} bytes; a file of at most {LargestFile} is imported.");
        return [(language, System.IO.File.ReadAllText(path))];
    }
}

using System.Text;
using System.Text.Json.Nodes;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Notebooks;

/// <summary>Reads and writes both formats, .ipynb and .dib, and converts between them.</summary>
internal static class NotebookDocument
{
    private const string Markdown = "markdown";

    /// <summary>Whether a file name ends with .dib.</summary>
    /// <param name="path">The file.</param>
    public static bool IsDib(string path) => path.EndsWith(".dib", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a file name is that of a notebook.</summary>
    /// <param name="path">The file.</param>
    public static bool IsNotebook(string path) => path.EndsWith(".ipynb", StringComparison.OrdinalIgnoreCase) || IsDib(path);

    /// <summary>Reads a notebook in either format.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="NotebookException">It is missing or not a notebook.</exception>
    public static NotebookFile Load(string path) => IsDib(path) ? ToNotebook(DibFile.Load(path)) : NotebookFile.Load(path);

    /// <summary>Writes a notebook in either format, atomically.</summary>
    /// <param name="notebook">The notebook.</param>
    /// <param name="path">The file.</param>
    /// <returns>A sentence about what the format cannot keep, or null.</returns>
    public static string? Save(NotebookFile notebook, string path)
    {
        if (!IsDib(path))
        {
            notebook.Save(path);
            return null;
        }

        AtomicFile.Write(path, Encoding.UTF8.GetBytes(ToDib(notebook).ToText()));
        int raw = notebook.Cells.Count(cell => cell.Type == "raw");
        int tagged = notebook.Cells.Count(cell => cell.Metadata?["tags"] is JsonArray { Count: > 0 });
        return raw + tagged == 0 ? null
            : $"A .dib file has no raw cells and no tags: {raw} raw cells and the tags of {tagged} cells were left out.";
    }

    /// <summary>
    /// Converts a .dib file. Cells in another language than C# keep their language line, since Jupyter sends the text alone.
    /// </summary>
    /// <param name="dib">The file.</param>
    public static NotebookFile ToNotebook(DibFile dib)
    {
        var notebook = NotebookFile.Empty();
        if (dib.Metadata is { } metadata)
            notebook.Metadata!["polyglot_notebook"] = metadata.DeepClone();
        foreach (var cell in dib.Cells)
        {
            if (cell.Language == Markdown)
                notebook.Insert(notebook.Cells.Count, Markdown, cell.Text, []);
            else if (cell.Language == CellLanguages.CSharp)
                notebook.Insert(notebook.Cells.Count, "code", cell.Text, KernelName(cell.Language));
            else
                notebook.Insert(notebook.Cells.Count, "code", $"#!{cell.Language}\n{cell.Text}", KernelName(cell.Language));
        }

        return notebook;
    }

    /// <summary>Converts a notebook to a .dib file, without outputs and raw cells.</summary>
    /// <param name="notebook">The notebook.</param>
    public static DibFile ToDib(NotebookFile notebook)
    {
        var cells = new List<DibCell>();
        foreach (var cell in notebook.Cells)
        {
            string text = cell.Source.ReplaceLineEndings("\n").Trim('\n');
            if (string.IsNullOrWhiteSpace(text))
                continue;
            if (cell.Type == Markdown)
                cells.Add(new DibCell(Markdown, text));
            else if (cell.Type == "code")
                cells.Add(Code(text, cell.Language));
        }

        return new DibFile(notebook.Metadata?["polyglot_notebook"]?.DeepClone() as JsonObject ?? DibFile.CSharpMetadata(), cells);
    }

    private static JsonObject KernelName(string language) => new() { ["polyglot_notebook"] = new JsonObject { ["kernelName"] = language } };

    private static DibCell Code(string text, string? language)
    {
        string[] lines = text.Split('\n', 2);
        if (lines[0].TrimEnd() is ['#', '!', .. var name] && (CellLanguages.Find(name) ?? (name == language ? name : null)) is { } named)
            return new DibCell(named, lines.Length > 1 ? lines[1].Trim('\n') : "");
        return new DibCell(language is null ? CellLanguages.CSharp : CellLanguages.Find(language) ?? language, text);
    }
}

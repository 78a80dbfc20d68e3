using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Notebooks;

/// <summary>A cell of a .dib file.</summary>
/// <param name="Language">Its language as the file names it: csharp, markdown, html, ...</param>
/// <param name="Text">Its text, without leading and trailing blank lines. Lines end with <c>\n</c>.</param>
internal sealed record DibCell(string Language, string Text);

/// <summary>
/// A notebook in .NET Interactive's text format: a line <c>#!language</c> starts each cell, and JSON under <c>#!meta</c> may come first.
/// Files have no outputs.
/// </summary>
/// <param name="Metadata">The JSON under <c>#!meta</c>, or null.</param>
/// <param name="Cells">The cells in order, without blank ones.</param>
internal sealed record DibFile(JsonObject? Metadata, IReadOnlyList<DibCell> Cells)
{
    private const long LargestFile = 64L * 1024 * 1024;
    private const string MetadataLine = "#!meta";

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="NotebookException">It is missing or too large, or its metadata is not JSON.</exception>
    public static DibFile Load(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
                throw new NotebookException($"There is no notebook {path}.");
            if (file.Length > LargestFile)
                throw new NotebookException($"{path} has {file.Length} bytes; a .dib file of at most {LargestFile} is read.");

            return Parse(File.ReadAllText(path), Path.GetFileName(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NotebookException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Parses the text of a file. Text before the first <c>#!language</c> is a cell of the default language.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">The name of the file in messages.</param>
    /// <exception cref="NotebookException">Its metadata is not a JSON object.</exception>
    public static DibFile Parse(string text, string name)
    {
        string[] lines = text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
        var (metadata, start) = ReadMetadata(lines, name);
        var languages = Declared(metadata);
        string language = Name(metadata?["kernelInfo"]?["defaultKernelName"]) ?? CellLanguages.CSharp;
        var cells = new List<DibCell>();
        var cell = new List<string>();
        foreach (string? line in lines.Skip(start))
        {
            if (LanguageOf(line, languages) is not { } next)
            {
                cell.Add(line);
                continue;
            }

            Add(cells, language, cell);
            language = next;
            cell.Clear();
        }

        Add(cells, language, cell);
        return new DibFile(metadata, cells);
    }

    /// <summary>Writes the text of the file. Lines end with <c>\n</c>.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        if (Metadata is not null)
            text.Append(MetadataLine).Append("\n\n").Append(Metadata.ToJsonString(Plain)).Append("\n\n");
        foreach (var cell in Cells)
            text.Append("#!").Append(cell.Language).Append("\n\n").Append(cell.Text).Append("\n\n");
        return text.ToString();
    }

    /// <summary>The metadata of a file in C#. Without it, .NET Interactive's own reader takes C# cells for parts of others.</summary>
    public static JsonObject CSharpMetadata() => new()
    {
        ["kernelInfo"] = new JsonObject
        {
            ["defaultKernelName"] = CellLanguages.CSharp,
            ["items"] = new JsonArray(new JsonObject { ["aliases"] = new JsonArray(), ["name"] = CellLanguages.CSharp }),
        },
    };

    private static JsonSerializerOptions Plain { get; } =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static (JsonObject? Metadata, int Next) ReadMetadata(string[] lines, string name)
    {
        int first = Array.FindIndex(lines, line => line.Trim().Length > 0);
        if (first < 0 || lines[first].TrimEnd() != MetadataLine)
            return (null, 0);

        int next = Array.FindIndex(lines, first + 1, line => line.StartsWith("#!", StringComparison.Ordinal));
        next = next < 0 ? lines.Length : next;
        string json = string.Join('\n', lines[(first + 1)..next]);
        if (json.AsSpan().IsWhiteSpace())
            return (null, next);

        try
        {
            return JsonNode.Parse(json) is JsonObject metadata
                ? (metadata, next)
                : throw new NotebookException($"{name}: what stands under {MetadataLine} must be a JSON object.");
        }
        catch (JsonException e)
        {
            throw new NotebookException($"{name}: what stands under {MetadataLine} is no JSON: {e.Message}", e);
        }
    }

    /// <summary>The languages that the metadata declares, such as a connected database: names and aliases to names.</summary>
    private static Dictionary<string, string> Declared(JsonObject? metadata)
    {
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if ((metadata?["kernelInfo"] as JsonObject)?["items"] is not JsonArray items)
            return names;

        foreach (var item in items.OfType<JsonObject>())
        {
            if (Name(item["name"]) is not { } name)
                continue;
            names[name] = name;
            foreach (string alias in (item["aliases"] as JsonArray ?? []).Select(Name).OfType<string>())
                names[alias] = name;
        }

        return names;
    }

    private static string? LanguageOf(string line, Dictionary<string, string> declared)
    {
        // A name with arguments is a magic of the cell, not a new cell.
        if (!line.StartsWith("#!", StringComparison.Ordinal) || line.AsSpan(2).TrimEnd().IndexOfAny(' ', '\t') >= 0)
            return null;
        string name = line[2..].TrimEnd();
        return declared.GetValueOrDefault(name) ?? CellLanguages.Find(name);
    }

    private static string? Name(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out string? text) && text.Length > 0 ? text : null;

    private static void Add(List<DibCell> cells, string language, List<string> lines)
    {
        int first = lines.FindIndex(line => line.Trim().Length > 0);
        if (first < 0)
            return;
        int last = lines.FindLastIndex(line => line.Trim().Length > 0);
        cells.Add(new DibCell(language, string.Join('\n', lines[first..(last + 1)])));
    }
}

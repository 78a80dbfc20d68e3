using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Notebooks;

/// <summary>A cell of a .dib file.</summary>
/// <param name="Language">Its language, as the file names it: csharp, markdown, html, ...</param>
/// <param name="Text">Its text, without the blank lines around it. Lines end with <c>\n</c>.</param>
internal sealed record DibCell(string Language, string Text);

/// <summary>
/// A notebook as .NET Interactive keeps it in text: a line <c>#!language</c> starts each cell, and JSON under <c>#!meta</c> may stand first.
/// Files have no outputs.
/// </summary>
/// <param name="Metadata">What stands under <c>#!meta</c>, or null.</param>
/// <param name="Cells">The cells in order; none of them is blank.</param>
internal sealed record DibFile(JsonObject? Metadata, IReadOnlyList<DibCell> Cells)
{
    private const long LargestFile = 64L * 1024 * 1024;
    private const string MetadataLine = "#!meta";

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="NotebookException">It is missing, too large, or its metadata is no JSON.</exception>
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

    /// <summary>Parses the text of a file. What stands before the first <c>#!language</c> is a cell of the default language.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="NotebookException">Its metadata is no JSON object.</exception>
    public static DibFile Parse(string text, string name)
    {
        var lines = text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
        var (metadata, start) = ReadMetadata(lines, name);
        var languages = Declared(metadata);
        var language = Name(metadata?["kernelInfo"]?["defaultKernelName"]) ?? CellLanguages.CSharp;
        var cells = new List<DibCell>();
        var cell = new List<string>();
        foreach (var line in lines.Skip(start))
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

    /// <summary>The text of a file with these cells. Lines end with <c>\n</c>.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        if (Metadata is not null)
            text.Append(MetadataLine).Append("\n\n").Append(Metadata.ToJsonString(Plain)).Append("\n\n");
        foreach (var cell in Cells)
            text.Append("#!").Append(cell.Language).Append("\n\n").Append(cell.Text).Append("\n\n");
        return text.ToString();
    }

    /// <summary>The metadata of a file that needs no other language than C#, as .NET Interactive writes it.</summary>
    public static JsonObject CSharpMetadata() => new()
    {
        ["kernelInfo"] = new JsonObject
        {
            ["defaultKernelName"] = CellLanguages.CSharp,
            ["items"] = new JsonArray(new JsonObject { ["aliases"] = new JsonArray(), ["name"] = CellLanguages.CSharp }),
        },
    };

    private static JsonSerializerOptions Plain { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static (JsonObject? Metadata, int Next) ReadMetadata(string[] lines, string name)
    {
        var first = Array.FindIndex(lines, line => line.Trim().Length > 0);
        if (first < 0 || lines[first].TrimEnd() != MetadataLine)
            return (null, 0);

        var next = Array.FindIndex(lines, first + 1, line => line.StartsWith("#!", StringComparison.Ordinal));
        next = next < 0 ? lines.Length : next;
        var json = string.Join('\n', lines[(first + 1)..next]);
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

    /// <summary>Languages that the metadata adds, such as a connected database: each name and other name, to the name.</summary>
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
            foreach (var alias in (item["aliases"] as JsonArray ?? []).Select(Name).OfType<string>())
                names[alias] = name;
        }

        return names;
    }

    private static string? LanguageOf(string line, Dictionary<string, string> declared)
    {
        // A name with anything after it is a magic of the cell, not a new cell.
        if (!line.StartsWith("#!", StringComparison.Ordinal) || line.AsSpan(2).TrimEnd().IndexOfAny(' ', '\t') >= 0)
            return null;
        var name = line[2..].TrimEnd();
        return declared.GetValueOrDefault(name) ?? CellLanguages.Find(name);
    }

    private static string? Name(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;

    private static void Add(List<DibCell> cells, string language, List<string> lines)
    {
        var first = lines.FindIndex(line => line.Trim().Length > 0);
        if (first < 0)
            return;
        var last = lines.FindLastIndex(line => line.Trim().Length > 0);
        cells.Add(new DibCell(language, string.Join('\n', lines[first..(last + 1)])));
    }
}

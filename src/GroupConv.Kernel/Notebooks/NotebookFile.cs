using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Notebooks;

/// <summary>A notebook in nbformat 4. Unknown properties are preserved. Source: nbformat's documentation, version 4.5.</summary>
internal sealed partial class NotebookFile
{
    private const long LargestFile = 256L * 1024 * 1024;

    // Jupyter indents by one space.
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    // The language of a notebook whose cells have several.
    private const string Polyglot = "polyglot-notebook";

    // Kernelspecs whose notebooks may leave their language out.
    private static readonly Dictionary<string, string> OtherKernels = new(StringComparer.OrdinalIgnoreCase)
    {
        [".net-fsharp"] = "F#",
        [".net-powershell"] = "PowerShell",
        ["python3"] = "Python",
        ["ir"] = "R",
    };

    private readonly JsonObject _root;
    private readonly List<NotebookCell> _cells;

    private NotebookFile(JsonObject root, IEnumerable<NotebookCell> cells) => (_root, _cells) = (root, [.. cells]);

    /// <summary>The cells in order.</summary>
    public IReadOnlyList<NotebookCell> Cells => _cells;

    /// <summary>The notebook's metadata, or null.</summary>
    public JsonObject? Metadata => _root["metadata"] as JsonObject;

    /// <summary>Reads and checks a notebook file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="NotebookException">It is missing or not a C# notebook in nbformat 4.</exception>
    public static NotebookFile Load(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
                throw new NotebookException($"There is no notebook {path}.");
            if (file.Length > LargestFile)
                throw new NotebookException($"{path} has {file.Length} bytes; a notebook of at most {LargestFile} is read. Clear its "
                    + "outputs.");

            return Parse(File.ReadAllText(path), Path.GetFileName(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NotebookException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Parses the text of a notebook.</summary>
    /// <param name="json">The text.</param>
    /// <param name="name">The name of the file in messages.</param>
    /// <exception cref="NotebookException">It is not a C# notebook in nbformat 4.</exception>
    public static NotebookFile Parse(string json, string name)
    {
        try
        {
            if (string.IsNullOrWhiteSpace(json))
                throw new NotebookException($"{name} is no notebook: it is empty.");
            if (JsonNode.Parse(json) is not JsonObject root)
                throw new NotebookException($"{name} is no notebook: it holds no JSON object.");

            int format = Whole(root["nbformat"])
                ?? throw new NotebookException($"{name} is no notebook: it has no number 'nbformat'.");
            if (format != 4)
                throw new NotebookException($"{name} has nbformat {format}; this program reads 4. Convert it: jupyter nbconvert --to "
                    + $"notebook --nbformat 4 {name}");
            if (root["cells"] is not JsonArray cells)
                throw new NotebookException($"{name} is no notebook: it has no list 'cells'.");

            CheckLanguage(root, name);
            string? language = DefaultLanguage(root["metadata"] as JsonObject);
            return new NotebookFile(root, [.. cells.Select((cell, i) => NotebookCell.Of(cell, i + 1, name, language))]);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            // Duplicate keys are reported when an object is first used.
            throw new NotebookException($"{name} is no notebook: {e.Message}", e);
        }
    }

    /// <summary>An empty notebook for this kernel.</summary>
    public static NotebookFile Empty() => new(
        new JsonObject
        {
            ["cells"] = new JsonArray(),
            ["metadata"] = new JsonObject
            {
                ["kernelspec"] = new JsonObject { ["display_name"] = "C# (GroupConv)", ["language"] = "C#", ["name"] = "groupconv" },
                ["language_info"] = new JsonObject
                {
                    ["name"] = "C#",
                    ["mimetype"] = "text/x-csharp",
                    ["file_extension"] = ".cs",
                    ["pygments_lexer"] = "csharp"
                },
            },
        },
        []);

    /// <summary>Inserts a cell.</summary>
    /// <param name="at">The index, from 0.</param>
    /// <param name="type">code, markdown or raw.</param>
    /// <param name="source">Its text.</param>
    /// <param name="metadata">Its metadata.</param>
    public void Insert(int at, string type, string source, JsonObject metadata)
    {
        var (json, cell) = NotebookCell.New(type, source, metadata);
        ((JsonArray)_root["cells"]!).Insert(at, json);
        _cells.Insert(at, cell);
    }

    /// <summary>Removes a cell.</summary>
    /// <param name="at">The index, from 0.</param>
    public void RemoveAt(int at)
    {
        ((JsonArray)_root["cells"]!).RemoveAt(at);
        _cells.RemoveAt(at);
    }

    /// <summary>The notebook in nbformat 4.5, with an id for every cell.</summary>
    public byte[] ToBytes()
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < Cells.Count; i++)
            Cells[i].EnsureId(used, "cell-" + (i + 1).ToString(CultureInfo.InvariantCulture));

        _root["metadata"] ??= new JsonObject();
        _root["nbformat"] = 4;
        _root["nbformat_minor"] = 5;
        return Encoding.UTF8.GetBytes(AstralEscape().Replace(_root.ToJsonString(Indented), Unescape) + "\n");
    }

    /// <summary>Writes the notebook atomically.</summary>
    /// <param name="path">Where.</param>
    public void Save(string path) => AtomicFile.Write(path, ToBytes());

    /// <summary>The JSON writer escapes surrogate pairs and Jupyter does not: unescaping keeps unchanged lines unchanged.</summary>
    [GeneratedRegex(@"(?<!\\)((?:\\\\)*)\\u(D[89AB][0-9A-F]{2})\\u(D[C-F][0-9A-F]{2})")]
    private static partial Regex AstralEscape();

    private static string Unescape(Match escape) => escape.Groups[1].Value + Unit(escape.Groups[2]) + Unit(escape.Groups[3]);

    private static char Unit(Group digits) => (char)ushort.Parse(digits.ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>An integer, or null.</summary>
    internal static int? Whole(JsonNode? node) => node is JsonValue value && value.TryGetValue<int>(out int number) ? number : null;

    private static void CheckLanguage(JsonObject root, string name)
    {
        var kernel = (root["metadata"] as JsonObject)?["kernelspec"] as JsonObject;
        string? language = Text(kernel?["language"]) ?? (Text(kernel?["name"]) is { } spec ? OtherKernels.GetValueOrDefault(spec) : null);
        if (language is not null && CellLanguages.Find(language) != CellLanguages.CSharp && language != Polyglot)
            throw new NotebookException($"{name} is a notebook in {language}; this program runs C#.");
    }

    /// <summary>The language that .NET Interactive gives to cells that name none; null where the notebook does not tell.</summary>
    private static string? DefaultLanguage(JsonObject? metadata) =>
        Text(((metadata?["polyglot_notebook"] as JsonObject)?["kernelInfo"] as JsonObject)?["defaultKernelName"])
        ?? Text((metadata?["dotnet_interactive"] as JsonObject)?["defaultKernelName"]);

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out string? text) && text.Length > 0 ? text : null;
}

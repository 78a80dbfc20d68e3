using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Notebooks;

/// <summary>A cell of a notebook file. Changes are made in its JSON.</summary>
internal sealed partial class NotebookCell
{
    private readonly JsonObject _cell;

    private readonly string? _default;

    private NotebookCell(JsonObject cell, string type, string source, string? defaultLanguage = null) =>
        (_cell, Type, Source, _default) = (cell, type, source, defaultLanguage);

    /// <summary>code, markdown or raw.</summary>
    public string Type { get; }

    /// <summary>The text.</summary>
    public string Source { get; }

    /// <summary>The metadata, or null.</summary>
    public JsonObject? Metadata => _cell["metadata"] as JsonObject;

    /// <summary>The outputs in nbformat; empty for other cells than code.</summary>
    public IEnumerable<JsonObject> Outputs => (_cell["outputs"] as JsonArray)?.OfType<JsonObject>() ?? [];

    /// <summary>The execution count, or null.</summary>
    public int? ExecutionCount => NotebookFile.Whole(_cell["execution_count"]);

    /// <summary>The id, or null.</summary>
    public string? Id => String(_cell["id"]);

    /// <summary>The attachments of a markdown cell: name to MIME type to base64.</summary>
    public JsonObject? Attachments => _cell["attachments"] as JsonObject;

    /// <summary>Reads a cell.</summary>
    /// <param name="node">The JSON.</param>
    /// <param name="number">The number of the cell, from 1, for messages.</param>
    /// <param name="notebook">The name of the notebook, for messages.</param>
    /// <param name="language">The language of code cells whose metadata name none.</param>
    /// <exception cref="NotebookException">The JSON is not a cell.</exception>
    public static NotebookCell Of(JsonNode? node, int number, string notebook, string? language = null)
    {
        if (node is not JsonObject cell)
            throw new NotebookException($"{notebook}: cell {number} is no JSON object.");
        if (String(cell["cell_type"]) is not ("code" or "markdown" or "raw"))
            throw new NotebookException($"{notebook}: the cell_type of cell {number} must be code, markdown or raw.");

        string source = Text(cell["source"])
            ?? throw new NotebookException($"{notebook}: the source of cell {number} is neither text nor a list of lines.");
        return new NotebookCell(cell, String(cell["cell_type"])!, source, language);
    }

    /// <summary>Creates a cell.</summary>
    /// <param name="type">code, markdown or raw.</param>
    /// <param name="source">Its text.</param>
    /// <param name="metadata">Its metadata.</param>
    public static (JsonObject Json, NotebookCell Cell) New(string type, string source, JsonObject metadata)
    {
        var json = new JsonObject { ["cell_type"] = type, ["metadata"] = metadata, ["source"] = NotebookOutput.Lines(source) };
        if (type == "code")
            (json["execution_count"], json["outputs"]) = (null, new JsonArray());
        return (json, new NotebookCell(json, type, source));
    }

    /// <summary>
    /// The language that the metadata of a code cell name, .NET Interactive's or those of VS Code; else the notebook's default, or null.
    /// </summary>
    public string? Language =>
        (_cell["metadata"] is JsonObject metadata
            ? String((metadata["polyglot_notebook"] as JsonObject)?["kernelName"])
                ?? String((metadata["dotnet_interactive"] as JsonObject)?["language"])
                ?? CellLanguages.OfEditor(String((metadata["vscode"] as JsonObject)?["languageId"]))
            : null) ?? _default;

    /// <summary>The code to run: the source, with a language line in front if only the metadata name the language.</summary>
    public string Code =>
        Language is { } name && (CellLanguages.Find(name) ?? name) is var language && language != CellLanguages.CSharp
            && !Source.TrimStart().StartsWith("#!", StringComparison.Ordinal)
            ? $"#!{language}\n{Source}"
            : Source;

    /// <summary>A text of nbformat, a string or a list of lines; null for anything else.</summary>
    /// <param name="node">The JSON.</param>
    public static string? Text(JsonNode? node)
    {
        if (node is not JsonArray lines)
            return String(node);

        return lines.All(line => String(line) is not null) ? string.Concat(lines.Select(String)) : null;
    }

    /// <summary>Whether the cell has a tag.</summary>
    /// <param name="tag">The tag.</param>
    public bool HasTag(string tag) =>
        (_cell["metadata"] as JsonObject)?["tags"] is JsonArray tags && tags.Any(t => String(t) == tag);

    /// <summary>Replaces the outputs.</summary>
    /// <param name="count">The execution count; null if the cell did not run.</param>
    /// <param name="outputs">The outputs.</param>
    public void SetOutputs(int? count, JsonArray outputs)
    {
        _cell["execution_count"] = count;
        _cell["outputs"] = outputs;
    }

    /// <summary>Sets an id if the cell has none that is valid for nbformat 4.5 and unique.</summary>
    /// <param name="used">The ids so far; the id of this cell is added.</param>
    /// <param name="fallback">The id to set.</param>
    public void EnsureId(HashSet<string> used, string fallback)
    {
        _cell["metadata"] ??= new JsonObject();
        if (Id is { } id && ValidId().IsMatch(id) && used.Add(id))
            return;

        while (!used.Add(fallback))
            fallback += "-";
        _cell["id"] = fallback;
    }

    private static string? String(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out string? text) ? text : null;

    [GeneratedRegex(@"\A[a-zA-Z0-9_-]{1,64}\z")]
    private static partial Regex ValidId();
}

using System.Text.Json;
using System.Text.Json.Nodes;

namespace GroupConv.Notebook.Tests;

/// <summary>An executed notebook, asked by cell id.</summary>
internal sealed class ExecutedNotebook
{
    private readonly Dictionary<string, JsonNode> _cells;

    internal ExecutedNotebook(string path)
    {
        Root = JsonNode.Parse(File.ReadAllText(path))!;
        _cells = Root["cells"]!.AsArray().ToDictionary(cell => cell!["id"]!.GetValue<string>(), cell => cell!);
    }

    internal JsonNode Root { get; }

    internal IEnumerable<JsonNode> CodeCells => _cells.Values.Where(cell => cell["cell_type"]!.GetValue<string>() == "code");

    internal IReadOnlyList<JsonNode> Outputs(string cell) => [.. _cells[cell]["outputs"]!.AsArray().Select(output => output!)];

    /// <summary>All that a cell shows as text: streams, and the plain text of rich outputs.</summary>
    internal string Text(string cell) => string.Concat(Outputs(cell).Select(output => output["output_type"]!.GetValue<string>() switch
    {
        "stream" => Joined(output["text"]),
        "error" => output["evalue"]!.GetValue<string>(),
        _ => Joined(output["data"]?["text/plain"]) + "\n",
    }));

    /// <summary>The data of a type that a cell shows.</summary>
    internal IReadOnlyList<string> Data(string cell, string mimeType) =>
        [.. Outputs(cell).Select(output => output["data"]?[mimeType]).Where(data => data is not null).Select(Joined)];

    // nbformat allows a string or a list of lines.
    internal static string Joined(JsonNode? text) => text switch
    {
        null => "",
        JsonArray lines => string.Concat(lines.Select(line => line!.GetValue<string>())),
        _ => text.GetValueKind() == JsonValueKind.String ? text.GetValue<string>() : text.ToJsonString(),
    };
}

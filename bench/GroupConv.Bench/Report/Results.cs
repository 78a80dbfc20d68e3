using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using GroupConv.Bench.Harness;
using GroupConv.Bench.Peers;

namespace GroupConv.Bench.Report;

/// <summary>The result of a section.</summary>
/// <param name="Prose">What the tables show, in one or two sentences.</param>
/// <param name="Tables">The tables for readers.</param>
/// <param name="Data">All data behind the tables, for programs.</param>
/// <param name="Failures">Rows whose outputs were wrong.</param>
internal sealed record SectionReport(string Prose, IReadOnlyList<Table> Tables, object Data, int Failures = 0)
{
    /// <summary>The tables that still have rows after filtering.</summary>
    public IReadOnlyList<Table> Filled => [.. Tables.Where(table => table.Rows.Count > 0)];
}

/// <summary>Writes reports as Markdown and JSON.</summary>
/// <param name="folder">The destination folder.</param>
/// <param name="machine">Where the measurement was made.</param>
/// <param name="effort">How long each row was measured.</param>
internal sealed class Results(string folder, Machine machine, Effort effort)
{
    /// <summary>How reports are written as JSON.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The folder of the reports.</summary>
    public string Folder => folder;

    /// <summary>The repository's folder; the current folder outside a repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Writes <c>NAME.md</c> and <c>NAME.json</c>.</summary>
    public void Write(string name, string title, SectionReport report)
    {
        Directory.CreateDirectory(folder);
        string[] parts =
        [
            $"# {title}\n",
            machine.ToTable().ToMarkdown(),
            $"Peer: ONNX Runtime {machine.OnnxRuntime}: {OnnxRuntimePeer.Settings}. Effort: {effort.Name}. "
                + "docs/benchmarks.md describes the method.\n",
            report.Prose + "\n",
            .. report.Filled.Select(table => table.ToMarkdown()),
        ];
        File.WriteAllText(Path.Combine(folder, name + ".md"), string.Join('\n', parts));
        var document = new { title, effort, machine, onnxRuntimeSettings = OnnxRuntimePeer.Settings, data = report.Data };
        File.WriteAllText(Path.Combine(folder, name + ".json"), JsonSerializer.Serialize(document, Json) + "\n");
    }

    private static string FindRoot()
    {
        string current = Directory.GetCurrentDirectory();
        for (string? folder = current; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "GroupConv.sln")))
                return folder;
        }

        return current;
    }
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Notebooks;

/// <summary>Collects the outputs of a cell in nbformat. Thread-safe.</summary>
/// <param name="count">The execution count.</param>
/// <param name="displays">The outputs of the whole notebook by display id, so that later cells can update them.</param>
internal sealed class NotebookOutput(int count, Dictionary<string, List<JsonObject>> displays) : ICellOutput
{
    private readonly Lock _lock = new();
    private readonly List<JsonObject> _outputs = [];
    private readonly StringBuilder _stream = new();
    private string _streamName = "stdout";
    private bool _clearNext;

    /// <summary>The outputs so far.</summary>
    public JsonArray ToJson()
    {
        lock (_lock)
        {
            EndStream();
            return new JsonArray([.. _outputs]);
        }
    }

    /// <inheritdoc/>
    public void Stream(string name, string text)
    {
        lock (_lock)
        {
            ClearIfAsked();
            if (name != _streamName)
                EndStream();
            _streamName = name;
            _stream.Append(text);
        }
    }

    /// <inheritdoc/>
    public void Result(IReadOnlyDictionary<string, object> bundle) =>
        Add(new JsonObject
        {
            ["output_type"] = "execute_result",
            ["execution_count"] = count,
            ["data"] = Data(bundle),
            ["metadata"] = new JsonObject(),
        });

    /// <inheritdoc/>
    public void Display(IReadOnlyDictionary<string, object> bundle, string id)
    {
        var output = new JsonObject { ["output_type"] = "display_data", ["data"] = Data(bundle), ["metadata"] = new JsonObject() };
        Add(output);
        lock (displays)
        {
            if (!displays.TryGetValue(id, out var known))
                displays[id] = known = [];
            known.Add(output);
        }
    }

    /// <inheritdoc/>
    public void Update(IReadOnlyDictionary<string, object> bundle, string id)
    {
        lock (displays)
        {
            foreach (var output in displays.GetValueOrDefault(id, []))
                output["data"] = Data(bundle);
        }
    }

    /// <summary>Adds the error of a failed cell.</summary>
    /// <param name="failure">The error.</param>
    public void Error(CellFailure failure) =>
        Add(new JsonObject
        {
            ["output_type"] = "error",
            ["ename"] = failure.Name,
            ["evalue"] = failure.Message,
            ["traceback"] = new JsonArray([.. failure.Traceback.Select(line => JsonValue.Create(line))]),
        });

    /// <inheritdoc/>
    public void Clear(bool wait)
    {
        lock (_lock)
        {
            _clearNext = true;
            if (!wait)
                ClearIfAsked();
        }
    }

    /// <inheritdoc/>
    public string ReadLine(string prompt, bool password, CancellationToken cancellation) => throw new StdinNotImplementedException();

    private void Add(JsonObject output)
    {
        lock (_lock)
        {
            ClearIfAsked();
            EndStream();
            _outputs.Add(output);
        }
    }

    private void EndStream()
    {
        if (_stream.Length == 0)
            return;

        _outputs.Add(new JsonObject { ["output_type"] = "stream", ["name"] = _streamName, ["text"] = Lines(_stream.ToString()) });
        _stream.Clear();
    }

    private void ClearIfAsked()
    {
        if (!_clearNext)
            return;

        _clearNext = false;
        _stream.Clear();
        _outputs.Clear();
    }

    private static JsonObject Data(IReadOnlyDictionary<string, object> bundle)
    {
        var data = new JsonObject();
        foreach (var (mime, value) in bundle)
        {
            data[mime] = value switch
            {
                string text when mime.StartsWith("image/", StringComparison.Ordinal) => text,
                string text => Lines(text),
                _ => JsonSerializer.SerializeToNode(value),
            };
        }

        return data;
    }

    /// <summary>The lines of a text with their line breaks, so that notebooks can be compared line by line.</summary>
    /// <param name="text">The text.</param>
    internal static JsonArray Lines(string text)
    {
        var lines = new JsonArray();
        for (int start = 0; start < text.Length;)
        {
            int end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end + 1;
            lines.Add((JsonNode)text[start..end]);
            start = end;
        }

        return lines;
    }
}

using System.Text.Json.Serialization;

namespace GroupConv.Kernel.Protocol;

/// <summary>iopub <c>status</c>: busy, idle or starting.</summary>
internal sealed record StatusContent(string ExecutionState);

/// <summary>iopub <c>execute_input</c>.</summary>
internal sealed record ExecuteInputContent(string Code, int ExecutionCount);

/// <summary>iopub <c>stream</c>: name is stdout or stderr.</summary>
internal sealed record StreamText(string Name, string Text);

/// <summary>iopub <c>display_data</c> and <c>update_display_data</c>.</summary>
internal sealed record DisplayContent(
    IReadOnlyDictionary<string, object> Data,
    IReadOnlyDictionary<string, object> Metadata,
    IReadOnlyDictionary<string, string> Transient);

/// <summary>iopub <c>execute_result</c>.</summary>
internal sealed record ExecuteResultContent(
    int ExecutionCount,
    IReadOnlyDictionary<string, object> Data,
    IReadOnlyDictionary<string, object> Metadata);

/// <summary>iopub <c>error</c>.</summary>
internal sealed record ErrorContent(string Ename, string Evalue, IReadOnlyList<string> Traceback);

/// <summary>iopub <c>clear_output</c>.</summary>
internal sealed record ClearOutputContent(bool Wait);

/// <summary>stdin <c>input_request</c>.</summary>
internal sealed record InputRequestContent(string Prompt, bool Password);

/// <summary>iopub <c>comm_close</c>.</summary>
internal sealed record CommCloseContent(string CommId, [property: JsonPropertyName("data")] IReadOnlyDictionary<string, object> Data);

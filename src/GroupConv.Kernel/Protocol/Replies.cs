namespace GroupConv.Kernel.Protocol;

/// <summary>A reply without content.</summary>
internal sealed record OkReply(string Status = "ok");

/// <summary>The reply to a failed request.</summary>
internal sealed record ErrorReply(string Ename, string Evalue, IReadOnlyList<string> Traceback, string Status = "error");

/// <summary><c>kernel_info_reply</c>.</summary>
internal sealed record KernelInfoReply(
    string ProtocolVersion,
    string Implementation,
    string ImplementationVersion,
    LanguageInfo LanguageInfo,
    string Banner,
    IReadOnlyList<HelpLink> HelpLinks,
    bool Debugger = false,
    string Status = "ok");

/// <summary>The language, for highlighting and file names.</summary>
internal sealed record LanguageInfo(
    string Name,
    string Version,
    string Mimetype,
    string FileExtension,
    string PygmentsLexer,
    string CodemirrorMode);

/// <summary>An entry of the help menu.</summary>
internal sealed record HelpLink(string Text, string Url);

/// <summary><c>execute_reply</c> of a successful cell.</summary>
internal sealed record ExecuteReply(
    int ExecutionCount,
    IReadOnlyList<object> Payload,
    IReadOnlyDictionary<string, object> UserExpressions,
    string Status = "ok");

/// <summary>A payload of <c>execute_reply</c> that opens the front end's pager.</summary>
internal sealed record PagePayload(IReadOnlyDictionary<string, object> Data, int Start = 0, string Source = "page");

/// <summary><c>execute_reply</c> of a failed cell.</summary>
internal sealed record ExecuteErrorReply(
    int ExecutionCount,
    string Ename,
    string Evalue,
    IReadOnlyList<string> Traceback,
    string Status = "error");

/// <summary><c>execute_reply</c> of a cell that was not run because an earlier one failed.</summary>
internal sealed record ExecuteAbortedReply(int ExecutionCount, string Status = "aborted");

/// <summary><c>is_complete_reply</c>: complete, incomplete, invalid or unknown.</summary>
internal sealed record IsCompleteReply(string Status, string Indent = "");

/// <summary><c>complete_reply</c>; positions count Unicode code points.</summary>
internal sealed record CompleteReply(
    IReadOnlyList<string> Matches,
    int CursorStart,
    int CursorEnd,
    IReadOnlyDictionary<string, object> Metadata,
    string Status = "ok");

/// <summary>The kind of a match of a <c>complete_reply</c>, in its metadata.</summary>
internal sealed record CompletionType(int Start, int End, string Text, string Type);

/// <summary><c>inspect_reply</c>.</summary>
internal sealed record InspectReply(
    bool Found,
    IReadOnlyDictionary<string, object> Data,
    IReadOnlyDictionary<string, object> Metadata,
    string Status = "ok");

/// <summary><c>history_reply</c>.</summary>
internal sealed record HistoryReply(IReadOnlyList<object> History, string Status = "ok");

/// <summary><c>comm_info_reply</c>.</summary>
internal sealed record CommInfoReply(IReadOnlyDictionary<string, object> Comms, string Status = "ok");

/// <summary><c>shutdown_reply</c>.</summary>
internal sealed record ShutdownReply(bool Restart, string Status = "ok");

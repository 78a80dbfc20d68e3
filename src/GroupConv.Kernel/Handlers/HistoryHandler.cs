using GroupConv.Kernel.Protocol;

namespace GroupConv.Kernel.Handlers;

/// <summary><c>history_request</c>.</summary>
/// <param name="history">The cells.</param>
internal sealed class HistoryHandler(History history) : IMessageHandler
{
    /// <inheritdoc/>
    public string RequestType => "history_request";

    /// <inheritdoc/>
    public void Handle(Exchange exchange)
    {
        var request = exchange.Request;
        bool withOutput = request.Flag("output", absent: false);
        exchange.Reply("history_reply", new HistoryReply([.. Find(request).Select(c => Row(c, withOutput))]));
    }

    private IReadOnlyList<HistoryEntry> Find(Message request)
    {
        // Absent or null means no limit.
        int? Count(string name) => request.Number(name, -1) is >= 0 and var n ? n : null;

        return request.Text("hist_access_type") switch
        {
            "tail" => history.Tail(Count("n") ?? int.MaxValue),
            "range" => history.Range(request.Number("session", 0), request.Number("start", 1), Count("stop")),
            "search" => history.Search(request.Text("pattern", "*"), Count("n"), request.Flag("unique", absent: false)),
            _ => [],
        };
    }

    /// <summary>(session, number, input), or (session, number, (input, output)).</summary>
    private static object[] Row(HistoryEntry cell, bool withOutput) =>
        withOutput ? [History.Session, cell.Line, new[] { cell.Input, cell.Output }] : [History.Session, cell.Line, cell.Input];
}

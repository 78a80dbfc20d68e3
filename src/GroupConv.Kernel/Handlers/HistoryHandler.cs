using GroupConv.Kernel.Protocol;

namespace GroupConv.Kernel.Handlers;

/// <summary>Gives an empty history: notebooks keep their own.</summary>
internal sealed class HistoryHandler : IMessageHandler
{
    /// <inheritdoc/>
    public string RequestType => "history_request";

    /// <inheritdoc/>
    public void Handle(Exchange exchange) => exchange.Reply("history_reply", new HistoryReply([]));
}

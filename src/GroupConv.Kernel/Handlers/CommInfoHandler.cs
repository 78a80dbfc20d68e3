using GroupConv.Kernel.Protocol;

namespace GroupConv.Kernel.Handlers;

/// <summary><c>comm_info_request</c>: there are no comms.</summary>
internal sealed class CommInfoHandler : IMessageHandler
{
    /// <inheritdoc/>
    public string RequestType => "comm_info_request";

    /// <inheritdoc/>
    public void Handle(Exchange exchange) => exchange.Reply("comm_info_reply", new CommInfoReply(new Dictionary<string, object>()));
}

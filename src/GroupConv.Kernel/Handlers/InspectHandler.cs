using GroupConv.Kernel.Protocol;

namespace GroupConv.Kernel.Handlers;

/// <summary>Answers questions about a name: nothing is known of any yet.</summary>
internal sealed class InspectHandler : IMessageHandler
{
    /// <inheritdoc/>
    public string RequestType => "inspect_request";

    /// <inheritdoc/>
    public void Handle(Exchange exchange) =>
        exchange.Reply("inspect_reply", new InspectReply(Found: false, new Dictionary<string, object>(), new Dictionary<string, object>()));
}

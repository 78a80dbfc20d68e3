using GroupConv.Kernel.Protocol;

namespace GroupConv.Kernel.Handlers;

/// <summary>Closes every comm that a front end opens: no target is known here.</summary>
internal sealed class CommOpenHandler : IMessageHandler
{
    /// <inheritdoc/>
    public string RequestType => "comm_open";

    /// <inheritdoc/>
    public void Handle(Exchange exchange) =>
        exchange.Publish("comm_close", new CommCloseContent(exchange.Request.Text("comm_id"), new Dictionary<string, object>()));
}

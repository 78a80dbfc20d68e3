using GroupConv.Kernel.Protocol;

namespace GroupConv.Kernel.Handlers;

/// <summary><c>comm_open</c>: closes the comm, since this kernel has no targets.</summary>
internal sealed class CommOpenHandler : IMessageHandler
{
    /// <inheritdoc/>
    public string RequestType => "comm_open";

    /// <inheritdoc/>
    public void Handle(Exchange exchange) =>
        exchange.Publish("comm_close", new CommCloseContent(exchange.Request.Text("comm_id"), new Dictionary<string, object>()));
}

using GroupConv.Kernel.Protocol;

namespace GroupConv.Kernel.Handlers;

/// <summary><c>shutdown_request</c>: replies, then ends the kernel.</summary>
/// <param name="end">Ends the kernel once the replies are sent.</param>
internal sealed class ShutdownHandler(Action end) : IMessageHandler
{
    /// <inheritdoc/>
    public string RequestType => "shutdown_request";

    /// <inheritdoc/>
    public void Handle(Exchange exchange)
    {
        var reply = new ShutdownReply(exchange.Request.Flag("restart", absent: false));

        // Published too, for other clients of this kernel.
        exchange.Publish("shutdown_reply", reply);
        exchange.Reply("shutdown_reply", reply);
        end();
    }
}

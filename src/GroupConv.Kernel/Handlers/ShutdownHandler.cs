using GroupConv.Kernel.Protocol;

namespace GroupConv.Kernel.Handlers;

/// <summary>Replies, then ends the kernel.</summary>
/// <param name="end">Ends it, once what was sent has left.</param>
internal sealed class ShutdownHandler(Action end) : IMessageHandler
{
    /// <inheritdoc/>
    public string RequestType => "shutdown_request";

    /// <inheritdoc/>
    public void Handle(Exchange exchange)
    {
        var reply = new ShutdownReply(exchange.Request.Flag("restart", absent: false));

        // Other front ends of the same kernel learn it from iopub.
        exchange.Publish("shutdown_reply", reply);
        exchange.Reply("shutdown_reply", reply);
        end();
    }
}

using GroupConv.Kernel.Protocol;

namespace GroupConv.Kernel.Handlers;

/// <summary><c>interrupt_request</c>: interrupts the running cell.</summary>
internal sealed class InterruptHandler(RunningCell running) : IMessageHandler
{
    /// <inheritdoc/>
    public string RequestType => "interrupt_request";

    /// <inheritdoc/>
    public void Handle(Exchange exchange)
    {
        running.Interrupt();
        exchange.Reply("interrupt_reply", new OkReply());
    }
}

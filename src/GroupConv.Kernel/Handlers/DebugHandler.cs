using GroupConv.Kernel.Protocol;

namespace GroupConv.Kernel.Handlers;

/// <summary><c>debug_request</c>: not supported, as kernel_info_reply says.</summary>
internal sealed class DebugHandler : IMessageHandler
{
    private const string Message = "This kernel has no debugger.";

    /// <inheritdoc/>
    public string RequestType => "debug_request";

    /// <inheritdoc/>
    public void Handle(Exchange exchange) => exchange.Reply("debug_reply", new ErrorReply("NotSupported", Message, [Message]));
}

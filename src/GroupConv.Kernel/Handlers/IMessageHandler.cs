using GroupConv.Kernel.Protocol;

namespace GroupConv.Kernel.Handlers;

/// <summary>Handles one type of request. The server sends status busy and idle around it.</summary>
internal interface IMessageHandler
{
    /// <summary>The request's type, such as <c>execute_request</c>.</summary>
    string RequestType { get; }

    /// <summary>Handles a request.</summary>
    /// <param name="exchange">The request and its replies.</param>
    void Handle(Exchange exchange);

    /// <summary>The type of the error reply if handling fails; null if no reply is expected.</summary>
    string? ReplyType => RequestType.EndsWith("_request", StringComparison.Ordinal)
        ? RequestType[..^"_request".Length] + "_reply"
        : null;
}

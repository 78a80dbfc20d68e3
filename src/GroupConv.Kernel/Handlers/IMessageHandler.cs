using GroupConv.Kernel.Protocol;

namespace GroupConv.Kernel.Handlers;

/// <summary>Answers one type of request. Status busy and idle are sent around it.</summary>
internal interface IMessageHandler
{
    /// <summary>The request's type, such as <c>execute_request</c>.</summary>
    string RequestType { get; }

    /// <summary>Answers a request.</summary>
    /// <param name="exchange">The request and the ways to answer.</param>
    void Handle(Exchange exchange);

    /// <summary>What to reply where answering failed by a fault of the kernel; null where no reply is expected.</summary>
    string? ReplyType => RequestType.EndsWith("_request", StringComparison.Ordinal)
        ? RequestType[..^"_request".Length] + "_reply"
        : null;
}

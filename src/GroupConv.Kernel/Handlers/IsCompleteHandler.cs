using GroupConv.Kernel.Language;
using GroupConv.Kernel.Protocol;

namespace GroupConv.Kernel.Handlers;

/// <summary><c>is_complete_request</c>: whether a console should run the cell or wait for more lines.</summary>
/// <param name="magics">Recognizes magic lines.</param>
internal sealed class IsCompleteHandler(MagicLanguage magics) : IMessageHandler
{
    /// <inheritdoc/>
    public string RequestType => "is_complete_request";

    /// <inheritdoc/>
    public void Handle(Exchange exchange)
    {
        var judged = Completeness.Of(exchange.Request.Text("code"), magics);
        exchange.Reply("is_complete_reply", new IsCompleteReply(judged.Status, judged.Indent));
    }
}

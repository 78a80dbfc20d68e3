using GroupConv.Kernel.Language;
using GroupConv.Kernel.Protocol;

namespace GroupConv.Kernel.Handlers;

/// <summary>Says whether a cell can run as it stands, for consoles that run a line at Enter.</summary>
/// <param name="magics">Knows the lines that are no C#.</param>
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

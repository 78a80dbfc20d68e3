using GroupConv.Kernel.Language;
using GroupConv.Kernel.Protocol;

namespace GroupConv.Kernel.Handlers;

/// <summary><c>inspect_request</c>: signature and documentation of the name at the cursor.</summary>
/// <param name="language">Inspects names.</param>
internal sealed class InspectHandler(LanguageService language) : IMessageHandler
{
    private static readonly Dictionary<string, object> Nothing = [];

    /// <inheritdoc/>
    public string RequestType => "inspect_request";

    /// <inheritdoc/>
    public void Handle(Exchange exchange)
    {
        string code = exchange.Request.Text("code");
        int cursor = CodePoints.ToIndex(code, exchange.Request.Number("cursor_pos", int.MaxValue));
        var found = language.Inspect(code, cursor, detail: exchange.Request.Number("detail_level", 0) > 0);
        var data = found is null
            ? Nothing
            : new Dictionary<string, object>(StringComparer.Ordinal) { ["text/plain"] = found.Text, ["text/markdown"] = found.Markdown };
        exchange.Reply("inspect_reply", new InspectReply(found is not null, data, Nothing));
    }
}

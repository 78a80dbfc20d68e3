using GroupConv.Kernel.Language;
using GroupConv.Kernel.Protocol;

namespace GroupConv.Kernel.Handlers;

/// <summary><c>complete_request</c>: completions at the cursor.</summary>
/// <param name="language">Finds the completions.</param>
internal sealed class CompleteHandler(LanguageService language) : IMessageHandler
{
    // Not part of the protocol; front ends choose icons by it.
    private const string Types = "_jupyter_types_experimental";

    /// <inheritdoc/>
    public string RequestType => "complete_request";

    /// <inheritdoc/>
    public void Handle(Exchange exchange)
    {
        string code = exchange.Request.Text("code");
        int cursor = CodePoints.ToIndex(code, exchange.Request.Number("cursor_pos", int.MaxValue));
        var found = language.Complete(code, cursor);
        int start = CodePoints.FromIndex(code, found.Start);
        int end = CodePoints.FromIndex(code, found.End);
        var metadata = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            [Types] = found.Entries.Select(e => new CompletionType(start, end, e.Text, e.Kind)).ToList(),
        };
        exchange.Reply("complete_reply", new CompleteReply([.. found.Entries.Select(e => e.Text)], start, end, metadata));
    }
}

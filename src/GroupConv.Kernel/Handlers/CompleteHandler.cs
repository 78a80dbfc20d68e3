using GroupConv.Kernel.Protocol;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Handlers;

/// <summary>Completes magic lines: names, then the words that a magic offers. C# itself gets no matches.</summary>
/// <param name="session">Knows the magics.</param>
internal sealed class CompleteHandler(ScriptSession session) : IMessageHandler
{
    /// <inheritdoc/>
    public string RequestType => "complete_request";

    /// <inheritdoc/>
    public void Handle(Exchange exchange)
    {
        var code = exchange.Request.Text("code");
        var cursor = CodePoints.ToIndex(code, exchange.Request.Number("cursor_pos", int.MaxValue));
        var (matches, start) = Complete(code[..cursor]);
        exchange.Reply("complete_reply", new CompleteReply(
            matches,
            CodePoints.FromIndex(code, start),
            CodePoints.FromIndex(code, cursor),
            new Dictionary<string, object>()));
    }

    private (IReadOnlyList<string> Matches, int Start) Complete(string before)
    {
        var line = before[(before.LastIndexOf('\n') + 1)..];
        if (!line.StartsWith("#!", StringComparison.Ordinal))
            return ([], before.Length);

        var word = line[(line.LastIndexOf(' ') + 1)..];
        var name = line[2..].Split(' ')[0];
        IEnumerable<string> offers = line.Contains(' ', StringComparison.Ordinal)
            ? session.Magics.FirstOrDefault(m => m.Name == name || m.Aliases.Contains(name))?.Complete(line, session.Variables) ?? []
            : session.Magics.Where(m => m.IsListed).Select(m => "#!" + m.Name);
        return ([.. offers.Where(o => o.StartsWith(word, StringComparison.Ordinal))], before.Length - word.Length);
    }
}

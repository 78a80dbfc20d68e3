using GroupConv.Kernel.Protocol;
using GroupConv.Kernel.Scripting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace GroupConv.Kernel.Handlers;

/// <summary>Says whether a cell can run as it stands, for consoles that run a line at Enter.</summary>
internal sealed class IsCompleteHandler : IMessageHandler
{
    /// <inheritdoc/>
    public string RequestType => "is_complete_request";

    /// <inheritdoc/>
    public void Handle(Exchange exchange) => exchange.Reply("is_complete_reply", Judge(exchange.Request.Text("code")));

    /// <summary>Judges a cell.</summary>
    /// <param name="code">Its text.</param>
    public static IsCompleteReply Judge(string code)
    {
        var status = "complete";
        foreach (var part in CellSplitter.Split(code).Parts.Where(p => !p.IsMagic))
        {
            var tree = CSharpSyntaxTree.ParseText(part.Text, CellSplitter.ParseOptions);
            if (!SyntaxFactory.IsCompleteSubmission(tree))
                return new IsCompleteReply("incomplete", "    ");
            if (tree.GetDiagnostics().Any(d => d.Severity == DiagnosticSeverity.Error))
                status = "invalid";
        }

        return new IsCompleteReply(status);
    }
}

using GroupConv.Interactive.Hosting;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.CSharp;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace GroupConv.Interactive.Polyglot;

/// <summary>
/// Completes and explains magic lines with our grammar. The host itself offers the declared options alone: no verbs, no values and no
/// variables.
/// </summary>
/// <param name="engine">The engine.</param>
/// <param name="csharp">The kernel whose variables are offered.</param>
internal sealed class LineServices(IEngine engine, CSharpKernel csharp)
{
    /// <summary>Answers a request about a magic line of ours, and passes every other command on.</summary>
    public Task Answer(KernelCommand command, KernelInvocationContext context, KernelPipelineContinuation next)
    {
        if (command is not LanguageServiceCommand request)
            return next(command, context);

        // The command in hand has the magic line without the spaces at its end; the outermost one has the cell as written.
        var written = context.Command as LanguageServiceCommand ?? request;
        string line = written.Code.Split('\n').ElementAtOrDefault(written.LinePosition.Line)?.TrimEnd('\r') ?? "";
        int column = written.LinePosition.Character;
        if (!MagicLine.IsMagic(line) || column > line.Length)
            return next(command, context);

        switch (request)
        {
            case RequestCompletions completions:
                var found = engine.Complete(line, column, new PolyglotHost(csharp, context));
                CompletionItem[] items = [.. found.Entries.Select(entry => new CompletionItem(entry.Text, entry.Kind))];
                context.Publish(new CompletionsProduced(items, completions, Span(request, found.Start, found.End)));
                return Task.CompletedTask;
            case RequestHoverText hover:
                var text = new FormattedValue(PlainTextFormatter.MimeType, engine.Explain(line, column));
                context.Publish(new HoverTextProduced(hover, [text]));
                return Task.CompletedTask;
            case RequestSignatureHelp: // there is none, and the host answers for no magic line
                return Task.CompletedTask;
            default:
                return next(command, context);
        }
    }

    // In rows of the command in hand: the host adds those above it.
    private static LinePositionSpan Span(LanguageServiceCommand request, int start, int end) =>
        new(new LinePosition(request.LinePosition.Line, start), new LinePosition(request.LinePosition.Line, end));
}

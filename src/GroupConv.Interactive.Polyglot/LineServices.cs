using GroupConv.Interactive.Hosting;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.CSharp;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace GroupConv.Interactive.Polyglot;

/// <summary>Completion and hover texts of magic lines. The host itself completes words that do not depend on what stands before them.</summary>
/// <param name="engine">The engine.</param>
/// <param name="csharp">The kernel whose variables are offered.</param>
internal sealed class LineServices(IEngine engine, CSharpKernel csharp)
{
    /// <summary>Answers a request about a magic line, and passes every other command on.</summary>
    public Task Answer(KernelCommand command, KernelInvocationContext context, KernelPipelineContinuation next)
    {
        if (command is not LanguageServiceCommand request || LineAt(request) is not { } line || !MagicLine.IsMagic(line))
            return next(command, context);

        var position = request.LinePosition;
        switch (request)
        {
            case RequestCompletions completions:
                var found = engine.Complete(line, position.Character, new PolyglotHost(csharp, context));
                CompletionItem[] items = [.. found.Entries.Select(entry => new CompletionItem(entry.Text, entry.Kind))];
                var span = new LinePositionSpan(new LinePosition(position.Line, found.Start), new LinePosition(position.Line, found.End));
                context.Publish(new CompletionsProduced(items, completions, span));
                return Task.CompletedTask;
            case RequestHoverText hover:
                var text = new FormattedValue(PlainTextFormatter.MimeType, engine.Explain(line, position.Character));
                context.Publish(new HoverTextProduced(hover, [text]));
                return Task.CompletedTask;
            default:
                return next(command, context);
        }
    }

    private static string? LineAt(LanguageServiceCommand request)
    {
        string[] lines = request.Code.Split('\n');
        int line = request.LinePosition.Line;
        return line >= 0 && line < lines.Length && request.LinePosition.Character <= lines[line].Length ? lines[line] : null;
    }
}

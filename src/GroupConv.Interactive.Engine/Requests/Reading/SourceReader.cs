namespace GroupConv.Interactive.Engine.Requests.Reading;

/// <summary>A call that stands by itself in source text, with the name it was given there.</summary>
/// <param name="Name">Such as <c>conv1</c>; null where it has none.</param>
/// <param name="Call">The call.</param>
internal sealed record SourceItem(string? Name, CallNode Call);

/// <summary>
/// Finds the calls of source text: <c>self.conv = nn.Conv2d(...)</c>, <c>return ...</c>, <c>(conv): ...,</c>, <c>("conv", ...),</c>,
/// <c>var conv = new Conv2d(...);</c>. In text of several lines, lines without a call (<c>class</c>, <c>def</c>, <c>import</c>) are passed
/// over.
/// </summary>
internal static class SourceReader
{
    private static readonly string[] s_leads = ["return", "new", "var", "await", "yield", "await"];

    /// <summary>The calls, in order.</summary>
    /// <param name="text">The source text.</param>
    /// <exception cref="CommandException">A call is not finished, or something else stands there.</exception>
    public static IReadOnlyList<SourceItem> Read(string text)
    {
        var parser = new SourceParser(text);
        bool isLenient = text.Trim().Contains('\n', StringComparison.Ordinal);
        var items = new List<SourceItem>();
        while (true)
        {
            SkipSeparators(parser);
            if (parser.AtEnd)
                return items;
            string? name = Lead(parser);
            var start = parser.Next;
            if (start.Kind == TokenKind.Name && IsCall(parser))
            {
                if (parser.Operand() is CallNode call)
                    items.Add(new SourceItem(name, call));
                else if (!isLenient)
                    throw SourceMistake.Expected(text, start, "a layer by itself");
            }
            else if (isLenient)
                parser.Skip();
            else
                throw SourceMistake.Expected(
                    text,
                    parser.Next,
                    items.Count == 0 ? "Conv2d(...), nn.Conv2d(...) or torch.nn.Conv2d(...)" : "the end of the line after ')'");
        }
    }

    private static bool IsCall(SourceParser parser)
    {
        int ahead = 1;
        while (parser.Peek(ahead).Is(".") && parser.Peek(ahead + 1).Kind == TokenKind.Name)
            ahead += 2;
        return parser.Peek(ahead).Is("(");
    }

    private static void SkipSeparators(SourceParser parser)
    {
        while (parser.Next is { Kind: TokenKind.Mark, Text: "," or ";" or ")" or "]" or "}" })
            parser.Skip();
    }

    /// <summary>Takes what stands before a call.</summary>
    /// <returns>The name that the call is given; null for none.</returns>
    private static string? Lead(SourceParser parser)
    {
        string? name = null;
        while (true)
        {
            if (parser.TakeChildHead() is { } child)
            {
                name = child;
            }
            else if (parser.Next is { Kind: TokenKind.Name } word && s_leads.Contains(word.Text) && parser.Peek(1).Kind == TokenKind.Name)
            {
                parser.Skip();
            }
            else if (parser.Next.Kind == TokenKind.Text && parser.Peek(1).Is(":"))
            {
                name = parser.Next.Text;
                parser.Skip(2);
            }
            else if (parser.Next.Is("(") && parser.Peek(1).Kind == TokenKind.Text && parser.Peek(2).Is(","))
            {
                name = parser.Peek(1).Text;
                parser.Skip(3);
            }
            else if (Target(parser) is (int length, var target))
            {
                name = target;
                parser.Skip(length);
            }
            else
            {
                return name;
            }
        }
    }

    /// <summary>An assignment's target: <c>x =</c>, <c>self.x =</c>, <c>self.x: nn.Module =</c>, <c>Conv2d x =</c>.</summary>
    private static (int Length, string Name)? Target(SourceParser parser)
    {
        if (parser.Next.Kind != TokenKind.Name)
            return null;
        int end = Dotted(parser, 0);
        string name = parser.Peek(end - 1).Text;
        if (parser.Peek(end).Kind == TokenKind.Name)
        {
            name = parser.Peek(end).Text;
            end++;
        }
        else if (parser.Peek(end).Is(":") && parser.Peek(end + 1).Kind == TokenKind.Name)
        {
            end = Dotted(parser, end + 1);
        }

        return parser.Peek(end).Is("=") ? (end + 1, name) : null;
    }

    private static int Dotted(SourceParser parser, int from)
    {
        int end = from + 1;
        while (parser.Peek(end).Is(".") && parser.Peek(end + 1).Kind == TokenKind.Name)
            end += 2;
        return end;
    }
}

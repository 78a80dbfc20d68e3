namespace GroupConv.Interactive.Engine.Requests.Reading;

/// <summary>
/// Parses expressions as they stand in Python, in C# and in what <c>print(model)</c> shows: numbers and arithmetic, texts, names, tuples,
/// lists, calls with arguments by position, by name (<c>groups=4</c>, <c>groups: 4</c>) and by child (<c>(conv1): Conv2d(...)</c>).
/// </summary>
/// <param name="text">The source text.</param>
internal sealed class SourceParser(string text)
{
    // Deep enough for any model, and shallow enough for any stack.
    private const int DeepestNesting = 200;

    // Each link keeps its text, so that a very long chain would take memory with the square of its length.
    private const int LongestChain = 2000;

    private static readonly string[] s_operators = ["if", "for", "and", "or", "is", "in", "not", "else", "lambda", "as"];

    private readonly IReadOnlyList<Token> _tokens = Tokenizer.Split(text);
    private int _at;
    private int _depth;

    /// <summary>Names that stand for numbers from here on, as far as the text says them.</summary>
    public Dictionary<string, double> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>The place in the text, to come back to.</summary>
    public int Position
    {
        get => _at;
        set => (_at, _depth) = (value, 0);
    }

    /// <summary>The next token.</summary>
    public Token Next => Peek(0);

    /// <summary>Whether nothing follows.</summary>
    public bool AtEnd => Next.Kind == TokenKind.End;

    /// <summary>A token further on; the end where there is none.</summary>
    /// <param name="ahead">How far.</param>
    public Token Peek(int ahead) => _tokens[Math.Min(_at + ahead, _tokens.Count - 1)];

    /// <summary>Passes over tokens.</summary>
    /// <param name="count">How many.</param>
    public void Skip(int count = 1) => _at = Math.Min(_at + count, _tokens.Count - 1);

    /// <summary>Passes over the rest of the line.</summary>
    public void SkipLine()
    {
        do
            Skip();
        while (!AtEnd && IsOnSameLine());
    }

    /// <summary>Takes a mark if it is next.</summary>
    /// <param name="mark">The mark.</param>
    public bool Take(string mark)
    {
        if (!Next.Is(mark))
            return false;
        Skip();
        return true;
    }

    /// <summary>How many tokens a child's head <c>(name):</c> takes here; 0 where none begins.</summary>
    /// <param name="ahead">Where to look.</param>
    public int ChildHead(int ahead = 0)
    {
        if (!Peek(ahead).Is("("))
            return 0;
        int end = ahead + 1;
        while (Peek(end).Kind is TokenKind.Name or TokenKind.Number || Peek(end).Is(".") || Peek(end).Is("-"))
            end++;
        return end > ahead + 1 && Peek(end).Is(")") && Peek(end + 1).Is(":") ? end + 2 - ahead : 0;
    }

    /// <summary>Takes a child's head and a count such as <c>3 x</c> behind it.</summary>
    /// <returns>The child's name, or null where no child begins here.</returns>
    public string? TakeChildHead()
    {
        int length = ChildHead();
        if (length == 0)
            return null;
        string name = text[Peek(1).Start..Peek(length - 3).End];
        Skip(length);
        if (Next.Kind == TokenKind.Number && Peek(1) is { Kind: TokenKind.Name, Text: "x" })
            Skip(2);
        return name;
    }

    /// <summary>A dotted name, or null.</summary>
    public string? TakeName()
    {
        if (Next.Kind != TokenKind.Name)
            return null;
        int start = Next.Start;
        Skip();
        while (Next.Is(".") && Peek(1).Kind == TokenKind.Name)
            Skip(2);
        return text[start.._tokens[_at - 1].End];
    }

    /// <summary>An expression.</summary>
    /// <exception cref="CommandException">There is none, or it is not finished.</exception>
    public Node Expression()
    {
        Descend();
        var left = Product();
        for (int links = 0; Next.Is("+") || Next.Is("-"); links++)
        {
            RequireShort(links);
            left = Binary(left, TakeMark(), Product());
        }

        _depth--;
        return left;
    }

    /// <summary>A number, text, name, tuple or call, with what is called on it or taken from it.</summary>
    /// <exception cref="CommandException">There is none, or it is not finished.</exception>
    public Node Operand()
    {
        var node = Primary();
        for (int links = 0; ; links++)
        {
            RequireShort(links);
            if (Next.Is("(") && node is NameNode name && (ChildHead() == 0 || IsOnSameLine()))
            {
                node = Call(name);
            }
            else if (Next.Is(".") && Peek(1).Kind == TokenKind.Name)
            {
                // A method of a module, such as .to(device), gives the module again.
                Skip(2);
                if (Next.Is("("))
                    Arguments();
                node = node is CallNode ? node : new OtherNode(node.Start, text[node.Start.._tokens[_at - 1].End]);
            }
            else if (Next.Is("(") && node is CallNode && ChildHead() == 0 && IsOnSameLine())
            {
                Arguments(); // Keras applies a layer to a tensor: Conv2D(...)(x)
            }
            else if (Next.Is("["))
            {
                Items("]");
                node = new OtherNode(node.Start, text[node.Start.._tokens[_at - 1].End]);
            }
            else
            {
                return node;
            }
        }
    }

    private Node Product()
    {
        var left = Factor();
        for (int links = 0; Next.Is("*") || Next.Is("/") || Next.Is("//") || Next.Is("%"); links++)
        {
            RequireShort(links);
            left = Binary(left, TakeMark(), Factor());
        }

        return left;
    }

    private Node Factor()
    {
        int start = Next.Start;
        if (Next.Is("-") || Next.Is("+"))
        {
            bool isMinus = TakeMark() == "-";
            Descend();
            var value = Factor();
            _depth--;
            string source = text[start.._tokens[_at - 1].End];
            return value is NumberNode number
                ? new NumberNode(start, source, isMinus ? -number.Value : number.Value)
                : new OtherNode(start, source);
        }

        var power = Operand();
        if (!Take("**"))
            return power;
        Descend();
        var exponent = Factor();
        _depth--;
        return Binary(power, "**", exponent);
    }

    private bool IsOnSameLine() => !text.AsSpan(_tokens[_at - 1].End, Next.Start - _tokens[_at - 1].End).Contains('\n');

    private void RequireShort(int links)
    {
        if (links > LongestChain)
            throw SourceMistake.At(text, Next.Start, FormattableString.Invariant($"the expression has more than {LongestChain} parts"));
    }

    private void Descend()
    {
        if (++_depth > DeepestNesting)
            throw SourceMistake.At(
                text, Next.Start, FormattableString.Invariant($"brackets and signs are nested more than {DeepestNesting} deep"));
    }

    private Node Binary(Node left, string mark, Node right)
    {
        string source = text[left.Start.._tokens[_at - 1].End];
        if (left is not NumberNode { Value: var a } || right is not NumberNode { Value: var b })
            return new OtherNode(left.Start, source);
        return new NumberNode(left.Start, source, Arithmetic.Of(a, mark, b));
    }

    private Node Primary()
    {
        while (Next is { Kind: TokenKind.Name, Text: "new" } && Peek(1).Kind == TokenKind.Name)
            Skip();
        var token = Next;
        switch (token.Kind)
        {
            case TokenKind.Number:
                Skip();
                return Number(token);
            case TokenKind.Text:
                Skip();
                return new TextNode(token.Start, text[token.Start..token.End], token.Text);
            case TokenKind.Name when token.Text is "lambda" or "not":
                return Other(token.Start);
            case TokenKind.Name:
                string name = TakeName()!;
                return !Next.Is("(") && Values.TryGetValue(name, out double known)
                    ? new NumberNode(token.Start, name, known)
                    : new NameNode(token.Start, name);
            case TokenKind.Mark when token.Text is "(" or "[" or "{":
                return Tuple(token);
            case TokenKind.Mark when token.Text is "*" or "**":
                Skip();
                // The items of *[...] are arguments.
                return Expression() is TupleNode items ? items : new OtherNode(token.Start, text[token.Start.._tokens[_at - 1].End]);
            default:
                throw SourceMistake.Expected(text, token, "a value");
        }
    }

    private static Node Number(Token token) => Arithmetic.Number(token.Text) is { } value
        ? new NumberNode(token.Start, token.Text, value)
        : new OtherNode(token.Start, token.Text);

    /// <summary>A tuple, a list, a dictionary (of which the values count), or an expression in brackets.</summary>
    private Node Tuple(Token open)
    {
        string close = open.Text switch { "(" => ")", "[" => "]", _ => "}" };
        var items = Items(close);
        string source = text[open.Start.._tokens[_at - 1].End];
        bool isTuple = open.Text != "(" || items.Count != 1 || _tokens[_at - 2].Is(",");
        return isTuple ? new TupleNode(open.Start, source, items) : items[0];
    }

    private List<Node> Items(string close)
    {
        Skip();
        var items = new List<Node>();
        while (!Take(close))
        {
            var item = Expression();
            item = IsOperator(Next) ? Other(item.Start) : item;
            if (close == "}" && Take(":"))
                item = Expression();
            items.Add(item);
            if (!Take(",") && !Next.Is(close))
                throw SourceMistake.Expected(text, Next, $"',' or '{close}'");
        }

        return items;
    }

    /// <summary>A node of ONNX as its text shows it: <c>Conv[group = 4, kernel_shape = [3, 3]](%x, %w)</c>.</summary>
    /// <exception cref="CommandException">It is not finished.</exception>
    public CallNode OnnxNode()
    {
        var name = Next;
        Skip();
        var attributes = Arguments("]");
        return new CallNode(name.Start, text[name.Start.._tokens[_at - 1].End], "onnx." + name.Text, attributes);
    }

    private Node Call(NameNode name)
    {
        var arguments = Arguments();
        string source = text[name.Start.._tokens[_at - 1].End];
        return Arithmetic.Of(name.Source, arguments) is { } value
            ? new NumberNode(name.Start, source, value)
            : new CallNode(name.Start, source, name.Source, arguments);
    }

    private List<Argument> Arguments(string close = ")")
    {
        Skip();
        var arguments = new List<Argument>();
        while (!Take(close))
        {
            if (AtEnd)
                throw SourceMistake.Expected(text, Next, $"a value or '{close}'");
            var argument = Argument();
            arguments.Add(argument);
            if (!Take(",") && !Next.Is(close) && ChildHead() == 0)
                throw SourceMistake.Expected(text, Next, $"',' or '{close}' after {argument.Name ?? Short(argument.Value.Source)}");
        }

        return arguments;
    }

    private Argument Argument()
    {
        int start = Next.Start;
        if (TakeChildHead() is { } child)
            return new Argument(child, true, start, Expression());
        string? name = null;
        if (Next.Kind == TokenKind.Name && (Peek(1).Is("=") || Peek(1).Is(":")))
        {
            name = Next.Text.TrimStart('@');
            Skip(2);
        }

        var value = Expression();
        return new Argument(name, false, start, IsOperator(Next) ? Other(value.Start) : value);
    }

    /// <summary>Passes over what has no value here, to the end of the argument.</summary>
    private OtherNode Other(int start)
    {
        int depth = 0;
        while (!AtEnd && (depth > 0 || !(Next.Is(",") || Next.Is(")") || Next.Is("]") || Next.Is("}"))))
        {
            depth += Next.Text is "(" or "[" or "{" ? 1 : Next.Text is ")" or "]" or "}" ? -1 : 0;
            Skip();
        }

        return new OtherNode(start, text[start.._tokens[Math.Max(0, _at - 1)].End]);
    }

    private static bool IsOperator(Token token) => token.Kind == TokenKind.Name
        ? s_operators.Contains(token.Text)
        : token.Kind == TokenKind.Mark && token.Text is "==" or "<" or ">" or "=>" or "?" or "|" or "&";

    private string TakeMark()
    {
        string mark = Next.Text;
        Skip();
        return mark;
    }

    private static string Short(string source) => source.Length <= 40 ? source : source[..40] + "...";
}

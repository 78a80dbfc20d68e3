namespace GroupConv.Interactive.Engine.Requests.Reading;

/// <summary>A call that stands by itself in source text, with the name it was given there.</summary>
/// <param name="Name">Such as <c>conv1</c>; null where it has none.</param>
/// <param name="Call">The call.</param>
internal sealed record SourceItem(string? Name, CallNode Call);

/// <summary>
/// Finds the calls of source text: <c>self.conv = nn.Conv2d(...)</c>, <c>return ...</c>, <c>(conv): ...,</c>, <c>("conv", ...),</c>,
/// <c>var conv = new Conv2d(...);</c>. What stands before the first call is passed over, and in text of several lines all that is no call
/// (<c>class</c>, <c>def</c>, <c>import</c>). Names that are given a number (<c>width = 64</c>, <c>def f(width=64)</c>) stand for it
/// from there on.
/// </summary>
internal sealed class SourceReader
{
    private static readonly string[] s_leads = ["return", "new", "var", "await", "yield", "await"];
    private static readonly string[] s_operators = ["+", "-", "*", "/", "//", "**"];
    private static readonly string[] s_separators = [",", ";", ")", "]", "}", "`", "|"];

    private readonly string _text;
    private readonly SourceParser _parser;
    private readonly bool _isLenient;
    private readonly int _lastCall;
    private readonly List<SourceItem> _items = [];

    private SourceReader(string text)
    {
        _text = text;
        _parser = new SourceParser(text);
        _isLenient = text.Trim().Contains('\n', StringComparison.Ordinal);
        _lastCall = LastCall();
    }

    /// <summary>The calls, in order.</summary>
    /// <param name="text">The source text.</param>
    /// <exception cref="CommandException">A call is not finished, or something else stands there.</exception>
    public static IReadOnlyList<SourceItem> Read(string text)
    {
        var reader = new SourceReader(text);
        while (reader.ReadNext())
        {
        }

        return reader._items;
    }

    /// <summary>Reads or passes over what is next.</summary>
    /// <returns>Whether there was anything.</returns>
    private bool ReadNext()
    {
        while (_parser.Next.Kind == TokenKind.Mark && s_separators.Contains(_parser.Next.Text))
            _parser.Skip();
        if (_parser.AtEnd)
            return false;
        if (_parser.Next.Is("//"))
        {
            _parser.SkipLine(); // C#'s comment behind a call
            return true;
        }

        if (_parser.Next is { Kind: TokenKind.Name, Text: "def" } && _parser.Peek(1).Kind == TokenKind.Name && _parser.Peek(2).Is("("))
        {
            ReadParameters();
            return true;
        }

        string? name = Lead(out string? target);
        var start = _parser.Next;
        if (start.Kind == TokenKind.Name && IsCall(0))
            ReadCall(name, start);
        else if (target is not null)
            Note(target);
        else if (_isLenient || (_parser.Position < _lastCall && !_items.Exists(IsConvolution)))
            _parser.Skip();
        else
            throw SourceMistake.Expected(
                _text,
                start,
                _items.Count == 0 ? "Conv2d(...), nn.Conv2d(...) or torch.nn.Conv2d(...)" : "the end of the line after ')'");
        return true;
    }

    private static bool IsConvolution(SourceItem item) => item.Call.Source.Contains("Conv", StringComparison.Ordinal);

    private void ReadCall(string? name, Token start)
    {
        int place = _parser.Position;
        try
        {
            if (_parser.Peek(1).Is("["))
            {
                _items.Add(new SourceItem(name, _parser.OnnxNode()));
                if (!_parser.AtEnd && !_isLenient)
                    _parser.SkipLine(); // its inputs, and where it comes from
            }
            else if (_parser.Operand() is CallNode call)
                _items.Add(new SourceItem(name, call));
            else if (!_isLenient)
                throw SourceMistake.Expected(_text, start, "a layer by itself");
        }
        catch (CommandException) when (_isLenient && !IsLayer(place))
        {
            // Some other code, such as a method of C#: what is within its brackets may be a layer.
            _parser.Position = place;
            _parser.Skip();
        }
    }

    /// <summary>Whether the call at a place is that of a layer, whose mistakes are told.</summary>
    private bool IsLayer(int place)
    {
        _parser.Position = place;
        int end = Dotted(0);
        return LayerSignature.Named(_parser.Peek(end - 1).Text) is not null;
    }

    /// <summary>Notes what a name stands for: a number by itself; anything else makes it unknown.</summary>
    private void Note(string target)
    {
        var value = _parser.Next;
        var after = _parser.Peek(1);
        bool isWhole = after.Kind != TokenKind.Mark || after.Text is ";" or "," or "(" or "[" or "`";
        if (value.Kind == TokenKind.Number && isWhole && Arithmetic.Number(value.Text) is { } number)
        {
            _parser.Values[target] = number;
            _parser.Skip();
        }
        else
        {
            _parser.Values.Remove(target);
        }
    }

    /// <summary>Reads the parameters of a function of Python: <c>def f(self, width, groups: int = 4)</c>.</summary>
    private void ReadParameters()
    {
        _parser.Skip(3);
        for (int depth = 1; depth > 0 && !_parser.AtEnd; _parser.Skip())
        {
            depth += _parser.Next is { Kind: TokenKind.Mark, Text: "(" or "[" or "{" } ? 1
                : _parser.Next is { Kind: TokenKind.Mark, Text: ")" or "]" or "}" } ? -1 : 0;
            if (depth != 1 || _parser.Next.Kind != TokenKind.Name)
                continue;
            int ahead = 1;
            if (_parser.Peek(1).Is(":"))
                ahead = Dotted(2);
            string name = _parser.Next.Text;
            _parser.Values.Remove(name);
            if (_parser.Peek(ahead).Is("=") && _parser.Peek(ahead + 1).Kind == TokenKind.Number
                && Arithmetic.Number(_parser.Peek(ahead + 1).Text) is { } number)
                _parser.Values[name] = number;
            _parser.Skip(ahead - 1);
        }
    }

    private bool IsCall(int ahead)
    {
        int end = Dotted(ahead);
        return _parser.Peek(end).Is("(") || (end == ahead + 1 && _parser.Peek(end).Is("[") && _parser.Peek(ahead).Text is "Conv"
            or "ConvTranspose");
    }

    private int LastCall()
    {
        int last = -1;
        for (int ahead = 0; _parser.Peek(ahead).Kind != TokenKind.End; ahead++)
            last = _parser.Peek(ahead).Kind == TokenKind.Name && IsCall(ahead) ? ahead : last;
        return last;
    }

    /// <summary>Takes what stands before a call.</summary>
    /// <param name="target">What is assigned to, with its qualifiers; null for nothing.</param>
    /// <returns>The name that the call is given; null for none.</returns>
    private string? Lead(out string? target)
    {
        string? name = null;
        target = null;
        while (true)
        {
            if (_parser.TakeChildHead() is { } child)
            {
                name = child;
            }
            else if (_parser.Next is { Kind: TokenKind.Name } word && s_leads.Contains(word.Text) && _parser.Peek(1).Kind == TokenKind.Name)
            {
                _parser.Skip();
            }
            else if (_parser.Next.Kind == TokenKind.Text && _parser.Peek(1).Is(":"))
            {
                name = _parser.Next.Text;
                _parser.Skip(2);
            }
            else if (_parser.Next.Is("(") && _parser.Peek(1).Kind == TokenKind.Text && _parser.Peek(2).Is(","))
            {
                name = _parser.Peek(1).Text;
                _parser.Skip(3);
            }
            else if (Target() is (int length, var assigned, var whole))
            {
                (name, target) = (assigned, whole);
                _parser.Skip(length);
            }
            else
            {
                return name;
            }
        }
    }

    /// <summary>
    /// An assignment's target: <c>x =</c>, <c>self.x =</c>, <c>self.x: nn.Module =</c>, <c>Conv2d x =</c>, <c>x +=</c>.
    /// </summary>
    private (int Length, string Name, string Whole)? Target()
    {
        if (_parser.Next.Kind != TokenKind.Name)
            return null;
        int end = Dotted(0);
        string name = _parser.Peek(end - 1).Text, whole = string.Concat(Enumerable.Range(0, end).Select(i => _parser.Peek(i).Text));
        if (_parser.Peek(end).Kind == TokenKind.Name)
        {
            name = whole = _parser.Peek(end).Text;
            end++;
        }
        else if (_parser.Peek(end).Is(":") && _parser.Peek(end + 1).Kind == TokenKind.Name)
        {
            end = Dotted(end + 1);
        }
        else if (_parser.Peek(end).Kind == TokenKind.Mark && s_operators.Contains(_parser.Peek(end).Text) && _parser.Peek(end + 1).Is("="))
        {
            // Afterwards nobody knows its number.
            _parser.Values.Remove(whole);
            end++;
        }

        return _parser.Peek(end).Is("=") ? (end + 1, name, whole) : null;
    }

    /// <summary>Where a dotted name ends.</summary>
    private int Dotted(int from)
    {
        int end = from + 1;
        while (_parser.Peek(end).Is(".") && _parser.Peek(end + 1).Kind == TokenKind.Name)
            end += 2;
        return end;
    }
}

using System;
using System.Text;

namespace GroupConv.TileGenerator;

/// <summary>Lines of C#, indented by the braces around them.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _code = new();
    private int _depth;

    /// <summary>Writes a line; an empty one is not indented.</summary>
    public void Line(string text = "") => _code.Append(' ', text.Length == 0 ? 0 : 4 * _depth).Append(text).Append('\n');

    /// <summary>Writes a line followed by a block in braces; only the block if the line is empty.</summary>
    public void Block(string head, Action body, string end = "}")
    {
        if (head.Length > 0)
            Line(head);
        Line("{");
        _depth++;
        body();
        _depth--;
        Line(end);
    }

    public override string ToString() => _code.ToString();
}

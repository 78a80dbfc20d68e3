using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Language;

/// <summary>A cell that is being written, as C# sees it.</summary>
internal static class CellText
{
    /// <summary>The cell with magic lines, and what stands in other languages, made blank; every position stays.</summary>
    /// <param name="code">The cell.</param>
    /// <param name="position">A position in it.</param>
    /// <returns>The text; and whether C# is at the position.</returns>
    public static (string Code, bool IsCSharpThere) CSharp(string code, int position)
    {
        var text = code.ToCharArray();
        var there = true;
        var language = CellLanguages.CSharp;
        for (var start = 0; start <= text.Length;)
        {
            var end = code.IndexOf('\n', start) is >= 0 and var found ? found : text.Length;
            var line = code[start..end].Trim();
            language = CellLanguages.OfLine(line) ?? language;
            if (language != CellLanguages.CSharp || MagicLanguage.IsMagic(line))
            {
                text.AsSpan(start, end - start).Fill(' ');
                there &= position < start || position > end;
            }

            start = end + 1;
        }

        return (new string(text), there);
    }
}

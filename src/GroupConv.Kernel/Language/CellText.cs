using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Language;

/// <summary>The C# of an unfinished cell.</summary>
internal static class CellText
{
    /// <summary>The cell with magic lines and other languages replaced by spaces, so that positions stay the same.</summary>
    /// <param name="code">The cell.</param>
    /// <param name="position">A position in it.</param>
    /// <param name="linesOf">How many of some lines the magic in the first of them takes.</param>
    /// <returns>The text, and whether the position is in C#.</returns>
    public static (string Code, bool IsCSharpThere) CSharp(
        string code, int position, Func<IReadOnlyList<string>, int> linesOf)
    {
        char[] text = code.ToCharArray();
        bool there = true;
        string language = CellLanguages.CSharp;
        for (int start = 0; start <= text.Length;)
        {
            int end = code.IndexOf('\n', start) is >= 0 and var found ? found : text.Length;
            string line = code[start..end].Trim();
            language = CellLanguages.OfLine(line) ?? language;
            bool isMagic = MagicLanguage.IsMagic(line);
            for (int more = isMagic ? linesOf(code[start..].Split('\n')) - 1 : 0; more > 0; more--)
                end = code.IndexOf('\n', end + 1) is >= 0 and var next ? next : text.Length;
            if (language != CellLanguages.CSharp || isMagic)
            {
                text.AsSpan(start, end - start).Fill(' ');
                there &= position < start || position > end;
            }

            start = end + 1;
        }

        return (new string(text), there);
    }
}

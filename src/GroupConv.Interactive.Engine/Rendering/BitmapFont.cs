namespace GroupConv.Interactive.Engine.Rendering;

/// <summary>Letters of 5×7 pixels for labels in PNGs; drawn for this project. Capital letters are shown small.</summary>
internal static class BitmapFont
{
    /// <summary>Pixels from one letter to the next.</summary>
    public const int Advance = 6;

    // Rows from the top, five bits each, the highest on the left. Rows below the seventh hang under the line.
    private static readonly Dictionary<char, byte[]> _glyphs = new()
    {
        ['0'] = [14, 17, 19, 21, 25, 17, 14],
        ['1'] = [4, 12, 4, 4, 4, 4, 14],
        ['2'] = [14, 17, 1, 6, 8, 16, 31],
        ['3'] = [14, 17, 1, 6, 1, 17, 14],
        ['4'] = [2, 6, 10, 18, 31, 2, 2],
        ['5'] = [31, 16, 30, 1, 1, 17, 14],
        ['6'] = [6, 8, 16, 30, 17, 17, 14],
        ['7'] = [31, 1, 2, 4, 4, 8, 8],
        ['8'] = [14, 17, 17, 14, 17, 17, 14],
        ['9'] = [14, 17, 17, 15, 1, 2, 12],
        ['a'] = [0, 0, 14, 1, 15, 17, 15],
        ['b'] = [16, 16, 30, 17, 17, 17, 30],
        ['c'] = [0, 0, 14, 17, 16, 17, 14],
        ['d'] = [1, 1, 15, 17, 17, 17, 15],
        ['e'] = [0, 0, 14, 17, 31, 16, 14],
        ['f'] = [6, 8, 28, 8, 8, 8, 8],
        ['g'] = [0, 0, 15, 17, 17, 15, 1, 14],
        ['h'] = [16, 16, 30, 17, 17, 17, 17],
        ['i'] = [4, 0, 12, 4, 4, 4, 14],
        ['j'] = [2, 0, 6, 2, 2, 2, 2, 12],
        ['k'] = [16, 16, 18, 20, 24, 20, 18],
        ['l'] = [12, 4, 4, 4, 4, 4, 14],
        ['m'] = [0, 0, 26, 21, 21, 21, 21],
        ['n'] = [0, 0, 30, 17, 17, 17, 17],
        ['o'] = [0, 0, 14, 17, 17, 17, 14],
        ['p'] = [0, 0, 30, 17, 17, 30, 16, 16],
        ['q'] = [0, 0, 15, 17, 17, 15, 1, 1],
        ['r'] = [0, 0, 22, 24, 16, 16, 16],
        ['s'] = [0, 0, 15, 16, 14, 1, 30],
        ['t'] = [8, 8, 28, 8, 8, 9, 6],
        ['u'] = [0, 0, 17, 17, 17, 17, 15],
        ['v'] = [0, 0, 17, 17, 17, 10, 4],
        ['w'] = [0, 0, 17, 21, 21, 21, 10],
        ['x'] = [0, 0, 17, 10, 4, 10, 17],
        ['y'] = [0, 0, 17, 17, 17, 15, 1, 14],
        ['z'] = [0, 0, 31, 2, 4, 8, 31],
        ['-'] = [0, 0, 0, 14],
        ['–'] = [0, 0, 0, 31],
        ['+'] = [0, 4, 4, 31, 4, 4],
        ['='] = [0, 0, 31, 0, 31],
        ['×'] = [0, 0, 17, 10, 4, 10, 17],
        ['·'] = [0, 0, 0, 4],
        ['.'] = [0, 0, 0, 0, 0, 0, 4],
        [','] = [0, 0, 0, 0, 0, 0, 4, 8],
        [':'] = [0, 0, 4, 0, 0, 4],
        ['…'] = [0, 0, 0, 0, 0, 0, 21],
        ['/'] = [1, 1, 2, 4, 8, 16, 16],
        ['('] = [2, 4, 8, 8, 8, 4, 2],
        [')'] = [8, 4, 2, 2, 2, 4, 8],
        ['['] = [14, 8, 8, 8, 8, 8, 14],
        [']'] = [14, 2, 2, 2, 2, 2, 14],
        ['±'] = [4, 4, 31, 4, 4, 0, 31],
        ['_'] = [0, 0, 0, 0, 0, 0, 31],
        [' '] = [],
    };

    private static readonly byte[] _unknown = [31, 17, 17, 17, 17, 17, 31];

    /// <summary>Writes a line.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="x">Left of the first letter.</param>
    /// <param name="y">Top of the letters.</param>
    /// <param name="text">The text; what the font does not have is a box.</param>
    /// <param name="color">The colour.</param>
    /// <param name="width">The most pixels; what is longer ends in an ellipsis.</param>
    public static void Write(IndexedPng picture, int x, int y, string text, Rgb color, int width = int.MaxValue)
    {
        int fits = width / Advance;
        foreach (char letter in text.Length <= fits ? text : fits < 2 ? "" : Lines.Clip(text, fits))
        {
            byte[] rows = _glyphs.GetValueOrDefault(char.ToLowerInvariant(letter), _unknown);
            for (int row = 0; row < rows.Length; row++)
            {
                for (int column = 0; column < 5; column++)
                {
                    if ((rows[row] >> (4 - column) & 1) != 0)
                        picture.Set(x + column, y + row, color);
                }
            }

            x += Advance;
        }
    }
}

namespace GroupConv.Interactive.Engine.Rendering;

/// <summary>
/// One map as a PNG: a palette index is a level of the map's scale, so the picture also carries its numbers, in steps of 1/250 of the
/// scale.
/// </summary>
internal static class MapPng
{
    private const int LeastSide = 160;

    /// <summary>Pixels a cell, so that a small map is sharp where a page scales its image.</summary>
    /// <param name="cells">The map.</param>
    public static int PixelsPerCell(Cells cells) => Math.Max(1, LeastSide / Math.Max(cells.Rows, cells.Columns));

    /// <summary>The bytes of the file.</summary>
    /// <param name="cells">The map.</param>
    /// <param name="scale">Its colours.</param>
    public static byte[] Encode(Cells cells, ColorScale scale)
    {
        int factor = PixelsPerCell(cells), width = cells.Columns * factor, height = cells.Rows * factor;
        var pixels = new byte[width * height];
        for (int row = 0; row < cells.Rows; row++)
        {
            var line = pixels.AsSpan(row * factor * width, width);
            for (int column = 0; column < cells.Columns; column++)
            {
                bool isAbsent = cells.Absent?[row * cells.Columns + column] == true;
                line.Slice(column * factor, factor).Fill(isAbsent ? ColorScale.AbsentLevel : scale.LevelOf(cells[row, column]));
            }

            for (int copy = 1; copy < factor; copy++)
                line.CopyTo(pixels.AsSpan((row * factor + copy) * width));
        }

        return PngFile.Encode(width, height, scale.Palette, pixels);
    }
}

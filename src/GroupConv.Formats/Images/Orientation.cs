using System.Globalization;
using System.Numerics.Tensors;

namespace GroupConv.Formats.Images;

/// <summary>
/// Rotates and mirrors a picture by its EXIF orientation (JEITA CP-3451, tag 0x0112): cameras store the sensor's pixels unrotated.
/// </summary>
internal static class Orientation
{
    /// <summary>The upright picture.</summary>
    /// <param name="stored">The planes of the file, (1, C, H, W).</param>
    /// <param name="orientation">1 for upright, 2 to 8 as EXIF numbers them.</param>
    public static LoadedTensor Apply(Tensor<float> stored, int orientation)
    {
        if (orientation is < 2 or > 8)
            return new LoadedTensor(stored);
        int channels = (int)stored.Lengths[1], height = (int)stored.Lengths[2], width = (int)stored.Lengths[3];
        bool swaps = orientation >= 5;
        (int rows, int columns) = swaps ? (width, height) : (height, width);
        var from = new float[stored.FlattenedLength];
        stored.FlattenTo(from);
        var to = new float[from.Length];
        for (int c = 0; c < channels; c++)
        {
            int plane = c * height * width;
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    (int y, int x) = Source(orientation, row, column, height, width);
                    to[plane + row * columns + column] = from[plane + y * width + x];
                }
            }
        }

        string note = string.Create(CultureInfo.InvariantCulture, $"turned upright (EXIF orientation {orientation})");
        return new LoadedTensor(Tensor.Create(to, [1, channels, rows, columns]), [note]);
    }

    /// <summary>The position in the file of the pixel at a row and column of the upright picture.</summary>
    private static (int Y, int X) Source(int orientation, int row, int column, int height, int width) => orientation switch
    {
        2 => (row, width - 1 - column),
        3 => (height - 1 - row, width - 1 - column),
        4 => (height - 1 - row, column),
        5 => (column, row),
        6 => (height - 1 - column, row),
        7 => (height - 1 - column, width - 1 - row),
        _ => (column, width - 1 - row),
    };
}

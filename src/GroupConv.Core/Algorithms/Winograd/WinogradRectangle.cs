namespace GroupConv.Core.Algorithms.Winograd;

/// <summary>A rectangle of tiles of an image.</summary>
/// <param name="Image">The image of the batch.</param>
/// <param name="Row">The first row of tiles.</param>
/// <param name="Column">The first column of tiles; 0 if there are several rows.</param>
/// <param name="Rows">Rows of tiles.</param>
/// <param name="Columns">Columns of tiles; all of them if there are several rows.</param>
internal readonly record struct WinogradRectangle(long Image, int Row, int Column, int Rows, int Columns)
{
    public int Count => Rows * Columns;
}

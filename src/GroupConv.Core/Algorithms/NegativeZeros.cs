using GroupConv.Core.Kernels;
using GroupConv.Core.Problems;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms;

/// <summary>
/// Corrects the signs of zero outputs if products with zeros around an image are skipped. A skipped product is ±0. Adding +0 changes a sum
/// only if the sum is −0, and a sum can be −0 only if the bias is −0.
/// </summary>
/// <param name="problem">A problem with one channel a group.</param>
/// <param name="leavesOutColumns">Whether taps left and right of the rows are skipped; those above and below always are.</param>
internal sealed unsafe class NegativeZeros(ImageProblem problem, bool leavesOutColumns)
{
    /// <summary>Whether any products are skipped.</summary>
    public bool Matter { get; } = problem.PaddingMode == PaddingMode.Zeros
        && (problem.Rows.InsideShare < 1 || (leavesOutColumns && problem.Columns.InsideShare < 1));

    /// <summary>Whether any of some numbers is −0.</summary>
    public static bool IsAmong(float* values, int count) => new ReadOnlySpan<int>(values, count).Contains(int.MinValue);

    /// <summary>Changes −0 to +0 in outputs for which a skipped product is +0.</summary>
    /// <param name="y">Some output rows of a channel.</param>
    /// <param name="firstRow">The first of them.</param>
    /// <param name="rows">How many.</param>
    /// <param name="weight">The channel's filter.</param>
    /// <param name="weightStep">From one weight to the next.</param>
    public void Fix(float* y, int firstRow, int rows, float* weight, nint weightStep)
    {
        for (int row = firstRow; row < firstRow + rows; row++)
        {
            var down = problem.Rows.Inside(row);
            for (int column = 0; column < problem.Columns.Out; column++, y++)
            {
                if (BitConverter.SingleToInt32Bits(*y) != int.MinValue)
                    continue;
                var across = leavesOutColumns ? problem.Columns.Inside(column) : new InsideTaps(0, problem.Columns.Taps);
                if (LeavesOutPositive(down, across, weight, weightStep))
                    *y = 0;
            }
        }
    }

    /// <summary>Whether a skipped weight is non-negative (+0 included).</summary>
    private bool LeavesOutPositive(InsideTaps down, InsideTaps across, float* weight, nint step)
    {
        for (int kh = 0; kh < problem.Rows.Taps; kh++)
        {
            for (int kw = 0; kw < problem.Columns.Taps; kw++, weight += step)
            {
                if (!(down.Holds(kh) && across.Holds(kw)) && !float.IsNegative(*weight))
                    return true;
            }
        }

        return false;
    }
}

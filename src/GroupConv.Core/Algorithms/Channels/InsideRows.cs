using GroupConv.Core.Kernels;
using GroupConv.Core.Problems;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms.Channels;

/// <summary>
/// Consecutive output rows for which the same filter rows, FirstTap to LastTap (exclusive), read the input. The other filter rows would
/// read zeros above or below it.
/// </summary>
internal readonly record struct InsideRows(int FirstRow, int LastRow, int FirstTap, int LastTap)
{
    /// <summary>All output rows of a problem, grouped.</summary>
    public static InsideRows[] Of(ImageProblem problem)
    {
        var rows = new List<InsideRows>();
        for (int row = 0; row < problem.Rows.Out; row++)
        {
            (int first, int last) = Taps(problem, row);
            if (rows.Count > 0 && rows[^1].FirstTap == first && rows[^1].LastTap == last)
                rows[^1] = rows[^1] with { LastRow = row + 1 };
            else
                rows.Add(new InsideRows(row, row + 1, first, last));
        }

        return [.. rows];
    }

    /// <summary>The share of all taps of all output rows that reads the input rather than zeros above or below it.</summary>
    public static double Share(ImageProblem problem) => problem.PaddingMode == PaddingMode.Zeros ? problem.Rows.InsideShare : 1;

    private static InsideTaps Taps(ImageProblem problem, int row) =>
        problem.PaddingMode == PaddingMode.Zeros ? problem.Rows.Inside(row) : new InsideTaps(0, problem.Rows.Taps);
}

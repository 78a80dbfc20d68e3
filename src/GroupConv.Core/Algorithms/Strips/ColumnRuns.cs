using GroupConv.Core.Problems;

namespace GroupConv.Core.Algorithms.Strips;

/// <summary>
/// The taps of a filter's column, cut into runs of taps that lie the same number of places apart in one phase, so that a tile's rows pass
/// from tap to tap.
/// </summary>
internal sealed class ColumnRuns
{
    /// <param name="rows">The height.</param>
    /// <param name="mostTaps">The most taps of a run.</param>
    public ColumnRuns(ImageAxis rows, int mostTaps)
    {
        int height = rows.Taps;
        // With stride s and dilation d, the taps kh and kh + s / gcd(s, d) lie in one phase, d / gcd(s, d) places apart.
        RowStep = rows.RowStep;
        TapStep = Math.Min(height, rows.PhaseTaps);
        int longest = (height - 1) / TapStep + 1, pieces = (longest + mostTaps - 1) / mostTaps;
        Taps = (longest + pieces - 1) / pieces;
        var runs = new List<(int First, int Taps)>();
        for (int first = 0; first < Math.Min(TapStep, height); first++)
        {
            int taps = (height - first - 1) / TapStep + 1;
            for (int piece = 0; piece < pieces; piece++)
            {
                int start = taps * piece / pieces, end = taps * (piece + 1) / pieces;
                if (start < end)
                    runs.Add((first + start * TapStep, end - start));
            }
        }

        Runs = runs;
    }

    /// <summary>Places between neighbouring taps of a run, and so output rows between neighbouring rows of a tile.</summary>
    public int RowStep { get; }

    /// <summary>From a tap of a run to the next one, in rows of the filter.</summary>
    public int TapStep { get; }

    /// <summary>Taps of a full run; the others have one less.</summary>
    public int Taps { get; }

    /// <summary>The first tap and the number of taps of each run.</summary>
    public IReadOnlyList<(int First, int Taps)> Runs { get; }
}

using GroupConv.Core.Problems;

namespace GroupConv.Core.Algorithms.Strips;

/// <summary>
/// Divides the taps of a filter column into runs. The taps of a run have equal distances within one phase, so a loaded row is used by each
/// of them for another output row of the tile.
/// </summary>
internal sealed class ColumnRuns
{
    /// <param name="rows">The vertical axis.</param>
    /// <param name="mostTaps">The most taps of a run.</param>
    public ColumnRuns(ImageAxis rows, int mostTaps)
    {
        int height = rows.Taps;
        // With stride s and dilation d, taps kh and kh + s / gcd(s, d) are in the same phase, d / gcd(s, d) rows apart.
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

    /// <summary>Distance within a phase between neighbouring taps of a run, and so between the output rows of a tile.</summary>
    public int RowStep { get; }

    /// <summary>Distance, in filter rows, between neighbouring taps of a run.</summary>
    public int TapStep { get; }

    /// <summary>Taps of a full run; the others have one tap less.</summary>
    public int Taps { get; }

    /// <summary>The first tap and the number of taps of each run.</summary>
    public IReadOnlyList<(int First, int Taps)> Runs { get; }
}

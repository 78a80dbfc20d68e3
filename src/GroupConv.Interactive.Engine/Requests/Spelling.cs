namespace GroupConv.Interactive.Engine.Requests;

/// <summary>Finds what was meant by a name that is not there.</summary>
internal static class Spelling
{
    private const int LongestCompared = 64;

    /// <summary><c> Did you mean 'x'?</c> with a space in front, or empty where nothing is near.</summary>
    public static string DidYouMean(string name, IEnumerable<string> candidates) =>
        Nearest(name, candidates) is { } nearest ? $" Did you mean '{nearest}'?" : "";

    /// <summary>The candidate that takes the fewest edits, at most a third of the longer name; or null.</summary>
    public static string? Nearest(string name, IEnumerable<string> candidates)
    {
        if (name.Length > LongestCompared)
            return null;
        return candidates
            .Where(candidate => candidate.Length <= LongestCompared)
            .Select(candidate => (candidate, edits: Edits(name, candidate)))
            .Where(pair => pair.edits <= Math.Max(1, Math.Max(name.Length, pair.candidate.Length) / 3))
            .OrderBy(pair => pair.edits)
            .ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .Select(pair => pair.candidate)
            .FirstOrDefault();
    }

    // Optimal string alignment: insert, delete, replace, or swap two neighbours; case does not count.
    private static int Edits(string from, string to)
    {
        int[][] cost = [.. Enumerable.Range(0, from.Length + 1).Select(_ => new int[to.Length + 1])];
        for (int i = 0; i <= from.Length; i++)
        {
            for (int j = 0; j <= to.Length; j++)
                cost[i][j] = Math.Min(i, j) == 0 ? Math.Max(i, j) : Cheapest(i, j);
        }

        return cost[from.Length][to.Length];

        bool Same(int i, int j) => char.ToUpperInvariant(from[i]) == char.ToUpperInvariant(to[j]);

        int Cheapest(int i, int j)
        {
            int least = Math.Min(cost[i - 1][j - 1] + (Same(i - 1, j - 1) ? 0 : 1), 1 + Math.Min(cost[i - 1][j], cost[i][j - 1]));
            bool swapped = i > 1 && j > 1 && Same(i - 1, j - 2) && Same(i - 2, j - 1);
            return swapped ? Math.Min(least, cost[i - 2][j - 2] + 1) : least;
        }
    }
}

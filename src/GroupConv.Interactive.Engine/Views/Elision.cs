namespace GroupConv.Interactive.Engine.Views;

/// <summary>Which of many things are shown: the first ones and the last, so that both ends can be read.</summary>
internal static class Elision
{
    private const int Tail = 2;

    /// <summary>The indices shown, ascending.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="limit">How many fit, at least 3.</param>
    public static IReadOnlyList<int> Pick(int count, int limit) => count <= limit
        ? [.. Enumerable.Range(0, count)]
        : [.. Enumerable.Range(0, limit - Tail), .. Enumerable.Range(count - Tail, Tail)];
}

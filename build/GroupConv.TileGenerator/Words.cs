namespace GroupConv.TileGenerator;

/// <summary>Words of generated documentation.</summary>
internal static class Words
{
    /// <summary>A number and its noun: <c>1 vector</c>, <c>2 vectors</c>.</summary>
    public static string Count(int number, string what) => $"{number} {what}{(number == 1 ? string.Empty : "s")}";
}

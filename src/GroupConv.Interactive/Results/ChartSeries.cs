namespace GroupConv.Interactive.Results;

/// <summary>A line of a <see cref="ChartResult"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Points">Its points, from left to right.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<ChartPoint> Points);

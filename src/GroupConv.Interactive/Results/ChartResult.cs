namespace GroupConv.Interactive.Results;

/// <summary>
/// A chart of lines with points: accuracy by epoch, accuracy by parameters. A notebook makes one, displays it, and may update it as
/// numbers come in.
/// </summary>
/// <param name="Title">What it shows.</param>
/// <param name="X">What the horizontal axis measures, with the unit.</param>
/// <param name="Y">What the vertical axis measures, with the unit.</param>
/// <param name="Series">The lines.</param>
/// <param name="LogX">Whether equal steps along the horizontal axis are equal ratios; points at or below zero are then left out.</param>
public sealed record ChartResult(string Title, string X, string Y, IReadOnlyList<ChartSeries> Series, bool LogX = false);

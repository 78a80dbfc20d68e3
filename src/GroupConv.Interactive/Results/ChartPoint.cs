namespace GroupConv.Interactive.Results;

/// <summary>A point of a <see cref="ChartSeries"/>.</summary>
/// <param name="X">Where it stands along the horizontal axis.</param>
/// <param name="Y">Where it stands along the vertical axis; a point that is not finite is counted, not drawn.</param>
/// <param name="Label">What stands beside it; may be empty.</param>
public sealed record ChartPoint(double X, double Y, string Label = "");

namespace GroupConv.Interactive.Results;

/// <summary>A Plotly figure that a notebook made with a library of its own.</summary>
/// <param name="Text">What it shows, in a line.</param>
/// <param name="Json">The figure: <c>{"data": [...], "layout": {...}}</c>.</param>
public sealed record FigureResult(string Text, string Json);

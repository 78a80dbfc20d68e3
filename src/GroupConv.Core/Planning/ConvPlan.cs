using System.Globalization;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Planning;

/// <summary>How a layer would run on an input, and why.</summary>
/// <param name="Shape">The layer applied to the input.</param>
/// <param name="Algorithm">The row of the algorithm table.</param>
/// <param name="Reason">Why this row was chosen and the others not; phrases separated by <c>;</c>.</param>
/// <param name="Threads">Number of threads that share the work.</param>
/// <param name="WorkspaceBytes">Scratch memory of all threads together.</param>
/// <param name="PackedBytes">Size of the packed weight; 0 if the algorithm reads the weight tensor directly.</param>
/// <param name="Blocking">Tile, blocks and partition, as a phrase.</param>
/// <param name="Bound">Upper bound of the speed, and what limits it.</param>
/// <param name="Error">
/// An estimate of the greatest rounding error, as a part of the largest output; null where it is that of a float32 sum of the products. It
/// grows with the products, not with the outputs: where products cancel, as filters of differences do on pixels with a large mean, the
/// error is a larger part of what is left.
/// </param>
public sealed record ConvPlan(
    ConvShape Shape,
    string Algorithm,
    string Reason,
    int Threads,
    long WorkspaceBytes,
    long PackedBytes,
    string Blocking,
    ConvBound Bound,
    double? Error = null)
{
    /// <summary>The layer applied to the input.</summary>
    public ConvShape Shape { get; init; } = Shape ?? throw new ArgumentNullException(nameof(Shape));

    /// <summary>The row of the algorithm table.</summary>
    public string Algorithm { get; init; } = Algorithm ?? throw new ArgumentNullException(nameof(Algorithm));

    /// <summary>Why this row was chosen and the others not; phrases separated by <c>;</c>.</summary>
    public string Reason { get; init; } = Reason ?? throw new ArgumentNullException(nameof(Reason));

    /// <summary>Tile, blocks and partition, as a phrase.</summary>
    public string Blocking { get; init; } = Blocking ?? throw new ArgumentNullException(nameof(Blocking));

    /// <summary>Upper bound of the speed, and what limits it.</summary>
    public ConvBound Bound { get; init; } = Bound ?? throw new ArgumentNullException(nameof(Bound));

    /// <summary>One line: algorithm, blocking, threads, memory, bound and the first reason.</summary>
    public override string ToString() =>
        $"{Shape.Spec} on {Shape.Input}: {Algorithm}, {Blocking}, {ThreadsText}, {Memory}; "
        + $"{Bound}{(Error is null ? "" : $"; {ErrorText}")}; {Reasons[0]}";

    /// <summary>The same on several lines, with all reasons.</summary>
    public string ToMultilineString() => $"""
        {Shape.Spec} on {Shape.Input} → {Shape.Output}
        algorithm  {Algorithm}: {string.Join("\n           ", Reasons)}
        blocking   {Blocking}
        threads    {ThreadsText}
        memory     {Memory}
        bound      {Bound}; moves {Bound.Traffic}
        error      {ErrorText}
        """.ReplaceLineEndings("\n");

    private string[] Reasons => Reason.Split("; ");

    private string ThreadsText => string.Create(CultureInfo.InvariantCulture, $"{Threads} {(Threads == 1 ? "thread" : "threads")}");

    private string Memory => $"{ByteSize.Text(WorkspaceBytes)} workspace, "
        + (PackedBytes == 0 ? "weight not packed" : $"{ByteSize.Text(PackedBytes)} packed weight");

    private string ErrorText => Error is null
        ? "rounds as a float32 sum of the products does"
        : string.Create(CultureInfo.InvariantCulture,
            $"rounding error about {Error:0.0e+0} of the largest output, more where products cancel");
}

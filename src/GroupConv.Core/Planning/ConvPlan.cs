using System.Globalization;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Planning;

/// <summary>What would run for a layer on an input, and why.</summary>
/// <param name="Shape">The layer on its input.</param>
/// <param name="Algorithm">The row of the algorithm table.</param>
/// <param name="Reason">Why that row.</param>
/// <param name="Threads">Threads that share the work.</param>
/// <param name="WorkspaceBytes">Scratch memory, all threads together.</param>
/// <param name="Blocking">Tile, blocks and partition, as a phrase.</param>
public sealed record ConvPlan(Conv2dShape Shape, string Algorithm, string Reason, int Threads, long WorkspaceBytes, string Blocking)
{
    /// <summary>One line: algorithm, blocking, threads, workspace and why.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Shape.Spec} on {Conv2dShape.Shape(Shape.Input)}: {Algorithm}, {Blocking}, {Threads} {(Threads == 1 ? "thread" : "threads")}, {ByteSize.Text(WorkspaceBytes)} workspace; {Reason}");
}

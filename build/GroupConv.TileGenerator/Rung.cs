using System.Collections.Generic;
using System.Linq;

namespace GroupConv.TileGenerator;

/// <summary>One switch of a <see cref="Ladder"/>: a parameter, and the type arguments for each of its values.</summary>
/// <param name="parameter">The parameter's name.</param>
/// <param name="typeParameters">The type parameters that the switch sets.</param>
/// <param name="constraints">Their constraints.</param>
/// <param name="cases">
/// The type arguments for each value, as written in a switch. A last value <c>_</c> is the default; without one, other values throw.
/// </param>
internal sealed class Rung(string parameter, string typeParameters, string[] constraints, (string Value, string Types)[] cases)
{
    /// <summary>The type parameters of every microkernel.</summary>
    private const string LaneTypes = "TLanes, TVector";

    public string Parameter { get; } = parameter;

    public string TypeParameters { get; } = typeParameters;

    public IReadOnlyList<string> Constraints { get; } = constraints;

    public IReadOnlyList<(string Value, string Types)> Cases { get; } = cases;

    /// <summary>The width of vectors; the narrowest is the default.</summary>
    public static Rung Lanes(params int[] lanes) => new(
        "lanes",
        LaneTypes,
        ["TLanes : ILanes<TVector>", "TVector : unmanaged"],
        [.. lanes.Select((lane, i) => (i == lanes.Length - 1 ? "_" : $"{lane}", Types(lane)))]);

    /// <summary>A number from 1 up, as a type argument that the JIT treats as a constant.</summary>
    public static Rung Number(string parameter, string typeParameter, int most) => new(
        parameter,
        typeParameter,
        [$"{typeParameter} : IConstant"],
        [.. Enumerable.Range(1, most).Select(number => ($"{number}", $"Is{number}"))]);

    /// <summary>Whether some columns of the vector are outside the row.</summary>
    public static Rung Masked() => Rows("masked", ("true", "MaskedRow"), ("false", "WholeRow"));

    /// <summary>How rows are read: a value of <c>RowReading</c>.</summary>
    public static Rung Reading() =>
        Rows("reading", ("RowReading.Masked", "MaskedRow"), ("RowReading.Cleared", "ClearedRow"), ("_", "WholeRow"));

    private static string Types(int lanes) => lanes == 1 ? "Lanes32, float" : $"Lanes{32 * lanes}, Vector{32 * lanes}<float>";

    private static Rung Rows(string parameter, params (string Value, string Row)[] cases) => new(
        parameter, "TRow", ["TRow : IRow<TVector>"], [.. cases.Select(each => (each.Value, $"{each.Row}<{LaneTypes}>"))]);
}

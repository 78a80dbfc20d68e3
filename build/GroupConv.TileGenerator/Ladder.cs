using System.Collections.Generic;
using System.Linq;

namespace GroupConv.TileGenerator;

/// <summary>
/// Writes the method that finds a microkernel: its numbers become type arguments, so that the JIT compiles each combination on its own. Each switch
/// stands in a generic method of its own, because the JIT loads every type that a method names: a call loads one branch, not hundreds of microkernels.
/// </summary>
/// <param name="method">The method's name.</param>
/// <param name="arguments">The struct that the microkernels take a pointer to.</param>
/// <param name="parameters">The parameters after <c>lanes</c>, in the method's order: type and name.</param>
/// <param name="rungs">The switches, from the first to the last but one.</param>
/// <param name="microkernels">The last switch: values of the parameters that no rung takes, and the microkernel.</param>
internal sealed class Ladder(
    string method, string arguments, (string Type, string Name)[] parameters, Rung[] rungs, IEnumerable<(string Values, string Microkernel)> microkernels)
{
    private readonly (string Type, string Name)[] _parameters = [("int", "lanes"), .. parameters];

    /// <summary>Writes the methods, the first of them public and partial: its documentation stands in the part written by hand.</summary>
    public void Write(CodeWriter code)
    {
        for (int depth = 0; depth <= rungs.Length; depth++)
        {
            if (depth > 0)
                code.Line();
            var left = Left(depth).ToArray();
            string signature = $"delegate*<{arguments}*, void> {method}{Types(depth)}({string.Join(", ", left.Select(each => $"{each.Type} {each.Name}"))})";
            string[] constraints = [.. rungs.Take(depth).SelectMany(rung => rung.Constraints)];
            string rest = string.Join(", ", Left(depth + 1).Select(each => each.Name));
            code.Line(depth == 0 ? $"public static partial {signature} => lanes switch" : $"private static {signature}");
            for (int i = 0; i < constraints.Length; i++)
                code.Line($"    where {constraints[i]}{(i == constraints.Length - 1 ? $" => {Subject(depth, left)} switch" : string.Empty)}");
            var cases = depth < rungs.Length
                ? rungs[depth].Cases.Select(each => (each.Value, $"{method}{Types(depth, each.Types)}({rest})"))
                : microkernels.Select(each => (each.Values, $"&{each.Microkernel}"));
            code.Block(string.Empty, () => Cases(code, [.. cases], depth < rungs.Length ? rungs[depth].Parameter : left[left.Length - 1].Name), end: "};");
        }
    }

    private static void Cases(CodeWriter code, (string Value, string Result)[] cases, string parameter)
    {
        foreach (var (value, result) in cases)
            code.Line($"{value} => {result},");
        bool isComplete = cases.Any(each => each.Value is "_" or "false");
        if (!isComplete)
            code.Line($"_ => throw new ArgumentOutOfRangeException(nameof({parameter})),");
    }

    /// <summary>The parameters that the first rungs have not taken.</summary>
    private IEnumerable<(string Type, string Name)> Left(int depth) => _parameters.Where(each => rungs.Take(depth).All(rung => rung.Parameter != each.Name));

    private string Subject(int depth, (string Type, string Name)[] left) =>
        depth < rungs.Length ? rungs[depth].Parameter
        : left.Length == 1 ? left[0].Name
        : $"({string.Join(", ", left.Select(each => each.Name))})";

    private string Types(int depth, string? last = null)
    {
        string[] types = [.. rungs.Take(depth).Select(rung => rung.TypeParameters), .. last is null ? System.Array.Empty<string>() : [last]];
        return types.Length == 0 ? string.Empty : $"<{string.Join(", ", types)}>";
    }
}

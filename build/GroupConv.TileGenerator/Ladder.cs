using System.Collections.Generic;
using System.Linq;

namespace GroupConv.TileGenerator;

/// <summary>
/// Writes the method that finds a microkernel. Numbers become type arguments, so that the JIT compiles each combination separately. Each
/// switch is its own generic method, because the JIT loads every type that a method names: a call then loads one branch instead of hundreds
/// of microkernels.
/// </summary>
/// <param name="method">The method's name.</param>
/// <param name="arguments">The struct that the microkernels take a pointer to.</param>
/// <param name="parameters">The parameters after <c>lanes</c>, in the method's order: type and name.</param>
/// <param name="rungs">The switches, except the last.</param>
/// <param name="microkernels">The last switch: values of the parameters that are left, and the microkernel.</param>
internal sealed class Ladder(
    string method, string arguments, (string Type, string Name)[] parameters, Rung[] rungs,
    IEnumerable<(string Values, string Microkernel)> microkernels)
{
    private readonly (string Type, string Name)[] _parameters = [("int", "lanes"), .. parameters];

    /// <summary>Writes the methods. The first is public and partial; its handwritten part has the documentation.</summary>
    public void Write(CodeWriter code)
    {
        for (int depth = 0; depth <= rungs.Length; depth++)
        {
            if (depth > 0)
                code.Line();
            var left = Left(depth).ToArray();
            string declared = string.Join(", ", left.Select(each => $"{each.Type} {each.Name}"));
            string signature = $"delegate*<{arguments}*, void> {method}{Types(depth)}({declared})";
            string rest = string.Join(", ", Left(depth + 1).Select(each => each.Name));
            string[] head =
            [
                depth == 0 ? $"public static partial {signature}" : $"private static {signature}",
                .. rungs.Take(depth).SelectMany(rung => rung.Constraints).Select(constraint => $"    where {constraint}"),
            ];
            foreach (string line in head.Take(head.Length - 1))
                code.Line(line);
            code.Line($"{head[head.Length - 1]} => {Subject(depth, left)} switch");
            var cases = depth < rungs.Length
                ? rungs[depth].Cases.Select(each => (each.Value, $"{method}{Types(depth, each.Types)}({rest})"))
                : microkernels.Select(each => (each.Values, $"&{each.Microkernel}"));
            string parameter = depth < rungs.Length ? rungs[depth].Parameter : left[left.Length - 1].Name;
            code.Block(string.Empty, () => Cases(code, [.. cases], parameter), end: "};");
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

    /// <summary>The parameters that the first <paramref name="depth"/> rungs leave.</summary>
    private IEnumerable<(string Type, string Name)> Left(int depth) =>
        _parameters.Where(each => rungs.Take(depth).All(rung => rung.Parameter != each.Name));

    private string Subject(int depth, (string Type, string Name)[] left) =>
        depth < rungs.Length ? rungs[depth].Parameter
        : left.Length == 1 ? left[0].Name
        : $"({string.Join(", ", left.Select(each => each.Name))})";

    private string Types(int depth, string? last = null)
    {
        var types = rungs.Take(depth).Select(rung => rung.TypeParameters).ToList();
        if (last is not null)
            types.Add(last);
        return types.Count == 0 ? string.Empty : $"<{string.Join(", ", types)}>";
    }
}

using CsCheck;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Tests.Support;

/// <summary>Random layers on random inputs, the same ones in every run.</summary>
public static class CaseGenerator
{
    private static readonly Gen<IntTuple> s_kernels = Gen.Frequency(
        (4, Gen.Const((IntTuple)(3, 3))),
        (2, Gen.Const((IntTuple)(1, 1))),
        (4, Gen.Select(Gen.Int[1, 7], Gen.Int[1, 7], (height, width) => (IntTuple)(height, width))));

    private static readonly Gen<IntTuple> s_steps = Gen.Frequency(
        (5, Gen.Const((IntTuple)(1, 1))),
        (3, Gen.Const((IntTuple)(2, 2))),
        (2, Gen.Select(Gen.Int[1, 4], Gen.Int[1, 4], (height, width) => (IntTuple)(height, width))));

    private static readonly Gen<ConvPadding> s_paddings = Gen.Frequency(
        (3, Gen.Const(ConvPadding.Valid)),
        (4, Gen.Int[1, 3].Select(all => (ConvPadding)all)),
        (3, Gen.Select(Gen.Int[0, 4], Gen.Int[0, 4], Gen.Int[0, 4], Gen.Int[0, 4], (top, bottom, left, right) =>
            ConvPadding.Explicit((top, bottom), (left, right)))));

    private static readonly Gen<(int Groups, int In, int Out)> s_channels = Gen.Frequency(
        (3, Gen.Select(Gen.Int[1, 12], Gen.Int[1, 9], Gen.Int[1, 11], (groups, a, b) => (groups, groups * a, groups * b))),
        (2, Gen.Select(Gen.Int[1, 20], Gen.Int[1, 3], (channels, multiplier) => (channels, channels, channels * multiplier))),
        (1, Gen.Select(Gen.Int[1, 2], Gen.Int[20, 70], Gen.Int[20, 70], (groups, a, b) => (groups, groups * a, groups * b))));

    private static readonly Gen<ConvCase> s_cases = Gen.Select(
        Gen.Int[1, 3],
        s_channels,
        Gen.Select(Gen.Int[1, 34], Gen.Int[1, 34]),
        s_kernels,
        Gen.Select(s_steps, s_steps),
        s_paddings,
        Gen.Select(Gen.Bool, Gen.Frequency((5, Gen.Const(PaddingMode.Zeros)), (3, Gen.Enum<PaddingMode>()))),
        (n, channels, size, kernel, steps, padding, rest) => new ConvCase(
            n, channels.Groups, channels.In, channels.Out, size.Item1, size.Item2, kernel, steps.Item1, padding, steps.Item2, rest.Item1,
                rest.Item2));

    /// <summary>The first so many cases from a seed that PyTorch would compute, none twice, none of more than half a million
    /// multiply-adds.</summary>
    public static IEnumerable<ConvCase> Cases(int count, uint stream, ulong seed)
    {
        var random = new PCG(stream, seed);
        var seen = new HashSet<string>();
        while (seen.Count < count)
        {
            var candidate = s_cases.Generate(random, null, out _);
            if (candidate.IsValid && ConvCost.Of(candidate.Shape).Macs < 5e5 && seen.Add(candidate.Name))
                yield return candidate;
        }
    }
}

using CsCheck;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Tests.Support;

/// <summary>A layer over any number of dimensions on an input.</summary>
public sealed record LayerCase(ConvSpec Spec, nint[] Lengths)
{
    private static readonly Gen<(int Groups, int In, int Out)> s_channels = Gen.Frequency(
        (3, Gen.Select(Gen.Int[1, 6], Gen.Int[1, 5], Gen.Int[1, 7], (groups, a, b) => (groups, groups * a, groups * b))),
        (2, Gen.Select(Gen.Int[1, 12], Gen.Int[1, 3], (channels, multiplier) => (channels, channels, channels * multiplier))),
        (1, Gen.Select(Gen.Int[1, 2], Gen.Int[10, 40], Gen.Int[10, 40], (groups, a, b) => (groups, groups * a, groups * b))));

    public ConvShape Shape => ConvShape.Infer(Spec, Lengths);

    public string Name => $"{Spec} on {(TensorShape)Lengths}";

    /// <summary>The first so many cases from a seed that PyTorch would compute, none twice, none of more than 200,000 multiply-adds, none a
    /// plain 2-d convolution.</summary>
    public static IEnumerable<LayerCase> Cases(int count, uint stream, ulong seed)
    {
        var random = new PCG(stream, seed);
        var seen = new HashSet<string>();
        while (seen.Count < count)
        {
            if (Draw(random) is { } candidate && ConvCost.Of(candidate.Shape) is { Macs: < 2e5 } cost && cost.OutputBytes is > 0 and < 1e6
                && seen.Add(candidate.Name))
                yield return candidate;
        }
    }

    private static LayerCase? Draw(PCG random)
    {
        int dims = Number(1, 3);
        bool transposed = Number(0, 1) == 1 || dims == 2;
        var channels = s_channels.Generate(random, null, out _);
        int most = dims == 1 ? 40 : dims == 2 ? 14 : 8;
        IntTuple kernel = Numbers(1, dims == 3 ? 4 : 6), stride = Numbers(1, Number(1, 4)), dilation = Numbers(1, Number(1, 3));
        var padding = Number(0, 4) == 0 ? ConvPadding.Explicit([.. Enumerable.Range(0, dims).Select(_ => (Number(0, 4), Number(0, 4)))])
            : (ConvPadding)Numbers(0, 3);
        var mode = transposed || Number(0, 1) == 0 ? PaddingMode.Zeros : (PaddingMode)Number(0, 3);
        IntTuple output = transposed ? IntTuple.Create(
            [.. Enumerable.Range(0, dims).Select(d => Number(0, Math.Max(stride[d], dilation[d]) - 1))]) : 0;
        nint[] lengths = [Number(1, 3), channels.In, .. Enumerable.Range(0, dims).Select(_ => (nint)Number(1, most))];
        try
        {
            var spec = new ConvSpec(dims, transposed, channels.In, channels.Out, kernel, stride, padding, dilation, channels.Groups,
                Number(0, 1) == 1, mode, output);
            _ = ConvShape.Infer(spec, lengths);
            return new LayerCase(spec, lengths);
        }
        catch (ConvException)
        {
            return null;
        }

        int Number(int first, int last) => Gen.Int[first, last].Generate(random, null, out _);

        IntTuple Numbers(int first, int last) => IntTuple.Create([.. Enumerable.Range(0, dims).Select(_ => Number(first, last))]);
    }
}

using System.Globalization;
using System.Text.RegularExpressions;
using GroupConv.Core.Problems;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Tests.Support;

/// <summary>A layer on an input, written as its test's name: <c>N2 G4 IC8 OC12 H7 W5 K3x3 S2 P1 D2</c>.</summary>
public sealed partial record ConvCase(
    int N, int Groups, int InChannels, int OutChannels, int H, int W, IntTuple Kernel, IntTuple Stride, ConvPadding Padding,
        IntTuple Dilation, bool Bias, PaddingMode Mode)
{
    public string Name
    {
        get
        {
            (IntTuple before, IntTuple after) = (Spec.Padding.Before, Spec.Padding.After);
            string padding = before == after
                ? Pair(before)
                : string.Create(CultureInfo.InvariantCulture, $"{before[0]},{after[0]},{before[1]},{after[1]}");
            string name = string.Create(
                CultureInfo.InvariantCulture,
                $"N{N} G{Groups} IC{InChannels} OC{OutChannels} H{H} W{W} K{Spec.KernelSize[0]}x{Spec.KernelSize[1]} S{Pair(Spec.Stride)} P{padding} D{Pair(Spec.Dilation)}");
            return name + (Bias ? "" : " nobias") + (Mode == PaddingMode.Zeros ? "" : " " + Mode.ToString().ToLowerInvariant());
        }
    }

    public ConvSpec Spec => new(2, false, InChannels, OutChannels, Kernel, Stride, Padding, Dilation, Groups, Bias, Mode);

    public ConvShape Shape => ConvShape.Infer(Spec, [N, InChannels, H, W]);

    /// <summary>What rows of the algorithm table compute.</summary>
    internal ImageProblem Problem => ImageProblem.Of(Shape);

    /// <summary>Whether PyTorch would compute it.</summary>
    public bool IsValid
    {
        get
        {
            try
            {
                _ = Shape;
                return true;
            }
            catch (ConvException)
            {
                return false;
            }
        }
    }

    public static ConvCase Parse(string name)
    {
        var match = Pattern().Match(name);
        Assert.True(match.Success, $"Not a case: {name}");
        int[] padding = Numbers(match, "P", ',');
        return new ConvCase(
            Number(match, "N"), Number(match, "G"), Number(match, "IC"), Number(match, "OC"), Number(match, "H"), Number(match, "W"),
            Two(match, "K"), Two(match, "S"),
            padding.Length == 4 ? ConvPadding.Explicit((padding[0], padding[1]), (padding[2], padding[3])) : (ConvPadding)Two(match, "P"),
            Two(match, "D"),
            !match.Groups["nobias"].Success,
            match.Groups["mode"].Success ? Enum.Parse<PaddingMode>(match.Groups["mode"].Value, ignoreCase: true) : PaddingMode.Zeros);
    }

    [GeneratedRegex(@"^N(?<N>\d+) G(?<G>\d+) IC(?<IC>\d+) OC(?<OC>\d+) H(?<H>\d+) W(?<W>\d+) K(?<K>\d+x\d+) S(?<S>[\dx]+) P(?<P>[\dx,]+) D(?<D>[\dx]+)(?<nobias> nobias)?( (?<mode>reflect|replicate|circular))?$")]
    private static partial Regex Pattern();

    private static string Pair(IntTuple pair) => pair[0] == pair[1]
        ? pair[0].ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{pair[0]}x{pair[1]}");

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    private static int[] Numbers(Match match, string group, char separator) =>
        [.. match.Groups[group].Value.Split(separator, 'x').Select(text => int.Parse(text, CultureInfo.InvariantCulture))];

    private static IntTuple Two(Match match, string group)
    {
        int[] numbers = Numbers(match, group, 'x');
        return (numbers[0], numbers[^1]);
    }
}

using System.Globalization;
using System.Text.RegularExpressions;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Tests.Support;

/// <summary>A layer on an input, written as its test's name: <c>N2 G4 IC8 OC12 H7 W5 K3x3 S2 P1 D2</c>.</summary>
public sealed partial record ConvCase(
    int N, int Groups, int InChannels, int OutChannels, int H, int W, IntPair Kernel, IntPair Stride, Padding2d Padding, IntPair Dilation, bool Bias, PaddingMode Mode)
{
    public string Name
    {
        get
        {
            string padding = Padding.Top == Padding.Bottom && Padding.Left == Padding.Right
                ? Pair(new IntPair(Padding.Top, Padding.Left))
                : string.Create(CultureInfo.InvariantCulture, $"{Padding.Top},{Padding.Bottom},{Padding.Left},{Padding.Right}");
            string name = string.Create(
                CultureInfo.InvariantCulture,
                $"N{N} G{Groups} IC{InChannels} OC{OutChannels} H{H} W{W} K{Kernel.Height}x{Kernel.Width} S{Pair(Stride)} P{padding} D{Pair(Dilation)}");
            return name + (Bias ? "" : " nobias") + (Mode == PaddingMode.Zeros ? "" : " " + Mode.ToString().ToLowerInvariant());
        }
    }

    public Conv2dSpec Spec => new(InChannels, OutChannels, Kernel, Stride, Padding, Dilation, Groups, Bias, Mode);

    public Conv2dShape Shape => Conv2dShape.Infer(Spec, [N, InChannels, H, W]);

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
            padding.Length == 4 ? Padding2d.Explicit(padding[0], padding[1], padding[2], padding[3]) : (Padding2d)(Two(match, "P").Height, Two(match, "P").Width),
            Two(match, "D"),
            !match.Groups["nobias"].Success,
            match.Groups["mode"].Success ? Enum.Parse<PaddingMode>(match.Groups["mode"].Value, ignoreCase: true) : PaddingMode.Zeros);
    }

    [GeneratedRegex(@"^N(?<N>\d+) G(?<G>\d+) IC(?<IC>\d+) OC(?<OC>\d+) H(?<H>\d+) W(?<W>\d+) K(?<K>\d+x\d+) S(?<S>[\dx]+) P(?<P>[\dx,]+) D(?<D>[\dx]+)(?<nobias> nobias)?( (?<mode>reflect|replicate|circular))?$")]
    private static partial Regex Pattern();

    private static string Pair(IntPair pair) => pair.Height == pair.Width
        ? pair.Height.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{pair.Height}x{pair.Width}");

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    private static int[] Numbers(Match match, string group, char separator) =>
        [.. match.Groups[group].Value.Split(separator, 'x').Select(text => int.Parse(text, CultureInfo.InvariantCulture))];

    private static IntPair Two(Match match, string group)
    {
        int[] numbers = Numbers(match, group, 'x');
        return new IntPair(numbers[0], numbers[^1]);
    }
}

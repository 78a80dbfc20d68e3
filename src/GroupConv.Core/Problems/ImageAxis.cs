using GroupConv.Core.Kernels;

namespace GroupConv.Core.Problems;

/// <summary>
/// One dimension of an <see cref="ImageProblem"/>: output u is a sum over taps t of the input at u·Stride + t·Dilation − Before.
/// </summary>
/// <param name="In">Length of the input.</param>
/// <param name="Out">Length of the output.</param>
/// <param name="Taps">Taps of a filter.</param>
/// <param name="Stride">From one output's window to the next.</param>
/// <param name="Dilation">From one tap to the next.</param>
/// <param name="Before">Padding before the input; negative where the first positions are not read.</param>
/// <param name="After">Padding after the input; negative where the last positions are not read.</param>
internal sealed record ImageAxis(long In, long Out, int Taps, int Stride, int Dilation, int Before, int After)
{
    /// <summary>A dimension of length 1 with filters of length 1.</summary>
    public static ImageAxis One { get; } = new(1, 1, 1, 1, 1, 0, 0);

    /// <summary>Positions from a filter's first tap to its last, both included.</summary>
    public double Window => (double)Dilation * (Taps - 1) + 1;

    /// <summary>Distance, in taps, between taps that read input positions with the same remainder by the stride.</summary>
    public int PhaseTaps => Stride / Gcd(Stride, Dilation);

    /// <summary>
    /// Distance between two such taps within a phase. Outputs this far apart share loaded pixels. 1 if there are no two such taps.
    /// </summary>
    public int RowStep => PhaseTaps < Taps ? Dilation / Gcd(Stride, Dilation) : 1;

    /// <summary>Number of phases that some tap reads.</summary>
    public int Phases => Math.Min(Taps, PhaseTaps);

    /// <summary>Greatest distance between the first and the last tap within a phase.</summary>
    public long Reach => (long)Dilation * (Taps - 1) / Stride;

    /// <summary>Length of a padded line, all phases together.</summary>
    public double PaddedLength => (double)(Out + Reach) * Phases;

    /// <summary>Whether the padding is 0 on both sides, neither adding nor cropping.</summary>
    public bool IsUnpadded => Before == 0 && After == 0;

    /// <summary>The share of all taps of all outputs that read the input, not the padding.</summary>
    public double InsideShare => InsideTaps.Share(Out, Taps, Stride, Dilation, Before, In);

    /// <summary>The taps of an output that read the input, not the padding.</summary>
    /// <param name="output">The output.</param>
    public InsideTaps Inside(long output) => InsideTaps.Of(output * Stride - Before, Taps, Dilation, In);

    private static int Gcd(int a, int b) => b == 0 ? a : Gcd(b, a % b);
}

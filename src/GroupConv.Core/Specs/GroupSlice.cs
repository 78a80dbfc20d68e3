using System.Globalization;
using static System.FormattableString;

namespace GroupConv.Core.Specs;

/// <summary>The input channels, output channels and weight rows of one group.</summary>
/// <param name="Group">The group's index, from 0.</param>
/// <param name="FirstInput">The first input channel it reads.</param>
/// <param name="Inputs">How many input channels it reads: in_channels / groups.</param>
/// <param name="FirstOutput">The first output channel it computes; also the first weight row it uses.</param>
/// <param name="Outputs">How many output channels it computes: out_channels / groups.</param>
public readonly record struct GroupSlice(int Group, int FirstInput, int Inputs, int FirstOutput, int Outputs)
{
    /// <summary>The last input channel it reads.</summary>
    public int LastInput => FirstInput + Inputs - 1;

    /// <summary>The last output channel it computes; also the last weight row it uses.</summary>
    public int LastOutput => FirstOutput + Outputs - 1;

    /// <summary>Such as <c>group 2: in 32–47 → out 64–95</c>.</summary>
    public override string ToString() =>
        Invariant($"group {Group}: in {Span(FirstInput, LastInput)} → out {Span(FirstOutput, LastOutput)}");

    /// <summary><c>5</c> for one channel, <c>0–15</c> for more.</summary>
    /// <param name="first">The first channel.</param>
    /// <param name="last">The last channel.</param>
    public static string Span(int first, int last) => first == last
        ? first.ToString(CultureInfo.InvariantCulture)
        : Invariant($"{first}–{last}");
}

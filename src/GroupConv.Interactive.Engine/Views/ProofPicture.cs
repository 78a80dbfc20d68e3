using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Rendering;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>An equivalence as a small picture.</summary>
internal static class ProofPicture
{
    private const int Width = 200;
    private const int Height = 120;
    private const int MostGroups = 8;

    /// <summary>Draws it.</summary>
    /// <param name="spec">The layer.</param>
    /// <param name="kind">What it equals.</param>
    public static Markup Draw(ConvSpec spec, Equivalence kind)
    {
        int groups = Math.Min(spec.Groups, MostGroups);
        string more = groups < spec.Groups ? FormattableString.Invariant($"{groups} of {spec.Groups} groups") : "";
        var body = kind == Equivalence.BlockDiagonal ? Matrix(groups) : Lanes(groups);
        return Svg.Document(Width, Height, Markup.Of($"{body}{Svg.Text(Width / 2.0, Height - 7, more, 10, dim: true, anchor: "middle")}"));
    }

    // The weight as a matrix: what is zero is empty.
    private static Markup Matrix(int groups)
    {
        const int Left = 56, Top = 12, Side = 88;
        double cell = Side / (double)groups;
        var blocks = Enumerable.Range(0, groups).Select(group => Markup.Of(
            $"<rect x=\"{Left + group * cell}\" y=\"{Top + group * cell}\" width=\"{cell}\" height=\"{cell}\" fill=\"{Palette.Color(group)}\"/>"));
        return Markup.Of(
            $"{blocks}<rect class=\"gc-rule\" x=\"{Left}\" y=\"{Top}\" width=\"{Side}\" height=\"{Side}\" fill=\"none\" stroke=\"{Svg.Rule}\"/>");
    }

    // Each group reads its slice and makes its own.
    private static Markup Lanes(int groups)
    {
        const int Top = 12, Room = 88;
        double pitch = Room / (double)groups, height = Math.Max(3, pitch - 3);
        return Markup.Of($"{Enumerable.Range(0, groups).Select(group =>
        {
            double y = Top + group * pitch;
            string color = Palette.Color(group);
            return Markup.Of(
                $"<rect x=\"24\" y=\"{y}\" width=\"18\" height=\"{height}\" rx=\"2\" fill=\"{color}\"/><path d=\"M42 {y + height / 2}H158\" stroke=\"{color}\" stroke-width=\"1.5\"/><rect x=\"78\" y=\"{y}\" width=\"44\" height=\"{height}\" rx=\"3\" fill=\"{color}\" fill-opacity=\"0.35\" stroke=\"{color}\"/><rect x=\"158\" y=\"{y}\" width=\"18\" height=\"{height}\" rx=\"2\" fill=\"{color}\"/>");
        })}");
    }
}

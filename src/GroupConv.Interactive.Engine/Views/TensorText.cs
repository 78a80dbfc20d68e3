using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Rendering;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>A tensor in words.</summary>
internal static class TensorText
{
    private const int PlanesListed = 16;
    private const int ValuesListed = 64;

    /// <summary>The first line of a tensor.</summary>
    /// <param name="planes">The tensor.</param>
    /// <param name="all">Its statistics.</param>
    public static string Summary(Planes planes, Statistics all) => Lines.First(
        $"Tensor<{planes.TypeName}> {Shape(planes)}",
        all.NonFiniteText,
        planes.IsEmpty ? "empty" : Range(all),
        Sparkline(planes, all),
        all.Finite > 1 ? $"mean {Numbers.Value(all.Mean)}" : "",
        all.Finite > 1 ? $"std {Numbers.Value(all.Deviation)}" : "",
        all.Count > 1 ? $"{Numbers.Short(Count(planes))} values" : "",
        all.Zeros > 0 && all.Count > 1 ? $"{Numbers.Ratio(100.0 * all.Zeros / all.Count)}% zeros" : "",
        planes.Step > 1 ? FormattableString.Invariant($"measured in 1 of {planes.Step} rows") : "");

    /// <summary>How the values are spread between least and greatest, as eight bars.</summary>
    private static string Sparkline(Planes planes, Statistics all)
    {
        const string Bars = "▁▂▃▄▅▆▇█";
        if (all.Finite < 16 || !(all.Min < all.Max))
            return "";
        long[] counts = planes.Histogram(all.Min, all.Max, Bars.Length);
        long most = counts.Max();
        return string.Concat(counts.Select(count => count == 0 ? ' ' : Bars[(int)((Bars.Length - 1) * count / most)])).Replace(' ',
            '\u2007');
    }

    private static long Count(Planes planes) => planes.Lengths.Aggregate(1L, (product, length) => product * length);

    /// <summary>The lengths of a tensor, such as <c>[1, 3, 64, 64]</c>.</summary>
    /// <param name="planes">The tensor.</param>
    public static string Shape(Planes planes) => new TensorShape([.. planes.Lengths.Select(length => (nint)length)]).ToString();

    /// <summary>The range of the finite values, in words.</summary>
    /// <param name="all">The statistics.</param>
    public static string Range(Statistics all)
    {
        if (all.Finite == 0)
            return "no finite values";
        string least = Numbers.Value(all.Min);
        return all.Min < all.Max ? $"min {least} · max {Numbers.Value(all.Max)}"
            : all.Finite == 1 ? least
            : $"all {least}";
    }

    /// <summary>Statistics of each plane as a table: the first ones and the last.</summary>
    /// <param name="planes">The tensor.</param>
    /// <param name="count">How many of its planes.</param>
    /// <param name="name">The name of a map.</param>
    /// <param name="each">Planes of a map.</param>
    public static string PerPlane(Planes planes, long count, Func<long, string> name, long each = 1)
    {
        if (planes.IsEmpty)
            return "";
        var shown = Elision.Pick((int)Math.Min(count, int.MaxValue), PlanesListed);
        string table = Lines.Table(
            ["map", "min", "max", "mean", "std", "not finite"],
            shown.Select(plane => Row(name(plane), planes.Measure(plane * each, each))));
        return shown.Count == count ? table : FormattableString.Invariant($"{table}  showing {shown.Count} of {count}\n");
    }

    /// <summary>The values themselves, where they are few.</summary>
    /// <param name="planes">The tensor.</param>
    public static string Values(Planes planes)
    {
        if (planes.IsEmpty || planes.Count * planes.Rows * planes.Columns is 1 or > ValuesListed)
            return "";
        var row = new double[planes.Columns];
        var lines = new List<string>();
        for (long plane = 0; plane < planes.Count; plane++)
        {
            for (long r = 0; r < planes.Rows; r++)
            {
                planes.Read(plane, r, row);
                lines.Add("  " + string.Join(", ", row.Select(Numbers.Value)));
            }

            lines.Add("");
        }

        return string.Join('\n', lines.SkipLast(1)) + "\n";
    }

    private static string[] Row(string name, Statistics plane) =>
    [
        name, Numbers.Value(plane.Min), Numbers.Value(plane.Max), Numbers.Value(plane.Mean), Numbers
            .Value(plane.Deviation), plane.NonFinite == 0 ? "" : plane.NonFiniteText,
    ];
}

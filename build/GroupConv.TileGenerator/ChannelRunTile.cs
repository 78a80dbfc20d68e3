using System.Collections.Generic;
using System.Linq;

namespace GroupConv.TileGenerator;

/// <summary>
/// Writes <c>ChannelRunTileVxP</c>: V vectors of output channels × up to P pixels, up to T neighbouring taps of a filter's row at a time.
/// </summary>
internal static class ChannelRunTile
{
    private const int MostRows = 4;
    private const int MostTaps = 3;

    // V · P accumulators + V · T weights + 1 pixel in 32 registers.
    private static readonly (int Vectors, int Pixels)[] s_sizes = [(1, 28), (2, 12), (3, 7)];

    /// <summary>The microkernels; <see cref="ChannelTile.Files"/> has the switches.</summary>
    public static IEnumerable<SourceFile> Files => s_sizes.Select(size => Write(size.Vectors, size.Pixels, MostTaps));

    /// <summary>The switches that find the microkernels.</summary>
    /// <param name="rungs">The switches of lanes, rows and columns.</param>
    public static Ladder Find(Rung[] rungs) => new(
        "GetRuns",
        "ChannelTileArguments",
        [("int", "vectors"), ("int", "rows"), ("int", "columns"), ("int", "taps")],
        rungs,
        from size in s_sizes
        from taps in Enumerable.Range(2, MostTaps - 1)
        select (
            $"({size.Vectors}, {taps})",
            $"ChannelRunTile{size.Vectors}x{size.Pixels}<TLanes, TVector>.Run<TRows, TColumns, Is{taps}>"));

    private static SourceFile Write(int vectors, int pixels, int taps) => SourceFile.Microkernel(
        "Channels",
        $"ChannelRunTile{vectors}x{pixels}",
        $"{Words.Count(vectors, "vector")} of output channels × up to {pixels} pixels, runs of up to {taps} taps",
        $"{vectors} × {pixels} = {vectors * pixels} accumulators + {vectors} × {taps} weights + 1 pixel "
        + $"= {vectors * (pixels + taps) + 1} vector registers.",
        "ChannelTileArguments",
        ["TRows", "TColumns", "TTaps"],
        rowOf: null,
        code => Body(code, vectors, pixels, taps));

    private static void Body(CodeWriter code, int vectors, int pixels, int taps)
    {
        int[] places = Enumerable.Range(0, pixels).ToArray();
        ChannelTile.Loop(code, vectors, places, () =>
        {
            code.Line("int offset = *tap;");
            code.Block("if (offset >= 0)", () => Run(code, vectors, places, taps, "TTaps.Value", "offset"));
            code.Block("else", () => Run(code, vectors, places, taps - 1, "TTaps.Value - 1", "~offset"));
        });
    }

    /// <summary>Writes one run: each loaded pixel is used for every tap that reads it.</summary>
    private static void Run(CodeWriter code, int vectors, int[] places, int taps, string count, string offset)
    {
        for (int row = 0; row < MostRows; row++)
            code.Line($"float* x{row} = s{row} + {offset};");
        for (int t = 0; t < taps; t++)
        {
            for (int v = 0; v < vectors; v++)
            {
                string load = $"TLanes.Load(weight + {t * vectors + v} * lanes)";
                code.Line($"var w{t}_{v} = {(t == 0 ? load : $"{count} > {t} ? {load} : TLanes.Zero")};");
            }
        }

        code.Line($"weight += {vectors} * lanes * ({count});");
        foreach (int p in places)
        {
            string row = ChannelTile.Row(p);
            code.Block($"if ({ChannelTile.Has(p)})", () =>
            {
                code.Line($"var x = TLanes.Broadcast({row} + {p} % TColumns.Value);");
                for (int t = 0; t < taps && t <= p; t++)
                    Add(code, vectors, p - t, t, t == 0 ? string.Empty : $"if ({count} > {t} && {p} % TColumns.Value >= {t}) ");
                // The pixels after the last output of a row.
                for (int behind = 1; behind < taps; behind++)
                {
                    code.Block($"if ({count} > {behind} && {p} % TColumns.Value == TColumns.Value - 1)", () =>
                    {
                        code.Line($"x = TLanes.Broadcast({row} + {p} % TColumns.Value + {behind});");
                        for (int t = behind; t < taps && t - behind <= p; t++)
                            Add(code, vectors, p - (t - behind), t, $"if ({count} > {t} && TColumns.Value > {t - behind}) ");
                    });
                }
            });
        }
    }

    private static void Add(CodeWriter code, int vectors, int pixel, int tap, string condition)
    {
        var sums = Enumerable.Range(0, vectors).Select(v => $"y{pixel}_{v} = TLanes.MultiplyAdd(x, w{tap}_{v}, y{pixel}_{v});");
        code.Line($"{condition}{{ {string.Join(" ", sums)} }}");
    }
}

using System;
using System.Collections.Generic;
using System.Linq;

namespace GroupConv.TileGenerator;

/// <summary>
/// Writes the weight gradient tiles. <c>WeightTileCxT</c>: C narrow channels × up to T taps, vectors of pixels of a row.
/// <c>ChannelWeightTileVxT</c>: V vectors of narrow channels × up to T taps, pixels are broadcast. <c>GroupWeightTileCxT</c>: C narrow
/// channels × up to T taps, vectors of groups, one vector per pixel.
/// </summary>
internal static class WeightTile
{
    // Accumulators and loaded vectors in 32 registers; in 16 registers with fewer taps.
    private static readonly (int Channels, int Taps)[] s_sizes = [(1, 9), (2, 9), (3, 8), (4, 6)];
    private static readonly (int Vectors, int Taps)[] s_sizesOfChannels = [(1, 12), (2, 6), (3, 6), (4, 6)];

    /// <summary>The microkernels and the switches that find them.</summary>
    public static IEnumerable<SourceFile> Files =>
    [
        .. s_sizes.Select(size => WriteOfPixels(size.Channels, size.Taps)),
        .. s_sizes.Select(size => WriteOfGroups(size.Channels, size.Taps)),
        .. s_sizesOfChannels.Select(size => WriteOfChannels(size.Vectors, size.Taps)),
        Find("WeightTile", "channels", s_sizes),
        Find("GroupWeightTile", "channels", s_sizes),
        Find("ChannelWeightTile", "vectors", s_sizesOfChannels),
    ];

    private static SourceFile Find(string tile, string across, (int Across, int Taps)[] sizes) =>
        SourceFile.Ladders("Weights", $"{tile}s", new Ladder(
        "Get",
        "WeightTileArguments",
        [("int", across), ("int", "taps")],
        [Rung.Lanes(16, 8, 4, 1)],
        from size in sizes
        from taps in Enumerable.Range(1, size.Taps)
        select ($"({size.Across}, {taps})", $"{tile}{size.Across}x{size.Taps}<TLanes, TVector>.Run<Is{taps}>")));

    private static SourceFile WriteOfPixels(int channels, int taps) => Write(
        $"WeightTile{channels}x{taps}",
        $"Weight tiles of {Words.Count(channels, "narrow channel")} and up to {taps} taps",
        Registers(channels, taps, "row"),
        code => BodyOfPixels(code, [.. Enumerable.Range(0, channels)], [.. Enumerable.Range(0, taps)]));

    private static SourceFile WriteOfChannels(int vectors, int taps) => Write(
        $"ChannelWeightTile{vectors}x{taps}",
        $"Weight tiles of {Words.Count(vectors, "vector")} of narrow channels and up to {taps} taps, whose pixels are broadcast",
        Registers(vectors, taps, "vector"),
        code => BodyOfChannels(code, [.. Enumerable.Range(0, vectors)], [.. Enumerable.Range(0, taps)]));

    private static SourceFile WriteOfGroups(int channels, int taps) => Write(
        $"GroupWeightTile{channels}x{taps}",
        $"Weight tiles of {Words.Count(channels, "narrow channel")} and up to {taps} taps, in vectors of groups",
        Registers(channels, taps, "narrow pixel"),
        code => BodyOfGroups(code, [.. Enumerable.Range(0, channels)], [.. Enumerable.Range(0, taps)]));

    private static string Registers(int across, int taps, string loaded) =>
        $"{across} × {taps} = {across * taps} accumulators + {Words.Count(across, loaded)} + 1 pixel "
        + $"= {across * taps + across + 1} vector registers.";

    private static SourceFile Write(string name, string summary, string registers, Action<CodeWriter> body) =>
        SourceFile.Microkernel("Weights", name, summary, registers, "WeightTileArguments", ["TTaps"], rowOf: null, body);

    private static void BodyOfPixels(CodeWriter code, int[] channels, int[] taps)
    {
        Begin(code, channels, taps);
        Rows(code, taps, () =>
        {
            foreach (int c in channels)
                code.Line($"float* x{c} = rows{(c == 0 ? string.Empty : $" + {c} * arguments->NarrowStride")};");
            code.Line("nint j = 0;");
            code.Block(
                "for (; j < columns; j += lanes)",
                () => Products(code, channels, taps, c => $"x{c} + j", t => $"TLanes.Load(p{t} + j)"));
            code.Block("if (arguments->Mask != null)", () =>
            {
                code.Line("// Masked, because other pixels follow the row: zero times NaN or infinity would not be zero.");
                code.Line("var mask = TLanes.Load(arguments->Mask);");
                Products(code, channels, taps, c => $"x{c} + j", t => $"TLanes.And(TLanes.Load(p{t} + j), mask)");
            });
        });
        End(code, channels, taps);
    }

    private static void BodyOfChannels(CodeWriter code, int[] vectors, int[] taps)
    {
        Begin(code, vectors, taps);
        code.Line("nint step = arguments->NarrowColumn;");
        Rows(code, taps, () =>
        {
            code.Line("float* x = rows;");
            code.Block(
                "for (nint j = 0; j < columns; j++, x += step)",
                () => Products(code, vectors, taps, v => $"x + {v} * lanes", t => $"TLanes.Broadcast(p{t} + j)"));
        });
        End(code, vectors, taps);
    }

    private static void BodyOfGroups(CodeWriter code, int[] channels, int[] taps)
    {
        Begin(code, channels, taps);
        code.Line("nint step = arguments->PlaneColumn;");
        Rows(code, taps, () =>
        {
            foreach (int c in channels)
                code.Line($"float* x{c} = rows{(c == 0 ? string.Empty : $" + {c} * arguments->NarrowStride")};");
            code.Block(
                "for (nint j = 0, k = 0; j < columns; j += lanes, k += step)",
                () => Products(code, channels, taps, c => $"x{c} + j", t => $"TLanes.Load(p{t} + k)"));
        });
        End(code, channels, taps);
    }

    private static void Begin(CodeWriter code, int[] channels, int[] taps)
    {
        code.Line("int lanes = sizeof(TVector) / sizeof(float);");
        code.Line("int* taps = arguments->Taps;");
        code.Line("nint next = arguments->SumsStride, columns = arguments->FullColumns;");
        code.Line("float* sums = arguments->Sums, rows = arguments->Narrow, pixels = arguments->Plane;");
        foreach (int c in channels)
        {
            foreach (int t in taps)
            {
                string load = $"TLanes.Load(sums + {c} * next + {t} * lanes)";
                code.Line($"var s{c}_{t} = {(t == 0 ? load : $"TTaps.Value > {t} ? {load} : TLanes.Zero")};");
            }
        }
    }

    private static void Rows(CodeWriter code, int[] taps, Action row) =>
        code.Block("for (nint row = arguments->Rows; row > 0; row--, rows += arguments->NarrowRow, pixels += arguments->PlaneRow)", () =>
        {
            foreach (int t in taps)
                code.Line(t == 0 ? "float* p0 = pixels + taps[0];" : $"float* p{t} = TTaps.Value > {t} ? pixels + taps[{t}] : null;");
            row();
        });

    private static void Products(CodeWriter code, int[] channels, int[] taps, Func<int, string> narrow, Func<int, string> pixel)
    {
        foreach (int c in channels)
            code.Line($"var v{c} = TLanes.Load({narrow(c)});");
        foreach (int t in taps)
        {
            string sums = string.Join(" ", channels.Select(c => $"s{c}_{t} = TLanes.MultiplyAdd(v{c}, q, s{c}_{t});"));
            code.Line($"{Where(t)}{{ var q = {pixel(t)}; {sums} }}");
        }
    }

    private static void End(CodeWriter code, int[] channels, int[] taps)
    {
        foreach (int c in channels)
        {
            foreach (int t in taps)
                code.Line($"{Where(t)}TLanes.Store(s{c}_{t}, sums + {c} * next + {t} * lanes);");
        }
    }

    private static string Where(int tap) => tap == 0 ? string.Empty : $"if (TTaps.Value > {tap}) ";
}

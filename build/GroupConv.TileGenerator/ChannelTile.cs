using System;
using System.Collections.Generic;
using System.Linq;

namespace GroupConv.TileGenerator;

/// <summary>Writes <c>ChannelTileVxP</c>: up to V vectors of output channels × up to P pixels.</summary>
internal static class ChannelTile
{
    private const int MostRows = 4;
    private const int MostColumns = 14;

    // V · P accumulators + V weights + 1 pixel in 32 registers.
    private static readonly (int Vectors, int Pixels)[] s_sizes = [(1, 28), (2, 14), (3, 9), (4, 6)];

    /// <summary>The microkernels, and the switches that find them and those of <see cref="ChannelRunTile"/>.</summary>
    public static IEnumerable<SourceFile> Files =>
    [
        .. s_sizes.Select(size => Write(size.Vectors, size.Pixels)),
        SourceFile.Ladders("Channels", "ChannelTiles", Find(), ChannelRunTile.Find(Rungs)),
    ];

    private static Rung[] Rungs =>
        [Rung.Lanes(16, 8, 4, 1), Rung.Number("rows", "TRows", MostRows), Rung.Number("columns", "TColumns", MostColumns)];

    private static Ladder Find() => new(
        "Get",
        "ChannelTileArguments",
        [("int", "vectors"), ("int", "rows"), ("int", "columns")],
        Rungs,
        s_sizes.Select(size => ($"{size.Vectors}", $"ChannelTile{size.Vectors}x{size.Pixels}<TLanes, TVector>.Run<TRows, TColumns>")));

    private static SourceFile Write(int vectors, int pixels) => SourceFile.Microkernel(
        "Channels",
        $"ChannelTile{vectors}x{pixels}",
        $"{Words.Count(vectors, "vector")} of output channels × up to {pixels} pixels",
        $"{vectors} × {pixels} = {vectors * pixels} accumulators + {vectors} weights + 1 pixel "
        + $"= {vectors * pixels + vectors + 1} vector registers.",
        "ChannelTileArguments",
        ["TRows", "TColumns"],
        rowOf: null,
        code => Body(code, [.. Enumerable.Range(0, vectors)], [.. Enumerable.Range(0, pixels)]));

    /// <summary>Writes the loop that tiles of pixels share: load the sums, loop over all taps, store the sums.</summary>
    /// <param name="code">Receives the code.</param>
    /// <param name="vectors">Vectors of output channels.</param>
    /// <param name="places">The pixels.</param>
    /// <param name="step">Writes the loop body, which handles one entry of the table of taps.</param>
    public static void Loop(CodeWriter code, int vectors, int[] places, Action step)
    {
        int[] channels = Enumerable.Range(0, vectors).ToArray();
        code.Line("int lanes = sizeof(TVector) / sizeof(float);");
        code.Line("float* source = arguments->Source, bias = arguments->Bias, destination = arguments->Destination;");
        code.Line("int* from = arguments->SourceOffsets, firstTap = arguments->Taps, lastTap = firstTap + arguments->TapCount;");
        code.Line("bool accumulate = arguments->Accumulate;");
        code.Block("for (nint tile = arguments->Tiles; tile > 0; tile--)", () =>
        {
            code.Line("float* s0 = source + from[0];");
            for (int row = 1; row < MostRows; row++)
                code.Line($"float* s{row} = TRows.Value > {row} ? source + from[{row}] : null;");
            foreach (int p in places)
                code.Line("TVector " + string.Join(", ", channels.Select(v => $"y{p}_{v} = TLanes.Zero")) + ";");
            code.Block("if (accumulate)", () =>
            {
                foreach (int p in places)
                {
                    var loads = channels.Select(v => $"y{p}_{v} = TLanes.Load(destination + {p * vectors + v} * lanes);");
                    code.Line($"if ({Has(p)}) {{ {string.Join(" ", loads)} }}");
                }
            });
            code.Block("else", () =>
            {
                foreach (int v in channels)
                {
                    code.Line($"var b{v} = TLanes.Load(bias + {v} * lanes);");
                    foreach (int p in places)
                        code.Line($"if ({Has(p)}) y{p}_{v} = b{v};");
                }
            });
            code.Line("float* weight = arguments->Weight;");
            code.Block("for (int* tap = firstTap; tap < lastTap; tap++)", step);
            foreach (int p in places)
            {
                var stores = channels.Select(v => $"TLanes.Store(y{p}_{v}, destination + {p * vectors + v} * lanes);");
                code.Line($"if ({Has(p)}) {{ {string.Join(" ", stores)} }}");
            }
            code.Line("from += TRows.Value;");
            code.Line($"destination += TRows.Value * TColumns.Value * {vectors} * lanes;");
        });
    }

    public static string Has(int pixel) => $"TRows.Value * TColumns.Value > {pixel}";

    /// <summary>The pointer to the row that a pixel is in.</summary>
    public static string Row(int pixel) => pixel == 0
        ? "x0"
        : $"({pixel} / TColumns.Value == 0 ? x0 : {pixel} / TColumns.Value == 1 ? x1 : {pixel} / TColumns.Value == 2 ? x2 : x3)";

    private static void Body(CodeWriter code, int[] channels, int[] places) => Loop(code, channels.Length, places, () =>
    {
        code.Line("nint offset = *tap;");
        for (int row = 0; row < MostRows; row++)
            code.Line($"float* x{row} = s{row} + offset;");
        foreach (int v in channels)
            code.Line($"var w{v} = TLanes.Load(weight + {v} * lanes);");
        code.Line($"weight += {channels.Length} * lanes;");
        foreach (int p in places)
        {
            string sums = string.Join(" ", channels.Select(v => $"y{p}_{v} = TLanes.MultiplyAdd(x, w{v}, y{p}_{v});"));
            code.Line($"if ({Has(p)}) {{ var x = TLanes.Broadcast({Row(p)} + {p} % TColumns.Value); {sums} }}");
        }
    });
}

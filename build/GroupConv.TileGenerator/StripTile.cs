using System.Collections.Generic;
using System.Linq;

namespace GroupConv.TileGenerator;

/// <summary>
/// Writes <c>StripTileCxR</c>: C output channels × up to R rows of one vector of columns, up to T taps of a filter's column at a time.
/// </summary>
internal static class StripTile
{
    // C · R accumulators + C · T weights + 1 row in 32 registers.
    private static readonly (int Channels, int Rows, int Taps)[] s_sizes = [(1, 8, 7), (2, 8, 7), (3, 6, 4), (4, 4, 3)];

    /// <summary>The microkernels and the switches that find them.</summary>
    public static IEnumerable<SourceFile> Files => [.. s_sizes.Select(size => Write(size.Channels, size.Rows, size.Taps)), Find()];

    private static SourceFile Find() => SourceFile.Ladders("Strips", "StripTiles", new Ladder(
        "Get",
        "StripTileArguments",
        [("int", "channels"), ("int", "rows"), ("int", "taps"), ("RowReading", "reading")],
        [Rung.Lanes(16, 8, 4, 1), Rung.Reading(), Rung.Number("rows", "TRows", 8), Rung.Number("taps", "TTaps", 7)],
        s_sizes.Select(size => ($"{size.Channels}", $"StripTile{size.Channels}x{size.Rows}<TLanes, TVector>.Run<TRows, TTaps, TRow>"))));

    private static SourceFile Write(int channels, int rows, int taps) => SourceFile.Microkernel(
        "Strips",
        $"StripTile{channels}x{rows}",
        $"{Words.Count(channels, "output channel")} × up to {rows} rows of one vector of columns",
        $"{channels} × {rows} = {channels * rows} accumulators + {channels} × {taps} weights + 1 row + 1 mask "
        + $"= {channels * (rows + taps) + 2} vector registers.",
        "StripTileArguments",
        ["TRows", "TTaps"],
        rowOf: "Run",
        code => Body(code, channels, rows, taps));

    private static void Body(CodeWriter code, int channels, int rows, int taps)
    {
        code.Line("float* bias = arguments->Bias;");
        code.Line("StripTileRun* runs = arguments->Runs, lastRun = runs + arguments->RunCount;");
        code.Line("nint rowStep = arguments->SourceRowStep, lineStep = arguments->RowStep;");
        code.Line("nint channelStep = arguments->DestinationChannelStep, step = arguments->DestinationRowStep;");
        code.Line("nuint lines = (nuint)arguments->Rows;");
        code.Block("for (StripTilePlace* tile = arguments->Tiles, end = tile + arguments->TileCount; tile < end; tile++)", () =>
        {
            code.Line("float* s = arguments->Source + tile->Source, w = arguments->Weight, masks = arguments->Masks + tile->Masks;");
            code.Line("nint firstLine = arguments->FirstRow + tile->Row;");
            for (int c = 0; c < channels; c++)
            {
                code.Line($"var y{c}_0 = TLanes.Broadcast(bias + {c});");
                code.Line($"TVector {string.Join(", ", Enumerable.Range(1, rows - 1).Select(r => $"y{c}_{r} = y{c}_0"))};");
            }

            code.Block("for (StripTileRun* run = runs; run < lastRun; run++)", () =>
            {
                code.Line("float* x = s + run->Source;");
                code.Line("nint line = firstLine + run->Row;");
                code.Line("var mask = TRow.Mask(masks + run->Mask);");
                code.Block("if (TTaps.Value == 1 || run->IsFull != 0)", () => Run(code, channels, rows, taps, "TTaps.Value"));
                code.Block("else", () => Run(code, channels, rows, taps - 1, "TTaps.Value - 1"));
            });
            code.Line("float* d = arguments->Destination + tile->Destination;");
            for (int c = 0; c < channels; c++)
            {
                code.Line(c == 0 ? "float* row = d;" : "row = d += channelStep;");
                for (int r = 0; r < rows; r++)
                    code.Line(r == 0 ? $"TLanes.Store(y{c}_0, row);" : $"if (TRows.Value > {r}) TLanes.Store(y{c}_{r}, row += step);");
            }
        });
    }

    /// <summary>Writes one run: each loaded row is used for every tap that reads it.</summary>
    private static void Run(CodeWriter code, int channels, int rows, int taps, string count)
    {
        for (int j = 0; j < taps; j++)
        {
            for (int c = 0; c < channels; c++)
            {
                string load = $"TLanes.Broadcast(w + {j * channels + c})";
                code.Line($"var w{c}_{j} = {(j == 0 ? load : $"{count} > {j} ? {load} : TLanes.Zero")};");
            }
        }

        code.Line($"w += {channels} * ({count});");
        for (int i = 0; i < rows + taps - 1; i++)
        {
            int[] terms = Enumerable.Range(0, taps).Where(j => i - j >= 0 && i - j < rows).ToArray();
            code.Block(i == 0 ? string.Empty : $"if (TRows.Value + {count} > {i + 1})", () =>
            {
                if (i > 0)
                {
                    code.Line("x += rowStep;");
                    code.Line("line += lineStep;");
                }

                code.Line("var v = TRow.Load(x, mask, (nuint)line < lines);");
                foreach (int j in terms)
                {
                    var sums = Enumerable.Range(0, channels).Select(c => $"y{c}_{i - j} = TLanes.MultiplyAdd(v, w{c}_{j}, y{c}_{i - j});");
                    code.Line($"if (TRows.Value > {i - j} && {count} > {j}) {{ {string.Join(" ", sums)} }}");
                }
            });
        }
    }
}

using System.Collections.Generic;
using System.Linq;

namespace GroupConv.TileGenerator;

/// <summary>
/// Writes <c>PlaneTileRx1</c>: 1 channel × up to R rows of one vector of columns, up to T taps of a filter's column at a time.
/// </summary>
internal static class PlaneTile
{
    // 16 accumulators + 7 weights + 1 row in 32 registers; 8 rows in 16 registers. A multiply-add has a latency of four cycles and two
    // begin in each, so 8 accumulators are just enough if no load is late.
    private const int MostRows = 16;
    private const int MostTaps = 7;

    /// <summary>The microkernel, and the switches that find it and the handwritten ones.</summary>
    public static IEnumerable<SourceFile> Files =>
        [Write(MostRows, MostTaps), SourceFile.Ladders("Planes", "PlaneTiles", Find(), Find("3x3"), Find("3x3Stride2"))];

    private static Ladder Find() => new(
        "Get",
        "PlaneTileArguments",
        [("int", "rows"), ("int", "taps"), ("bool", "masked")],
        [Rung.Lanes(16, 8, 4, 1), Rung.Masked(), Rung.Number("rows", "TRows", MostRows)],
        Enumerable.Range(1, MostTaps).Select(taps => ($"{taps}", $"PlaneTile{MostRows}x1<TLanes, TVector, TRow>.Run<TRows, Is{taps}>")));

    private static Ladder Find(string filter) => new(
        $"Of{filter}",
        "PlaneTileArguments",
        [("bool", "masked")],
        [Rung.Lanes(16, 8, 4, 1)],
        Rung.Masked().Cases.Select(row => (row.Value, $"ColumnTile{filter}<TLanes, TVector, {row.Types}>.Run")));

    private static SourceFile Write(int rows, int taps) => SourceFile.Microkernel(
        "Planes",
        $"PlaneTile{rows}x1",
        $"1 channel × up to {rows} rows of one vector of columns",
        $"{rows} accumulators + {taps} weights + 1 row = {rows + taps + 1} vector registers.",
        "PlaneTileArguments",
        ["TRows", "TTaps"],
        rowOf: "class",
        code => Body(code, rows, taps));

    private static void Body(CodeWriter code, int rows, int taps)
    {
        code.Line("float* source = arguments->Source, weight = arguments->Weight;");
        code.Line("float* bias = arguments->Bias, destination = arguments->Destination;");
        code.Line("PlaneTileRun* runs = arguments->Runs, fullEnd = runs + arguments->FullRuns, allEnd = fullEnd + arguments->ShortRuns;");
        code.Line("nint rowFloats = arguments->RowFloats, rowStep = arguments->RowStep, xStep = rowStep * rowFloats;");
        code.Line("nint rows = arguments->Rows, weightStep = arguments->WeightRowStep, step = arguments->DestinationRowStep;");
        code.Block("for (nint channel = 0; channel < arguments->Channels; channel++)", () =>
        {
            code.Line("var bias0 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias + channel);");
            code.Block("for (PlaneTilePlace* tile = arguments->Tiles, end = tile + arguments->TileCount; tile < end; tile++)", () =>
            {
                code.Line("nint firstRow = arguments->FirstRow + tile->Row;");
                code.Line("float* column = source + tile->Column;");
                code.Line("float* masks = arguments->Masks + tile->Masks;");
                code.Line($"TVector {string.Join(", ", Enumerable.Range(0, rows).Select(row => $"y{row} = bias0"))};");
                code.Line("var run = runs;");
                code.Block("for (; run < fullEnd; run++)", () => Run(code, rows, taps, "TTaps.Value"));
                code.Block("if (TTaps.Value > 1)", () =>
                    code.Block("for (; run < allEnd; run++)", () => Run(code, rows, taps - 1, "TTaps.Value - 1")));
                code.Line();
                code.Line("// In ascending order: a row may be shorter than a vector; the next row overwrites the excess.");
                code.Line("float* d = destination + tile->Destination;");
                for (int row = 0; row < rows; row++)
                    code.Line(row == 0 ? "TLanes.Store(y0, d);" : $"if (TRows.Value > {row}) TLanes.Store(y{row}, d += step);");
            });
            code.Line("source += arguments->SourceChannelStep;");
            code.Line("weight += arguments->WeightChannelStep;");
            code.Line("destination += arguments->DestinationChannelStep;");
        });
    }

    /// <summary>Writes one run: each loaded row is used for every tap that reads it.</summary>
    private static void Run(CodeWriter code, int rows, int taps, string count)
    {
        code.Line("nint row = firstRow + run->Row;");
        code.Line("float* x = column + row * rowFloats + run->Column;");
        code.Line("float* w = weight + run->Weight;");
        code.Line("var mask = TRow.Mask(masks + run->Mask);");
        code.Line("var w0 = TLanes.Broadcast(w);");
        for (int tap = 1; tap < taps; tap++)
            code.Line($"var w{tap} = {count} > {tap} ? TLanes.Broadcast(w += weightStep) : TLanes.Zero;");
        for (int row = 0; row < rows + taps - 1; row++)
        {
            code.Block(row == 0 ? string.Empty : $"if (TRows.Value + {count} > {row + 1})", () =>
            {
                if (row > 0)
                {
                    code.Line("row += rowStep;");
                    code.Line("x += xStep;");
                }

                code.Block("if ((nuint)row < (nuint)rows)", () =>
                {
                    code.Line("var v = TRow.Load(x, mask);");
                    foreach (int tap in Enumerable.Range(0, taps).Where(tap => row - tap >= 0 && row - tap < rows))
                    {
                        string sum = $"y{row - tap}";
                        code.Line($"if (TRows.Value > {row - tap} && {count} > {tap}) {sum} = TLanes.MultiplyAdd(v, w{tap}, {sum});");
                    }
                });
            });
        }
    }
}

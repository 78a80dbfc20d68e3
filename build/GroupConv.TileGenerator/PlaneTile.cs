using System.Linq;

namespace GroupConv.TileGenerator;

/// <summary>Writes <c>PlaneTileRx1</c>: 1 channel × up to R rows of one vector of columns, with up to T taps of a filter's column at a time.</summary>
internal static class PlaneTile
{
    public static string Write(int rows, int taps)
    {
        var code = new CodeWriter();
        code.Line("using System.Runtime.CompilerServices;");
        code.Line();
        code.Line("namespace GroupConv.Core.Kernels;");
        code.Line();
        code.Line($"/// <summary>1 channel × up to {rows} rows of one vector of columns, see <see cref=\"PlaneTileArguments\"/>.</summary>");
        code.Line($"/// <remarks>{rows} accumulators + {taps} weights + 1 row = {rows + taps + 1} vector registers.</remarks>");
        code.Line($"internal static unsafe class PlaneTile{rows}x1<TLanes, TVector, TRow>");
        code.Line("    where TLanes : ILanes<TVector>");
        code.Line("    where TVector : unmanaged");
        code.Line("    where TRow : IRow<TVector>");
        code.Block(string.Empty, () =>
        {
            code.Line("// AggressiveOptimization: the first call may be the only one, and tier 0 runs this at a tenth of its speed.");
            code.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
            code.Line("public static void Run<TRows, TTaps>(PlaneTileArguments* arguments)");
            code.Line("    where TRows : IConstant");
            code.Line("    where TTaps : IConstant");
            code.Block(string.Empty, () => Body(code, rows, taps));
        });
        return code.ToString();
    }

    private static void Body(CodeWriter code, int rows, int taps)
    {
        code.Line("float* source = arguments->Source, weight = arguments->Weight, bias = arguments->Bias, destination = arguments->Destination;");
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
                code.Line("// Upwards: a row may be shorter than a vector, and the next one puts right what its vector wrote behind it.");
                code.Line("float* d = destination + tile->Destination;");
                for (int row = 0; row < rows; row++)
                    code.Line(row == 0 ? "TLanes.Store(y0, d);" : $"if (TRows.Value > {row}) TLanes.Store(y{row}, d += step);");
            });
            code.Line("source += arguments->SourceChannelStep;");
            code.Line("weight += arguments->WeightChannelStep;");
            code.Line("destination += arguments->DestinationChannelStep;");
        });
    }

    /// <summary>One run: each row that is loaded meets every tap that some output row reads it with.</summary>
    private static void Run(CodeWriter code, int rows, int taps, string count)
    {
        code.Line("nint row = firstRow + run->Row;");
        code.Line("float* x = column + row * rowFloats + run->Column;");
        code.Line("float* w = weight + run->Weight;");
        code.Line("var mask = TRow.Mask(masks + run->Mask);");
        for (int tap = 0; tap < taps; tap++)
            code.Line(tap == 0 ? "var w0 = TLanes.Broadcast(w);" : $"var w{tap} = {count} > {tap} ? TLanes.Broadcast(w += weightStep) : TLanes.Zero;");
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
                        code.Line($"if (TRows.Value > {row - tap} && {count} > {tap}) y{row - tap} = TLanes.MultiplyAdd(v, w{tap}, y{row - tap});");
                });
            });
        }
    }
}

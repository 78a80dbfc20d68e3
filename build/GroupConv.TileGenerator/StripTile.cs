using System.Linq;

namespace GroupConv.TileGenerator;

/// <summary>Writes <c>StripTileCxR</c>: C output channels × up to R rows of one vector of columns, with up to T taps of a filter's column at a time.</summary>
internal static class StripTile
{
    public static string Write(int channels, int rows, int taps)
    {
        var code = new CodeWriter();
        code.Line("using System.Runtime.CompilerServices;");
        code.Line();
        code.Line("namespace GroupConv.Core.Kernels;");
        code.Line();
        code.Line($"/// <summary>{channels} output {(channels == 1 ? "channel" : "channels")} × up to {rows} rows of one vector of columns: see <see cref=\"StripTileArguments\"/>.</summary>");
        code.Line($"/// <remarks>{channels} × {rows} = {channels * rows} accumulators + {channels} × {taps} weights + 1 row + 1 mask = {channels * (rows + taps) + 2} vector registers.</remarks>");
        code.Line($"internal static unsafe class StripTile{channels}x{rows}<TLanes, TVector>");
        code.Line("    where TLanes : ILanes<TVector>");
        code.Line("    where TVector : unmanaged");
        code.Block(string.Empty, () =>
        {
            code.Line("// AggressiveOptimization: the first call may be the only one, and tier 0 runs this at a tenth of its speed.");
            code.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
            code.Line("public static void Run<TRows, TTaps, TRow>(StripTileArguments* arguments)");
            code.Line("    where TRows : IConstant");
            code.Line("    where TTaps : IConstant");
            code.Line("    where TRow : IRow<TVector>");
            code.Block(string.Empty, () => Body(code, channels, rows, taps));
        });
        return code.ToString();
    }

    private static void Body(CodeWriter code, int channels, int rows, int taps)
    {
        code.Line("float* bias = arguments->Bias;");
        code.Line("StripTileRun* runs = arguments->Runs, lastRun = runs + arguments->RunCount;");
        code.Line("nint rowStep = arguments->SourceRowStep, lineStep = arguments->RowStep, channelStep = arguments->DestinationChannelStep, step = arguments->DestinationRowStep;");
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

    /// <summary>One run: each row that is loaded meets every tap that some output row reads it with.</summary>
    private static void Run(CodeWriter code, int channels, int rows, int taps, string count)
    {
        for (int j = 0; j < taps; j++)
        {
            for (int c = 0; c < channels; c++)
                code.Line($"var w{c}_{j} = {(j == 0 ? string.Empty : $"{count} > {j} ? ")}TLanes.Broadcast(w + {j * channels + c}){(j == 0 ? string.Empty : " : TLanes.Zero")};");
        }

        code.Line($"w += {channels} * ({count});");
        for (int i = 0; i < rows + taps - 1; i++)
        {
            var terms = Enumerable.Range(0, taps).Where(j => i - j >= 0 && i - j < rows).ToArray();
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
                    string sums = string.Join(" ", Enumerable.Range(0, channels).Select(c => $"y{c}_{i - j} = TLanes.MultiplyAdd(v, w{c}_{j}, y{c}_{i - j});"));
                    code.Line($"if (TRows.Value > {i - j} && {count} > {j}) {{ {sums} }}");
                }
            });
        }
    }
}

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
        code.Line($"/// <remarks>{channels} × {rows} = {channels * rows} accumulators + {channels} × {taps} weights + 1 row = {channels * (rows + taps) + 1} vector registers.</remarks>");
        code.Line($"internal static unsafe class StripTile{channels}x{rows}<TLanes, TVector>");
        code.Line("    where TLanes : ILanes<TVector>");
        code.Line("    where TVector : unmanaged");
        code.Block(string.Empty, () =>
        {
            code.Line("// AggressiveOptimization: the first call may be the only one, and tier 0 runs this at a tenth of its speed.");
            code.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
            code.Line("public static void Run<TRows, TTaps>(StripTileArguments* arguments)");
            code.Line("    where TRows : IConstant");
            code.Line("    where TTaps : IConstant");
            code.Block(string.Empty, () => Body(code, channels, rows, taps));
        });
        return code.ToString();
    }

    private static void Body(CodeWriter code, int channels, int rows, int taps)
    {
        code.Line("float* source = arguments->Source, destination = arguments->Destination, bias = arguments->Bias;");
        code.Line("int* from = arguments->SourceOffsets, to = arguments->DestinationOffsets, runs = arguments->Runs;");
        code.Line("nint rowStep = arguments->SourceRowStep, channelStep = arguments->DestinationChannelStep, step = arguments->DestinationRowStep;");
        code.Line("int* fullRuns = runs + arguments->FullRuns, allRuns = fullRuns + arguments->ShortRuns;");
        code.Line("nint tiles = arguments->Tiles;");
        code.Block("for (nint tile = 0; tile < tiles; tile++)", () =>
        {
            code.Line("float* s = source + from[tile], w = arguments->Weight;");
            for (int c = 0; c < channels; c++)
            {
                code.Line($"var y{c}_0 = TLanes.Broadcast(bias + {c});");
                code.Line($"TVector {string.Join(", ", Enumerable.Range(1, rows - 1).Select(r => $"y{c}_{r} = y{c}_0"))};");
            }

            code.Line("int* run = runs;");
            code.Block("for (; run < fullRuns; run++)", () => Run(code, channels, rows, taps, "TTaps.Value"));
            code.Block("if (TTaps.Value > 1)", () => code.Block("for (; run < allRuns; run++)", () => Run(code, channels, rows, taps - 1, "TTaps.Value - 1")));
            code.Line("float* d = destination + to[tile];");
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
        code.Line("float* x = s + *run;");
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
                code.Line(i == 0 ? "var v = TLanes.Load(x);" : "var v = TLanes.Load(x += rowStep);");
                foreach (int j in terms)
                {
                    string sums = string.Join(" ", Enumerable.Range(0, channels).Select(c => $"y{c}_{i - j} = TLanes.MultiplyAdd(v, w{c}_{j}, y{c}_{i - j});"));
                    code.Line($"if (TRows.Value > {i - j} && {count} > {j}) {{ {sums} }}");
                }
            });
        }
    }
}

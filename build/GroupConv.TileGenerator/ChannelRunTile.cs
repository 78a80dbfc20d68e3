using System.Linq;

namespace GroupConv.TileGenerator;

/// <summary>Writes <c>ChannelRunTileVxP</c>: V vectors of output channels × up to P pixels, with up to T neighbouring taps of a filter's row at a time.</summary>
internal static class ChannelRunTile
{
    private const int MostRows = 4;

    public static string Write(int vectors, int pixels, int taps)
    {
        var code = new CodeWriter();
        code.Line("using System.Runtime.CompilerServices;");
        code.Line();
        code.Line("namespace GroupConv.Core.Kernels;");
        code.Line();
        code.Line($"/// <summary>{vectors} {(vectors == 1 ? "vector" : "vectors")} of output channels × up to {pixels} pixels, runs of up to {taps} taps: see <see cref=\"ChannelTileArguments\"/>.</summary>");
        code.Line($"/// <remarks>{vectors} × {pixels} = {vectors * pixels} accumulators + {vectors} × {taps} weights + 1 pixel = {vectors * (pixels + taps) + 1} vector registers.</remarks>");
        code.Line($"internal static unsafe class ChannelRunTile{vectors}x{pixels}<TLanes, TVector>");
        code.Line("    where TLanes : ILanes<TVector>");
        code.Line("    where TVector : unmanaged");
        code.Block(string.Empty, () =>
        {
            code.Line("// AggressiveOptimization: the first call may be the only one, and tier 0 runs this at a tenth of its speed.");
            code.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
            code.Line("public static void Run<TRows, TColumns, TTaps>(ChannelTileArguments* arguments)");
            code.Line("    where TRows : IConstant");
            code.Line("    where TColumns : IConstant");
            code.Line("    where TTaps : IConstant");
            code.Block(string.Empty, () => Body(code, vectors, pixels, taps));
        });
        return code.ToString();
    }

    private static void Body(CodeWriter code, int vectors, int pixels, int taps)
    {
        var places = Enumerable.Range(0, pixels).ToArray();
        ChannelTile.Loop(code, vectors, places, () =>
        {
            code.Line("int offset = *tap;");
            code.Block("if (offset >= 0)", () => Run(code, vectors, places, taps, "TTaps.Value", "offset"));
            code.Block("else", () => Run(code, vectors, places, taps - 1, "TTaps.Value - 1", "~offset"));
        });
    }

    /// <summary>One run: each pixel that is loaded meets every tap that some output reads it with.</summary>
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
            string row = p == 0 ? "x0" : $"({p} / TColumns.Value == 0 ? x0 : {p} / TColumns.Value == 1 ? x1 : {p} / TColumns.Value == 2 ? x2 : x3)";
            code.Block($"if ({ChannelTile.Has(p)})", () =>
            {
                code.Line($"var x = TLanes.Broadcast({row} + {p} % TColumns.Value);");
                for (int t = 0; t < taps && t <= p; t++)
                    Add(code, vectors, p - t, t, t == 0 ? string.Empty : $"if ({count} > {t} && {p} % TColumns.Value >= {t}) ");
                // The pixels behind a row's last output.
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
        string sums = string.Join(" ", Enumerable.Range(0, vectors).Select(v => $"y{pixel}_{v} = TLanes.MultiplyAdd(x, w{tap}_{v}, y{pixel}_{v});"));
        code.Line($"{condition}{{ {sums} }}");
    }
}

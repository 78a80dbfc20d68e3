using System.Linq;

namespace GroupConv.TileGenerator;

/// <summary>Writes <c>PixelTileCxV</c>: up to C output channels × up to V vectors of pixels.</summary>
internal static class PixelTile
{
    // Channels that one weight pointer reaches, one, and two strides on: what addresses of x64 can say.
    private const int Reach = 3;

    public static string Write(int channels, int vectors)
    {
        var code = new CodeWriter();
        code.Line("using System.Runtime.CompilerServices;");
        code.Line();
        code.Line("namespace GroupConv.Core.Kernels;");
        code.Line();
        code.Line($"/// <summary>Up to {channels} output channels × up to {vectors} vectors of output pixels: see <see cref=\"TileArguments\"/>.</summary>");
        code.Line($"internal static unsafe class PixelTile{channels}x{vectors}<TLanes, TVector>");
        code.Line("    where TLanes : ILanes<TVector>");
        code.Line("    where TVector : unmanaged");
        code.Block(string.Empty, () =>
        {
            code.Line("// AggressiveOptimization: the first call may be the only one, and tier 0 runs this at a tenth of its speed.");
            code.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
            code.Line("public static void Run<TChannels, TVectors>(TileArguments* arguments)");
            code.Line("    where TChannels : IConstant");
            code.Line("    where TVectors : IConstant");
            code.Block(string.Empty, () => Body(code, Enumerable.Range(0, channels).ToArray(), Enumerable.Range(0, vectors).ToArray()));
        });
        return code.ToString();
    }

    private static void Body(CodeWriter code, int[] channels, int[] vectors)
    {
        var bases = channels.Where(c => c % Reach == 0).ToArray();
        code.Line("float* source = arguments->Source, bias = arguments->Bias;");
        code.Line("int* from = arguments->SourceOffsets, to = arguments->DestinationOffsets, firstTap = arguments->Taps, lastTap = firstTap + arguments->TapCount;");
        code.Line("nint stride = arguments->DestinationStride, weightStride = arguments->WeightStride;");
        code.Line("bool accumulate = arguments->Accumulate;");
        code.Block("for (nint tile = arguments->Tiles; tile > 0; tile--)", () =>
        {
            foreach (int v in vectors)
                code.Line(v == 0 ? "float* s0 = source + from[0];" : $"float* s{v} = TVectors.Value > {v} ? source + from[{v}] : null;");
            foreach (int c in channels)
                code.Line("TVector " + string.Join(", ", vectors.Select(v => $"y{c}_{v} = TLanes.Zero")) + ";");
            code.Line("float* destination = arguments->Destination;");
            code.Block("if (accumulate)", () =>
            {
                foreach (int c in channels)
                {
                    foreach (int v in vectors)
                        code.Line($"{If(c, v)}y{c}_{v} = TLanes.Load(destination + to[{v}]);");
                    code.Line("destination += stride;");
                }
            });
            code.Block("else if (bias != null)", () =>
            {
                foreach (int c in channels)
                    code.Line($"{If(c, 0)}{string.Join(" = ", Enumerable.Reverse(vectors).Select(v => $"y{c}_{v}"))} = TLanes.Broadcast(bias + {c});");
            });
            foreach (int c in bases)
                code.Line($"float* w{c} = arguments->Weight + {c} * weightStride;");
            code.Block("for (int* tap = firstTap; tap < lastTap; tap++)", () =>
            {
                code.Line("nint offset = *tap;");
                foreach (int v in vectors)
                    code.Line(v == 0 ? "var x0 = TLanes.Load(s0 + offset);" : $"var x{v} = TVectors.Value > {v} ? TLanes.Load(s{v} + offset) : x0;");
                foreach (int c in channels)
                {
                    code.Block(c == 0 ? string.Empty : $"if (TChannels.Value > {c})", () =>
                    {
                        code.Line($"var w = TLanes.Broadcast(w{c - c % Reach} + {c % Reach} * weightStride);");
                        foreach (int v in vectors)
                            code.Line($"{If(0, v)}y{c}_{v} = TLanes.MultiplyAdd(x{v}, w, y{c}_{v});");
                    });
                }

                foreach (int c in bases)
                    code.Line($"w{c}++;");
            });
            code.Line("destination = arguments->Destination;");
            foreach (int c in channels)
            {
                foreach (int v in vectors)
                    code.Line($"{If(c, v)}TLanes.Store(y{c}_{v}, destination + to[{v}]);");
                code.Line("destination += stride;");
            }

            code.Line("from += TVectors.Value;");
            code.Line("to += TVectors.Value;");
        });
    }

    private static string If(int channel, int vector) => (channel, vector) switch
    {
        (0, 0) => string.Empty,
        (_, 0) => $"if (TChannels.Value > {channel}) ",
        (0, _) => $"if (TVectors.Value > {vector}) ",
        _ => $"if (TChannels.Value > {channel} && TVectors.Value > {vector}) ",
    };
}

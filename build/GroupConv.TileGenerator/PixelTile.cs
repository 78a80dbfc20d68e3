using System.Collections.Generic;
using System.Linq;

namespace GroupConv.TileGenerator;

/// <summary>Writes <c>PixelTileCxV</c>: up to C output channels × up to V vectors of pixels.</summary>
internal static class PixelTile
{
    // One weight pointer addresses three channels: base, base + stride and base + 2 · stride. x64 addressing scales by 1, 2, 4 or 8.
    private const int Reach = 3;

    // C · V accumulators + V pixels + 1 weight. 4 × 3 fills 16 registers, with 7 loads for 12 multiply-adds; 8 × 3 takes 28 of 32.
    // A multiply-add has a latency of four cycles and two begin in each, so tiles of few channels need many vectors.
    private static readonly (int Channels, int Vectors)[] s_sizes = [(2, 8), (4, 3), (8, 3)];

    /// <summary>The microkernels and the switches that find them.</summary>
    public static IEnumerable<SourceFile> Files => [.. s_sizes.Select(size => Write(size.Channels, size.Vectors)), Find()];

    private static SourceFile Find() => SourceFile.Ladders("Pixels", "PixelTiles", new Ladder(
        "Get",
        "TileArguments",
        [("int", "channels"), ("int", "vectors")],
        [Rung.Lanes(16, 8, 4, 1)],
        from channels in Enumerable.Range(1, 8)
        let size = s_sizes.First(size => size.Channels >= channels)
        from vectors in Enumerable.Range(1, channels == 2 ? 6 : size.Vectors)
        select ($"({channels}, {vectors})", $"PixelTile{size.Channels}x{size.Vectors}<TLanes, TVector>.Run<Is{channels}, Is{vectors}>")));

    private static SourceFile Write(int channels, int vectors) => SourceFile.Microkernel(
        "Pixels",
        $"PixelTile{channels}x{vectors}",
        $"Up to {channels} output channels × up to {vectors} vectors of output pixels",
        null,
        "TileArguments",
        ["TChannels", "TVectors"],
        rowOf: null,
        code => Body(code, [.. Enumerable.Range(0, channels)], [.. Enumerable.Range(0, vectors)]));

    private static void Body(CodeWriter code, int[] channels, int[] vectors)
    {
        int[] bases = channels.Where(c => c % Reach == 0).ToArray();
        code.Line("float* source = arguments->Source, bias = arguments->Bias;");
        code.Line("int* from = arguments->SourceOffsets, to = arguments->DestinationOffsets;");
        code.Line("int* firstTap = arguments->Taps, lastTap = firstTap + arguments->TapCount;");
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
                {
                    string sums = string.Join(" = ", Enumerable.Reverse(vectors).Select(v => $"y{c}_{v}"));
                    code.Line($"{If(c, 0)}{sums} = TLanes.Broadcast(bias + {c});");
                }
            });
            foreach (int c in bases)
                code.Line($"float* w{c} = arguments->Weight + {c} * weightStride;");
            code.Block("for (int* tap = firstTap; tap < lastTap; tap++)", () =>
            {
                code.Line("nint offset = *tap;");
                code.Line("var x0 = TLanes.Load(s0 + offset);");
                foreach (int v in vectors.Skip(1))
                    code.Line($"var x{v} = TVectors.Value > {v} ? TLanes.Load(s{v} + offset) : x0;");
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

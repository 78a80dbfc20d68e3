using System.Collections.Generic;
using System.Linq;

namespace GroupConv.TileGenerator;

/// <summary>Writes <c>ProductTileVxN</c>: up to V vectors × up to N numbers of a product of two matrices.</summary>
internal static class ProductTile
{
    // V · N accumulators + V vectors + 1 number in 32 registers; with 16 registers, 2 × 6 or 1 × 12.
    private const int MostVectors = 2;
    private const int MostNumbers = 14;

    /// <summary>The microkernel and the switches that find it.</summary>
    public static IEnumerable<SourceFile> Files => [Write(MostVectors, MostNumbers), Find()];

    private static SourceFile Find() => SourceFile.Ladders("Products", "ProductTiles", new Ladder(
        "Get",
        "ProductArguments",
        [("int", "vectors"), ("int", "numbers")],
        [Rung.Lanes(16, 8, 4, 1), Rung.Number("vectors", "TVectors", MostVectors)],
        from numbers in Enumerable.Range(1, MostNumbers)
        select ($"{numbers}", $"ProductTile{MostVectors}x{MostNumbers}<TLanes, TVector>.Run<TVectors, Is{numbers}>")));

    private static SourceFile Write(int vectors, int numbers) => SourceFile.Microkernel(
        "Products",
        $"ProductTile{vectors}x{numbers}",
        $"Up to {vectors} vectors × up to {numbers} numbers",
        $"{vectors} × {numbers} = {vectors * numbers} accumulators + {vectors} vectors + 1 number "
        + $"= {vectors * numbers + vectors + 1} vector registers.",
        "ProductArguments",
        ["TVectors", "TNumbers"],
        rowOf: null,
        code => Body(code, [.. Enumerable.Range(0, vectors)], [.. Enumerable.Range(0, numbers)]),
        "System.Runtime.Intrinsics.X86");

    private static void Body(CodeWriter code, int[] vectors, int[] numbers)
    {
        code.Line("int lanes = sizeof(TVector) / sizeof(float);");
        code.Line("float* first = arguments->Left, destination = arguments->Destination;");
        code.Line("nint leftStride = arguments->LeftStride;");
        code.Line("nint stride = arguments->DestinationStride, nextVector = arguments->DestinationVector;");
        code.Block("for (nint tile = arguments->Tiles; tile > 0; tile--)", () =>
        {
            foreach (int n in numbers)
                code.Line("TVector " + string.Join(", ", vectors.Select(v => $"y{n}_{v} = TLanes.Zero")) + ";");
            code.Line("float* left = first, right = arguments->Right;");
            code.Block("for (nint k = arguments->Depth; k > 0; k--)", () =>
            {
                code.Line("// Vectors that do not stay in L1 or L2 are prefetched a page ahead.");
                code.Block("if (Sse.IsSupported)", () =>
                {
                    code.Line("Sse.Prefetch0(right + 1024);");
                    code.Line("if (TVectors.Value * lanes > 16) Sse.Prefetch0(right + 1024 + 16);");
                });
                code.Line("var x0 = TLanes.Load(right);");
                foreach (int v in vectors.Skip(1))
                    code.Line($"var x{v} = TVectors.Value > {v} ? TLanes.Load(right + {v} * lanes) : x0;");
                foreach (int n in numbers)
                {
                    code.Block(n == 0 ? string.Empty : $"if (TNumbers.Value > {n})", () =>
                    {
                        code.Line($"var w = TLanes.Broadcast(left + {n});");
                        foreach (int v in vectors)
                            code.Line($"{If(v)}y{n}_{v} = TLanes.MultiplyAdd(x{v}, w, y{n}_{v});");
                    });
                }

                code.Line("left += leftStride;");
                code.Line("right += TVectors.Value * lanes;");
            });
            foreach (int n in numbers)
            {
                code.Block(n == 0 ? string.Empty : $"if (TNumbers.Value > {n})", () =>
                {
                    foreach (int v in vectors)
                        code.Line($"{If(v)}TLanes.Store(y{n}_{v}, destination + {v} * nextVector);");
                    code.Line("destination += stride;");
                });
            }

            code.Line("first += TNumbers.Value;");
        });
    }

    private static string If(int vector) => vector == 0 ? string.Empty : $"if (TVectors.Value > {vector}) ";
}

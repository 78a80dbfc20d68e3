using System.Linq;

namespace GroupConv.TileGenerator;

/// <summary>Writes <c>ProductTileVxN</c>: up to V vectors × up to N numbers of a product of two matrices.</summary>
internal static class ProductTile
{
    public static string Write(int vectors, int numbers)
    {
        var code = new CodeWriter();
        code.Line("using System.Runtime.CompilerServices;");
        code.Line("using System.Runtime.Intrinsics.X86;");
        code.Line();
        code.Line("namespace GroupConv.Core.Kernels;");
        code.Line();
        code.Line($"/// <summary>Up to {vectors} vectors × up to {numbers} numbers: see <see cref=\"ProductArguments\"/>.</summary>");
        code.Line($"/// <remarks>{vectors} × {numbers} = {vectors * numbers} accumulators + {vectors} vectors + 1 number = {vectors * numbers + vectors + 1} vector registers.</remarks>");
        code.Line($"internal static unsafe class ProductTile{vectors}x{numbers}<TLanes, TVector>");
        code.Line("    where TLanes : ILanes<TVector>");
        code.Line("    where TVector : unmanaged");
        code.Block(string.Empty, () =>
        {
            code.Line("// AggressiveOptimization: the first call may be the only one, and tier 0 runs this at a tenth of its speed.");
            code.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
            code.Line("public static void Run<TVectors, TNumbers>(ProductArguments* arguments)");
            code.Line("    where TVectors : IConstant");
            code.Line("    where TNumbers : IConstant");
            code.Block(string.Empty, () => Body(code, Enumerable.Range(0, vectors).ToArray(), Enumerable.Range(0, numbers).ToArray()));
        });
        return code.ToString();
    }

    private static void Body(CodeWriter code, int[] vectors, int[] numbers)
    {
        code.Line("int lanes = sizeof(TVector) / sizeof(float);");
        code.Line("float* first = arguments->Left, destination = arguments->Destination;");
        code.Line("nint leftStride = arguments->LeftStride, stride = arguments->DestinationStride, nextVector = arguments->DestinationVector;");
        code.Block("for (nint tile = arguments->Tiles; tile > 0; tile--)", () =>
        {
            foreach (int n in numbers)
                code.Line("TVector " + string.Join(", ", vectors.Select(v => $"y{n}_{v} = TLanes.Zero")) + ";");
            code.Line("float* left = first, right = arguments->Right;");
            code.Block("for (nint k = arguments->Depth; k > 0; k--)", () =>
            {
                code.Line("// Vectors that do not stay in the near caches are read as a stream, a page ahead.");
                code.Block("if (Sse.IsSupported)", () =>
                {
                    code.Line("Sse.Prefetch0(right + 1024);");
                    code.Line("if (TVectors.Value * lanes > 16) Sse.Prefetch0(right + 1024 + 16);");
                });
                foreach (int v in vectors)
                    code.Line(v == 0 ? "var x0 = TLanes.Load(right);" : $"var x{v} = TVectors.Value > {v} ? TLanes.Load(right + {v} * lanes) : x0;");
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

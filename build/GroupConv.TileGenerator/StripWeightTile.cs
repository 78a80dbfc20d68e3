using System.Collections.Generic;
using System.Linq;

namespace GroupConv.TileGenerator;

/// <summary>
/// Writes <c>StripWeightTileCxT</c>, a weight gradient tile with vectors of pixels of a row: C narrow channels × up to T taps of a filter's
/// column × a few of its columns. A loaded row of the wide tensor is used for every tap of its column. The narrow rows stay in registers
/// and are loaded once.
/// </summary>
internal static class StripWeightTile
{
    private const int MostColumns = 3;

    // C · T · K accumulators + C · T narrow rows + 1 pixel in 32 registers; in 16 registers with fewer columns.
    private static readonly (int Channels, int Taps)[] s_sizes = [(1, 7), (2, 3)];

    /// <summary>The microkernels, and the switches that find them and the handwritten one.</summary>
    public static IEnumerable<SourceFile> Files =>
    [
        .. s_sizes.Select(size => Write(size.Channels, size.Taps, MostColumns)),
        SourceFile.Ladders("Weights", "StripWeightTiles", Find(), FindStride2()),
    ];

    private static Ladder Find() => new(
        "Get",
        "StripWeightArguments",
        [("int", "channels"), ("int", "taps"), ("int", "columns"), ("bool", "masked")],
        [Rung.Lanes(16, 8, 4), Rung.Masked()],
        from size in s_sizes
        from taps in Enumerable.Range(2, size.Taps - 1)
        from columns in Enumerable.Range(1, MostColumns)
        select (
            $"({size.Channels}, {taps}, {columns})",
            $"StripWeightTile{size.Channels}x{size.Taps}<TLanes, TVector, TRow>.Run<Is{taps}, Is{columns}>"));

    private static Ladder FindStride2() => new(
        "Of3x3Stride2",
        "StripWeightArguments",
        [("bool", "masked")],
        [Rung.Lanes(16, 8, 4)],
        Rung.Masked().Cases.Select(row => (row.Value, $"StripWeightTile3x3Stride2<TLanes, TVector, {row.Types}>.Run")));

    private static SourceFile Write(int channels, int taps, int columns) => SourceFile.Microkernel(
        "Weights",
        $"StripWeightTile{channels}x{taps}",
        $"Weight tiles of {Words.Count(channels, "narrow channel")}, up to {taps} taps of a column and {columns} columns",
        "A row of the wide tensor is loaded once per filter column and used with all narrow rows, which stay in registers.",
        "StripWeightArguments",
        ["TTaps", "TColumns"],
        rowOf: "class",
        code => Body(code, [.. Enumerable.Range(0, channels)], [.. Enumerable.Range(0, taps)], [.. Enumerable.Range(0, columns)]));

    private static void Body(CodeWriter code, int[] channels, int[] taps, int[] columns)
    {
        code.Line("int lanes = sizeof(TVector) / sizeof(float);");
        code.Line("nint row = arguments->FirstRow, end = arguments->EndRow;");
        code.Line("nint before = arguments->Before, narrowRows = arguments->NarrowRows;");
        code.Line("nint step = arguments->WideRow, narrowStep = arguments->NarrowRow, toNext = arguments->NarrowStride;");
        code.Line("nint narrowAhead = arguments->NarrowAhead, ahead = arguments->WideAhead;");
        code.Line("nint sumsStep = arguments->SumsStride, sumsRow = arguments->SumsRow;");
        code.Line("float* sums = arguments->Sums, pixels = arguments->Wide + row * step;");
        code.Line("float* narrow = arguments->Narrow + (row + before) * narrowStep;");
        code.Line("var narrowMask = TRow.Mask(arguments->Masks);");
        foreach (int k in columns)
            code.Line($"var m{k} = {If(k, "TColumns", $"TRow.Mask(arguments->WideMasks + {k} * lanes)")};");
        foreach (int c in channels)
        {
            foreach (int t in taps)
            {
                foreach (int k in columns)
                {
                    string sum = $"TLanes.Load(sums + {c} * sumsStep + {t} * sumsRow + {k} * lanes)";
                    code.Line($"var s{c}_{t}_{k} = {If(t, "TTaps", If(k, "TColumns", sum))};");
                }
            }
        }

        code.Line("// From whole to wholeEnd, every tap of the column has a narrow row.");
        code.Line("nint whole = nint.Max(row, TTaps.Value - 1 - before), wholeEnd = nint.Min(end, narrowRows - before);");
        code.Block("while (row < end)", () =>
        {
            code.Block("if (row < whole || row >= wholeEnd)", () =>
            {
                foreach (int t in taps)
                {
                    code.Block($"if (TTaps.Value > {t} && (nuint)(row + before - {t}) < (nuint)narrowRows)", () =>
                    {
                        foreach (int c in channels)
                            code.Line($"var h{c} = TRow.Load(narrow - {t} * narrowStep + {c} * toNext, narrowMask);");
                        foreach (int k in columns)
                        {
                            var sums = channels.Select(c => $"s{c}_{t}_{k} = TLanes.MultiplyAdd(q, h{c}, s{c}_{t}_{k});");
                            code.Line($"{Where(k, "TColumns")}{{ var q = TRow.Load(pixels + {k}, m{k}); {string.Join(" ", sums)} }}");
                        }
                    });
                }

                code.Line("row++;");
                code.Line("pixels += step;");
                code.Line("narrow += narrowStep;");
                code.Line("continue;");
            });
            foreach (int c in channels)
            {
                foreach (int t in taps.Skip(1))
                    code.Line($"var g{c}_{t} = {If(t, "TTaps", $"TRow.Load(narrow - {t} * narrowStep + {c} * toNext, narrowMask)")};");
            }

            code.Block("for (; row < wholeEnd; row++, pixels += step, narrow += narrowStep)", () =>
            {
                code.Line("Memory.Fetch(pixels + ahead);");
                foreach (int c in channels)
                {
                    code.Line($"Memory.Fetch(narrow + {c} * toNext + narrowAhead);");
                    code.Line($"var g{c}_0 = TRow.Load(narrow + {c} * toNext, narrowMask);");
                }

                foreach (int k in columns)
                {
                    code.Block($"{(k == 0 ? string.Empty : $"if (TColumns.Value > {k})")}", () =>
                    {
                        code.Line($"var q = TRow.Load(pixels + {k}, m{k});");
                        foreach (int t in taps)
                        {
                            var sums = channels.Select(c => $"s{c}_{t}_{k} = TLanes.MultiplyAdd(q, g{c}_{t}, s{c}_{t}_{k});");
                            code.Line($"{Where(t, "TTaps")}{{ {string.Join(" ", sums)} }}");
                        }
                    });
                }

                foreach (int t in taps.Skip(1).Reverse())
                    code.Line($"{Where(t, "TTaps")}{{ {string.Join(" ", channels.Select(c => $"g{c}_{t} = g{c}_{t - 1};"))} }}");
            });
        });
        foreach (int c in channels)
        {
            foreach (int t in taps)
            {
                foreach (int k in columns)
                {
                    string to = $"sums + {c} * sumsStep + {t} * sumsRow + {k} * lanes";
                    code.Line($"if (TTaps.Value > {t} && TColumns.Value > {k}) TLanes.Store(s{c}_{t}_{k}, {to});");
                }
            }
        }
    }

    private static string If(int i, string constant, string value) => i == 0 ? value : $"{constant}.Value > {i} ? {value} : TLanes.Zero";

    private static string Where(int i, string constant) => i == 0 ? string.Empty : $"if ({constant}.Value > {i}) ";
}

using System.Collections.Generic;
using System.Linq;

namespace GroupConv.TileGenerator;

/// <summary>
/// Writes <c>RowTileRxL</c>: 1 vector of channels × up to R pixels along a row or a column, on up to L neighbouring lines, up to T taps of
/// a filter along them at a time.
/// </summary>
internal static class RowTile
{
    // 8 accumulators + 7 weights + 1 pixel fill 16 registers; 2 lines take 24 of 32. 8 accumulators are just enough if no load is late.
    // Many images are 7 pixels wide.
    private const int MostPixels = 8;
    private const int MostTaps = 7;

    // The accumulators of each line.
    private static readonly string[] s_names = ["y", "z"];

    /// <summary>The microkernel and the switches that find it.</summary>
    public static IEnumerable<SourceFile> Files => [Write(MostPixels, MostTaps), Find()];

    private static SourceFile Find() => SourceFile.Ladders("Rows", "RowTiles", new Ladder(
        "OfChannels",
        "RowTileArguments",
        [("int", "lines"), ("int", "outputs"), ("int", "taps")],
        [Rung.Lanes(16, 8), Rung.Number("lines", "TLines", s_names.Length), Rung.Number("outputs", "TPixels", MostPixels)],
        from taps in Enumerable.Range(1, MostTaps)
        select ($"{taps}", $"RowTile{MostPixels}x{s_names.Length}<TLanes, TVector>.Run<TLines, TPixels, Is{taps}>")));

    private static SourceFile Write(int pixels, int taps)
    {
        int lines = s_names.Length;
        return SourceFile.Microkernel(
            "Rows",
            $"RowTile{pixels}x{lines}",
            $"1 vector of channels × up to {pixels} pixels along a row or a column, on 1 or {lines} lines",
            $"{pixels} accumulators + {taps} weights + 1 pixel = {pixels + taps + 1} vector registers; "
            + $"with {lines} lines {lines * pixels} + {taps} + 1 = {lines * pixels + taps + 1}.",
            "RowTileArguments",
            ["TLines", "TPixels", "TTaps"],
            rowOf: null,
            code => Body(code, pixels, taps));
    }

    private static void Body(CodeWriter code, int pixels, int taps)
    {
        code.Line("float* source = arguments->Source, weight = arguments->Weight, destination = arguments->Destination;");
        code.Line("RowTileRun* fullRuns = arguments->Runs, shortRuns = fullRuns + arguments->FullRuns;");
        code.Line("InsideTaps* lines = arguments->Lines;");
        code.Line("nint fullRunsOfTap = arguments->FullRunsOfTap, shortRunsOfTap = arguments->ShortRunsOfTap;");
        code.Line("nint places = arguments->Places, toSecond = arguments->SourceLineStep;");
        code.Line("nint xStep = arguments->SourceStep, placeStep = arguments->PlaceStep;");
        code.Line("nint weightStep = arguments->WeightStep, step = arguments->DestinationStep;");
        code.Line("var bias = TLanes.Load(arguments->Bias);");
        code.Block("for (RowTilePlace* tile = arguments->Tiles, end = tile + arguments->TileCount; tile < end; tile++)", () =>
        {
            code.Line("nint firstPlace = arguments->FirstPlace + tile->Place;");
            code.Line("float* first = source + tile->Source;");
            code.Line("bool isPair = TLines.Value > 1 && tile->Lines > 1;");
            code.Line("var inside = lines[tile->Line];");
            foreach (string name in s_names)
                code.Line($"TVector {string.Join(", ", Enumerable.Range(0, pixels).Select(pixel => $"{name}{pixel} = bias"))};");
            code.Line();
            code.Line("// Each line takes its taps in order: those of the second line only, those of both, the rest of the first line.");
            code.Line("var second = isPair ? lines[tile->Line + 1] : new InsideTaps(inside.First, inside.First);");
            code.Line("nint bothStart = nint.Max(inside.First, second.First), bothEnd = nint.Max(bothStart, second.End);");
            code.Block(string.Empty, () => Lines(code, "fullRuns", pixels, taps, "TTaps.Value"));
            code.Block("if (TTaps.Value > 1)", () => Lines(code, "shortRuns", pixels, taps - 1, "TTaps.Value - 1"));

            code.Line();
            code.Line("float* d = destination + tile->Destination;");
            Store(code, pixels, "y");
            code.Block("if (isPair)", () =>
            {
                code.Line("d = destination + tile->Destination + arguments->DestinationLineStep;");
                Store(code, pixels, "z");
            });
        });
    }

    /// <summary>Writes the full or the short runs of one line or two.</summary>
    private static void Lines(CodeWriter code, string runs, int pixels, int taps, string count)
    {
        code.Block("if (isPair)", () =>
        {
            string secondEnd = "nint.Min(inside.First, second.End)";
            Runs(code, "second.First", secondEnd, runs, () => Run(code, pixels, taps, count, isFirst: false, isSecond: true));
            Runs(code, "bothStart", "bothEnd", runs, () => Run(code, pixels, taps, count, isFirst: true, isSecond: true));
        });
        Runs(code, "bothEnd", "inside.End", runs, () => Run(code, pixels, taps, count, isFirst: true, isSecond: false));
    }

    private static void Store(CodeWriter code, int pixels, string name)
    {
        for (int pixel = 0; pixel < pixels; pixel++)
            code.Line(pixel == 0 ? $"TLanes.Store({name}0, d);" : $"if (TPixels.Value > {pixel}) TLanes.Store({name}{pixel}, d += step);");
    }

    /// <summary>Writes the runs of a range of taps across the lines.</summary>
    private static void Runs(CodeWriter code, string firstTap, string endTap, string runs, System.Action body)
    {
        string first = $"{runs} + {firstTap} * {runs}OfTap", end = $"{runs} + {endTap} * {runs}OfTap";
        code.Block($"for (RowTileRun* run = {first}, runsEnd = {end}; run < runsEnd; run++)", body);
    }

    /// <summary>Writes one run: each loaded pixel is used for every tap that reads it.</summary>
    private static void Run(CodeWriter code, int pixels, int taps, string count, bool isFirst, bool isSecond)
    {
        code.Line("nint place = firstPlace + run->Place;");
        code.Line($"float* x = first + run->Source{(isFirst ? string.Empty : " + toSecond")}, w = weight + run->Weight;");
        code.Line("var w0 = TLanes.Load(w);");
        for (int tap = 1; tap < taps; tap++)
            code.Line($"var w{tap} = {count} > {tap} ? TLanes.Load(w += weightStep) : TLanes.Zero;");
        for (int pixel = 0; pixel < pixels + taps - 1; pixel++)
        {
            code.Block(pixel == 0 ? string.Empty : $"if (TPixels.Value + {count} > {pixel + 1})", () =>
            {
                if (pixel > 0)
                {
                    code.Line("place += placeStep;");
                    code.Line("x += xStep;");
                }

                code.Block("if ((nuint)place < (nuint)places)", () =>
                {
                    if (isFirst)
                        Add(code, pixel, pixels, taps, count, "y", "x");
                    if (isSecond)
                        Add(code, pixel, pixels, taps, count, "z", isFirst ? "x + toSecond" : "x");
                });
            });
        }
    }

    private static void Add(CodeWriter code, int pixel, int pixels, int taps, string count, string name, string x)
    {
        code.Line($"var v{name} = TLanes.Load({x});");
        foreach (int tap in Enumerable.Range(0, taps).Where(tap => pixel - tap >= 0 && pixel - tap < pixels))
        {
            string sum = $"{name}{pixel - tap}";
            code.Line($"if (TPixels.Value > {pixel - tap} && {count} > {tap}) {sum} = TLanes.MultiplyAdd(v{name}, w{tap}, {sum});");
        }
    }
}

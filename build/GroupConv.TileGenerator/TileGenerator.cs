using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace GroupConv.TileGenerator;

/// <summary>
/// Writes the register tiles of GroupConv.Core. A tile's accumulators must be local variables to stay in registers, and C# has no arrays of
/// registers, so its loops over channels and pixels have to stand unrolled. Look at what it writes with <c>EmitCompilerGeneratedFiles</c>.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class TileGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context) => context.RegisterPostInitializationOutput(output =>
    {
        // C output channels × V vectors of pixels: C · V accumulators + V pixels + 1 weight. 4 × 3 fills 16 registers, with 7 loads for 12 multiply-adds;
        // 8 × 3 takes 28 of 32. A multiply-add takes four cycles and two begin in each, so that few channels take many vectors.
        foreach ((int channels, int vectors) in new[] { (2, 8), (4, 3), (8, 3) })
            Add(output, $"PixelTile{channels}x{vectors}", PixelTile.Write(channels, vectors));

        // V vectors of output channels × P pixels: V · P accumulators + V weights + 1 pixel in 32 registers.
        foreach ((int vectors, int pixels) in new[] { (1, 28), (2, 14), (3, 9), (4, 6) })
            Add(output, $"ChannelTile{vectors}x{pixels}", ChannelTile.Write(vectors, pixels));

        // The same with T taps of a filter's row at a time: V · P accumulators + V · T weights + 1 pixel in 32 registers.
        foreach ((int vectors, int pixels) in new[] { (1, 28), (2, 12), (3, 7) })
            Add(output, $"ChannelRunTile{vectors}x{pixels}", ChannelRunTile.Write(vectors, pixels, 3));

        // C output channels × R rows of a vector, T taps of a filter's column: C · R accumulators + C · T weights + 1 row in 32 registers.
        foreach ((int channels, int rows, int taps) in new[] { (1, 8, 7), (2, 8, 7), (3, 6, 4), (4, 4, 3) })
            Add(output, $"StripTile{channels}x{rows}", StripTile.Write(channels, rows, taps));

        // Up to 8 rows with 16 registers, up to 16 with 32: 16 accumulators + 7 weights + 1 row. A multiply-add takes four cycles and two begin in each, so
        // that 8 rows are just enough, where no load is late.
        Add(output, "PlaneTile16x1", PlaneTile.Write(rows: 16, taps: 7));

        // Up to 8 pixels of a vector of channels each, T taps at a time: 8 accumulators + 7 weights + 1 pixel fill 16 registers, and 2 such lines 24 of 32. Eight are
        // just enough again, where no load is late, and many images are 7 pixels wide.
        Add(output, "RowTile8x2", RowTile.Write(pixels: 8, taps: 7));

        // V vectors × N numbers: V · N accumulators + V vectors + 1 number in 32 registers; with 16, 2 × 6 and 1 × 12 of them.
        Add(output, "ProductTile2x14", ProductTile.Write(vectors: 2, numbers: 14));

        // C narrow channels, or V vectors of them, × T taps: their sums + what is loaded for them in 32 registers, or, with fewer taps, in 16.
        foreach ((int channels, int taps) in new[] { (1, 9), (2, 9), (3, 8), (4, 6) })
        {
            Add(output, $"WeightTile{channels}x{taps}", WeightTile.WriteOfPixels(channels, taps));
            Add(output, $"GroupWeightTile{channels}x{taps}", WeightTile.WriteOfGroups(channels, taps));
        }

        foreach ((int vectors, int taps) in new[] { (1, 12), (2, 6), (3, 6), (4, 6) })
            Add(output, $"ChannelWeightTile{vectors}x{taps}", WeightTile.WriteOfChannels(vectors, taps));

        // C narrow channels × T taps of a filter's column × K columns of it: C · T · K accumulators + C · T narrow rows + 1 pixel in 32 registers, or, with fewer columns, in 16.
        foreach ((int channels, int taps, int columns) in new[] { (1, 7, 3), (2, 3, 3) })
            Add(output, $"StripWeightTile{channels}x{taps}", StripWeightTile.Write(channels, taps, columns));
    });

    private static void Add(IncrementalGeneratorPostInitializationContext output, string name, string code) =>
        output.AddSource(name + ".g.cs", SourceText.From(code, Encoding.UTF8));
}

using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace GroupConv.TileGenerator;

/// <summary>
/// Writes the register tiles of GroupConv.Core, and the switches that find them. A tile's accumulators must be local variables to stay in
/// registers, and C# has no arrays of registers: loops over channels and pixels are unrolled. What it writes stands in
/// <c>artifacts/generated</c> after a build of Core.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class TileGenerator : IIncrementalGenerator
{
    /// <summary>The most that a type can say: <c>Is16</c>.</summary>
    private const int MostConstant = 16;

    private static readonly SourceFile[] s_files =
    [
        SourceFile.Constants(MostConstant),
        .. PixelTile.Files,
        .. ChannelTile.Files,
        .. ChannelRunTile.Files,
        .. StripTile.Files,
        .. PlaneTile.Files,
        .. RowTile.Files,
        .. ProductTile.Files,
        .. SpreadTile.Files,
        .. WeightTile.Files,
        .. StripWeightTile.Files,
    ];

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context) => context.RegisterPostInitializationOutput(output =>
    {
        foreach (var file in s_files)
            output.AddSource(file.Path + ".g.cs", SourceText.From(file.Code, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)));
    });
}

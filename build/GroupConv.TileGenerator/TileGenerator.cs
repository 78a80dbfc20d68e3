using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace GroupConv.TileGenerator;

/// <summary>
/// Writes the register tiles of GroupConv.Core and the switches that find them. A tile's accumulators stay in registers only as local
/// variables, and C# has no arrays of registers, so loops over channels and pixels are unrolled. After a build of Core, the generated files
/// are in <c>artifacts/generated</c>.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class TileGenerator : IIncrementalGenerator
{
    /// <summary>The greatest number that is available as a type: <c>Is16</c>.</summary>
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

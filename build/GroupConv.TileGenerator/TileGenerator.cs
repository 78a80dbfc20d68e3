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
        // V vectors of output channels × P pixels: V · P accumulators + V weights + 1 pixel in 32 registers.
        foreach ((int vectors, int pixels) in new[] { (1, 28), (2, 14), (3, 9), (4, 6) })
            Add(output, $"ChannelTile{vectors}x{pixels}", ChannelTile.Write(vectors, pixels));
    });

    private static void Add(IncrementalGeneratorPostInitializationContext output, string name, string code) =>
        output.AddSource(name + ".g.cs", SourceText.From(code, Encoding.UTF8));
}

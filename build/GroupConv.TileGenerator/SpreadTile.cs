using System.Collections.Generic;
using System.Linq;

namespace GroupConv.TileGenerator;

/// <summary>Writes the switches that find <c>SpreadTile</c>, which is handwritten.</summary>
internal static class SpreadTile
{
    private const int MostVectors = 4;

    /// <summary>The switches that find the microkernel.</summary>
    public static IEnumerable<SourceFile> Files => [SourceFile.Ladders("Spread", "SpreadTiles", new Ladder(
        "Get",
        "SpreadTileArguments",
        [("int", "vectors")],
        [Rung.Lanes(16, 8, 4, 1)],
        Enumerable.Range(1, MostVectors).Select(vectors => ($"{vectors}", $"SpreadTile<TLanes, TVector>.Run<Is{vectors}>"))))];
}

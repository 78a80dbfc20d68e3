using System.Numerics.Tensors;
using GroupConv.Core.Specs;

namespace GroupConv.Interactive.Results;

/// <summary>What shares one colour scale: <c>--scale</c>.</summary>
public enum MapScale
{
    /// <summary>All maps of the layer (the default).</summary>
    Layer,

    /// <summary>The maps of one group.</summary>
    Group,

    /// <summary>Each map has its own.</summary>
    Channel,
}

/// <summary>What <c>#!groupconv maps</c> draws: feature maps by group.</summary>
/// <param name="Maps">The maps, (N, C, ...) or (C, ...); the first element of a batch is drawn.</param>
/// <param name="Spec">The layer that made them, or null where a bare tensor is drawn.</param>
/// <param name="Groups">How many groups the channels fall into; 1 where it is not known.</param>
/// <param name="Scale">What shares a colour scale.</param>
/// <param name="All">Whether to draw every channel, however many.</param>
/// <param name="Source">The variable or file drawn.</param>
/// <param name="CSharp">The C# call that does the same.</param>
/// <param name="Dims">Spatial dimensions of a map: 1 for signals, 2 for images, 3 for volumes.</param>
/// <param name="Slice">Of volumes, which slice in depth is drawn; null for the middle one.</param>
/// <param name="Input">What the layer read, drawn beside the maps; null where it is not known.</param>
public sealed record MapsResult(
    Tensor<float> Maps,
    ConvSpec? Spec = null,
    int Groups = 1,
    MapScale Scale = MapScale.Layer,
    bool All = false,
    string Source = "",
    string CSharp = "",
    int Dims = 2,
    int? Slice = null,
    Tensor<float>? Input = null);

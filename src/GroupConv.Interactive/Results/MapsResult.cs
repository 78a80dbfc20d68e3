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
/// <param name="Maps">The maps, (N, C, H, W) or (C, H, W); the first image of a batch is drawn.</param>
/// <param name="Spec">The layer that made them, or null where a bare tensor is drawn.</param>
/// <param name="Groups">How many groups the channels fall into; 1 where it is not known.</param>
/// <param name="Scale">What shares a colour scale.</param>
/// <param name="All">Whether to draw every channel, however many.</param>
/// <param name="Source">The variable or file drawn.</param>
/// <param name="CSharp">The C# call that does the same.</param>
public sealed record MapsResult(
    Tensor<float> Maps,
    Conv2dSpec? Spec = null,
    int Groups = 1,
    MapScale Scale = MapScale.Layer,
    bool All = false,
    string Source = "",
    string CSharp = "");

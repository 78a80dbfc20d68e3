using GroupConv.Interactive.Engine.Rendering;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>Which plane of a feature map is drawn: of a volume, a slice in depth; of a signal or an image, all there is.</summary>
internal static class MapSlices
{
    /// <summary>Planes of a map: its depth, or 1.</summary>
    /// <param name="planes">The maps.</param>
    /// <param name="dims">Spatial dimensions of a map.</param>
    public static long Depth(Planes planes, int dims) => dims == 3 ? planes.Outer[^1] : 1;

    /// <summary>Channels of the maps.</summary>
    /// <param name="planes">The maps.</param>
    /// <param name="dims">Spatial dimensions of a map.</param>
    public static long Channels(Planes planes, int dims) => dims == 3 ? planes.Outer[^2] : planes.Outer.Count == 0 ? 1 : planes.Outer[^1];

    /// <summary>The plane drawn for a channel.</summary>
    /// <param name="planes">The maps.</param>
    /// <param name="dims">Spatial dimensions of a map.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="slice">Which slice of a volume; null for the middle one.</param>
    public static long Plane(Planes planes, int dims, long channel, int? slice)
    {
        long depth = Depth(planes, dims);
        return channel * depth + (dims == 3 ? Slice(depth, slice) : 0);
    }

    /// <summary>What is drawn of volumes, in words; empty for other maps.</summary>
    /// <param name="planes">The maps.</param>
    /// <param name="dims">Spatial dimensions of a map.</param>
    /// <param name="slice">Which slice was asked for; null for the middle one.</param>
    public static string Note(Planes planes, int dims, int? slice)
    {
        if (dims != 3 || planes.IsEmpty)
            return "";
        long depth = Depth(planes, dims);
        return FormattableString.Invariant(
            $"slice {Slice(depth, slice)} in depth, of 0 to {depth - 1}{(slice is null ? ": the middle one; maps --slice N draws another" : "")}");
    }

    private static long Slice(long depth, int? slice) => Math.Clamp(slice ?? depth / 2, 0, Math.Max(0, depth - 1));
}

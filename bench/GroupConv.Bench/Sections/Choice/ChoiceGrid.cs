using System.Globalization;
using GroupConv.Bench.Layers;

namespace GroupConv.Bench.Sections.Choice;

/// <summary>
/// The layers that test the planner's choice: the layer table, and a larger grid. The grid has no layers of real networks; it covers the
/// hyperparameters and sizes that a choice depends on.
/// </summary>
internal static class ChoiceGrid
{
    // The number of groups gives about this many multiply-accumulates; layers whose single group exceeds the maximum are excluded.
    private const double WantedMacs = 3e7;
    private const double MostMacs = 3e8;
    private const int MostGroups = 64;
    private const int MostDepthwiseGroups = 256;

    private static readonly int[] s_channels = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 256, 512];
    private static readonly int[] s_images = [7, 14, 28, 56, 112, 224, 512];
    private static readonly int[] s_fewChannels = [1, 2, 4, 8, 16, 32, 64, 256];
    private static readonly int[] s_fewImages = [7, 28, 112];

    /// <summary>The layer table without the rows that force an algorithm, then the grid.</summary>
    public static IReadOnlyList<Layer> All { get; } = Unique([.. LayerTable.All.Where(layer => layer.Algorithm is null), .. Grid()]);

    private static IEnumerable<Layer> Grid() =>
    [
        .. Cross(s_channels, s_images, (channels, image) => Make(channels, image)),
        .. Cross(s_fewChannels, s_fewImages, (channels, image) => Make(channels, image, stride: 2)),
        .. Cross(s_fewChannels, s_fewImages, (channels, image) => Make(channels, image, kernel: 1)),
        .. Cross(s_fewChannels, s_fewImages, (channels, image) => Make(channels, image, kernel: 5)),
        .. Cross(s_fewChannels, s_fewImages, (channels, image) => Make(channels, image, multiplier: 2)),
        .. Cross(s_fewChannels, s_fewImages, (channels, image) => Make(channels, image, batch: 8)),
    ];

    private static IEnumerable<Layer> Cross(int[] channels, int[] images, Func<int, int, Layer?> make) =>
        (from image in images from count in channels select make(count, image)).OfType<Layer>();

    private static Layer? Make(int channels, int image, int kernel = 3, int stride = 1, int multiplier = 1, int batch = 1)
    {
        double pixels = batch * Math.Pow(Math.Ceiling((double)image / stride), 2);
        double macs = pixels * channels * channels * multiplier * kernel * kernel;
        if (macs > MostMacs)
            return null;
        int most = channels == 1 ? MostDepthwiseGroups : MostGroups;
        int groups = (int)Math.Pow(2, Math.Floor(Math.Log2(Math.Clamp(WantedMacs / macs, 1, most))));
        int inputs = channels * groups, outputs = multiplier * inputs;
        string sides = outputs == inputs ? $"{inputs}" : $"{inputs}→{outputs}";
        string name = string.Create(
            CultureInfo.InvariantCulture,
            $"{(batch > 1 ? $"batch {batch}: " : "")}{sides} g{groups} {kernel}x{kernel}{(stride > 1 ? $" s{stride}" : "")} {image}");
        return Layer.Of(name, inputs, outputs, kernel, image, groups, stride, batch: batch);
    }

    private static IReadOnlyList<Layer> Unique(IEnumerable<Layer> layers) =>
        [.. layers.DistinctBy(layer => (layer.Spec.ToString(), layer.Shape.Batch, layer.Shape.InSize[0], layer.Shape.InSize[1]))];
}

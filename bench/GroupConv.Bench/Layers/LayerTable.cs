using GroupConv.Core.Specs;

namespace GroupConv.Bench.Layers;

/// <summary>The measured layers, one per line. The category of each follows from its numbers (<see cref="Category.Of"/>).</summary>
internal static class LayerTable
{
    // Before the tables, which need it.
    private static readonly ConvPadding s_belowAndRight = ConvPadding.Explicit((0, 1), (0, 1));

    /// <summary>The layers that the goals refer to.</summary>
    public static IReadOnlyList<Layer> Tuned { get; } =
    [
        Table("seed 3→9 g3 3x3 64", 3, 9, 3, 64, groups: 3),
        Table("AlexNet conv2 96→256 g2 5x5 27", 96, 256, 5, 27, groups: 2),
        Table("AlexNet conv4 384 g2 3x3 13", 384, 384, 3, 13, groups: 2),
        Table("ResNeXt-50 128 g32 3x3 56", 128, 128, 3, 56, groups: 32),
        Table("ResNeXt-50 256 g32 3x3 s2 56", 256, 256, 3, 56, groups: 32, stride: 2),
        Table("ResNeXt-50 512 g32 3x3 14", 512, 512, 3, 14, groups: 32),
        Table("ResNeXt-50 1024 g32 3x3 7", 1024, 1024, 3, 7, groups: 32),
        Table("ResNeXt-101 256 g32 3x3 56", 256, 256, 3, 56, groups: 32),
        Table("RegNet 400 g25 3x3 28", 400, 400, 3, 28, groups: 25),
        Table("ShuffleNet 240 g3 1x1 28", 240, 240, 1, 28, groups: 3),
        Table("depthwise 96 3x3 s2 112", 96, 96, 3, 112, groups: 96, stride: 2),
        Table("depthwise 144 3x3 56", 144, 144, 3, 56, groups: 144),
        Table("depthwise 384 3x3 14", 384, 384, 3, 14, groups: 384),
        Table("depthwise 960 3x3 7", 960, 960, 3, 7, groups: 960),
        Table("depthwise 240 5x5 28", 240, 240, 5, 28, groups: 240),
        Table("depthwise 672 5x5 14", 672, 672, 5, 14, groups: 672),
        Table("depthwise 96 7x7 56", 96, 96, 7, 56, groups: 96),
        Table("depthwise 768 7x7 7", 768, 768, 7, 7, groups: 768),
        Table("dense 64 3x3 56", 64, 64, 3, 56),
        Table("dense 256 3x3 14", 256, 256, 3, 14),
        Table("dense 64→256 1x1 56", 64, 256, 1, 56),
        Table("64 g2 3x3 56", 64, 64, 3, 56, groups: 2),
        Table("64 g4 3x3 56", 64, 64, 3, 56, groups: 4),
        Table("64 g8 3x3 56", 64, 64, 3, 56, groups: 8),
        Table("64 g16 3x3 56", 64, 64, 3, 56, groups: 16),
        Table("64 g32 3x3 56", 64, 64, 3, 56, groups: 32),
        Table("64 g64 3x3 56", 64, 64, 3, 56, groups: 64),
        Table("batch 8: 512 g32 3x3 14", 512, 512, 3, 14, groups: 32, batch: 8),
        Table("batch 8: depthwise 384 3x3 14", 384, 384, 3, 14, groups: 384, batch: 8),
        Table("batch 8: dense 256 3x3 14", 256, 256, 3, 14, batch: 8),
        Table("Winograd: dense 64 3x3 56", 64, 64, 3, 56, algorithm: Category.WinogradAlgorithm),
        Table("Winograd: dense 256 3x3 14", 256, 256, 3, 14, algorithm: Category.WinogradAlgorithm),
        Table("Winograd: batch 8: dense 256 3x3 14", 256, 256, 3, 14, batch: 8, algorithm: Category.WinogradAlgorithm),
    ];

    /// <summary>
    /// Layers that nothing was tuned on: odd counts, multipliers, dilation, long and large kernels, tiny and large images.
    /// </summary>
    public static IReadOnlyList<Layer> HeldOut { get; } =
    [
        Layer.Of("34 g17 3x3 31", 34, 34, 3, 31, groups: 17),
        Layer.Of("32 g16 3x3 224", 32, 32, 3, 224, groups: 16),
        Layer.Of("64 g32 3x3 s(2,1) 40", 64, 64, 3, 40, groups: 32, stride: (2, 1)),
        Layer.Of("tiny 4 g2 3x3 5", 4, 4, 3, 5, groups: 2),
        Layer.Of("21 g7 3x3 37", 21, 21, 3, 37, groups: 7),
        Layer.Of("15→25 g5 3x3 29", 15, 25, 3, 29, groups: 5),
        Layer.Of("24 g8 7x7 28", 24, 24, 7, 28, groups: 8),
        Layer.Of("64 g16 1x7 35", 64, 64, (1, 7), 35, groups: 16),
        Layer.Of("64 g16 7x1 35", 64, 64, (7, 1), 35, groups: 16),
        Layer.Of("128 g32 3x3 d2 28", 128, 128, 3, 28, groups: 32, dilation: 2),
        Layer.Of("40 g10 3x3 17x91", 40, 40, 3, (17, 91), groups: 10),
        Layer.Of("batch 8: 64 g16 3x3 28", 64, 64, 3, 28, groups: 16, batch: 8),
        Layer.Of("35 g5 3x3 33", 35, 35, 3, 33, groups: 5),
        Layer.Of("30→66 g6 5x5 25", 30, 66, 5, 25, groups: 6),
        Layer.Of("96 g12 3x3 s2 28", 96, 96, 3, 28, groups: 12, stride: 2),
        Layer.Of("64 g8 3x3 s2 56, padded below and right", 64, 64, 3, 56, groups: 8, stride: 2, padding: s_belowAndRight),
        Layer.Of("64 g8 4x4 s2 32", 64, 64, 4, 32, groups: 8, stride: 2, padding: 1),
        Layer.Of("99 g11 3x3 19", 99, 99, 3, 19, groups: 11),
        Layer.Of("192 g8 3x3 12", 192, 192, 3, 12, groups: 8),
        Layer.Of("batch 8: 128 g4 3x3 14", 128, 128, 3, 14, groups: 4, batch: 8),
        Layer.Of("128 g2 3x3 s2 28", 128, 128, 3, 28, groups: 2, stride: 2),
        Layer.Of("480 g8 1x1 14", 480, 480, 1, 14, groups: 8),
        Layer.Of("48 g12 1x1 56", 48, 48, 1, 56, groups: 12),
        Layer.Of("200→400 g4 1x1 s2 28", 200, 400, 1, 28, groups: 4, stride: 2),
        Layer.Of("depthwise 64→128 3x3 56", 64, 128, 3, 56, groups: 64),
        Layer.Of("depthwise 32→128 3x3 28", 32, 128, 3, 28, groups: 32),
        Layer.Of("depthwise 48→96 5x5 s2 40", 48, 96, 5, 40, groups: 48, stride: 2),
        Layer.Of("depthwise 160 3x3 d2 33", 160, 160, 3, 33, groups: 160, dilation: 2),
        Layer.Of("depthwise 256 7x1 17", 256, 256, (7, 1), 17, groups: 256),
        Layer.Of("depthwise 128 1x7 24", 128, 128, (1, 7), 24, groups: 128),
        Layer.Of("depthwise 64 5x5 s3 64", 64, 64, 5, 64, groups: 64, stride: 3),
        Layer.Of("depthwise 96 3x3 s2 112, padded below and right", 96, 96, 3, 112, groups: 96, stride: 2, padding: s_belowAndRight),
        Layer.Of("depthwise 3 3x3 224", 3, 3, 3, 224, groups: 3),
        Layer.Of("depthwise 32 3x3 224", 32, 32, 3, 224, groups: 32),
        Layer.Of("tiny depthwise 8 3x3 4", 8, 8, 3, 4, groups: 8),
        Layer.Of("batch 8: depthwise 64 5x5 28", 64, 64, 5, 28, groups: 64, batch: 8),
        Layer.Of("dense 3→64 7x7 s2 224", 3, 64, 7, 224, stride: 2),
        Layer.Of("dense 192 1x7 17", 192, 192, (1, 7), 17),
        Layer.Of("dense 192 7x1 17", 192, 192, (7, 1), 17),
        Layer.Of("dense 256→64 3x3 d4 28", 256, 64, 3, 28, dilation: 4),
        Layer.Of("dense 128→256 3x3 s2 28", 128, 256, 3, 28, stride: 2),
        Layer.Of("tiny dense 8→16 3x3 6", 8, 16, 3, 6),
        Layer.Of("Winograd: dense 128 3x3 28", 128, 128, 3, 28, algorithm: Category.WinogradAlgorithm),
        Layer.Of("Winograd: dense 96→160 3x3 23", 96, 160, 3, 23, algorithm: Category.WinogradAlgorithm),
    ];

    public static IReadOnlyList<Layer> All { get; } = [.. Tuned, .. HeldOut];

    private static Layer Table(
        string name,
        int inChannels,
        int outChannels,
        int kernelSize,
        int image,
        int groups = 1,
        int stride = 1,
        int batch = 1,
        string? algorithm = null) =>
        Layer.Of(name, inChannels, outChannels, kernelSize, image, groups, stride, batch: batch, inTable: true, algorithm: algorithm);
}

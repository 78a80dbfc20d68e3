using GroupConv.Core.Specs;

namespace GroupConv.Bench.Layers;

/// <summary>Layers with the same bottleneck, and their goals: the speedup over ONNX Runtime.</summary>
/// <param name="Name">Its name in the reports.</param>
/// <param name="GeomeanGoal">The goal for the geometric mean of the rows, or null.</param>
/// <param name="WorstGoal">The goal for every row, or null.</param>
internal sealed record Category(string Name, double? GeomeanGoal, double? WorstGoal)
{
    /// <summary>The algorithm that a layer of <see cref="Winograd"/> is forced to.</summary>
    public const string WinogradAlgorithm = "winograd";

    public static readonly Category TwoChannels = new("1 or 2 channels a group", 6, 4);
    public static readonly Category FourChannels = new("3 or 4 channels a group", 4, 3);
    public static readonly Category EightChannels = new("5 to 8 channels a group", 2.4, 1.8);
    public static readonly Category SixteenChannels = new("9 to 31 channels a group", 1.4, 1.1);
    public static readonly Category Wide = new("32 or more a group, grouped 1x1", null, 1);
    public static readonly Category Depthwise = new("depthwise", 2.3, 1.6);
    public static readonly Category Dense = new("dense, direct", null, .97);
    public static readonly Category Winograd = new("dense 3x3, Winograd", 2.5, null);

    public static IReadOnlyList<Category> All { get; } =
        [TwoChannels, FourChannels, EightChannels, SixteenChannels, Wide, Depthwise, Dense, Winograd];

    /// <summary>The category of a layer, by the input channels that a group reads.</summary>
    /// <param name="spec">The layer.</param>
    /// <param name="algorithm">The algorithm that it is forced to, or null.</param>
    public static Category Of(ConvSpec spec, string? algorithm) => spec switch
    {
        _ when algorithm == WinogradAlgorithm => Winograd,
        { Groups: 1 } => Dense,
        { IsDepthwise: true } => Depthwise,
        { InChannelsPerGroup: >= 32 } => Wide,
        _ when spec.KernelSize.All(1) => Wide,
        { InChannelsPerGroup: <= 2 } => TwoChannels,
        { InChannelsPerGroup: <= 4 } => FourChannels,
        { InChannelsPerGroup: <= 8 } => EightChannels,
        _ => SixteenChannels,
    };
}

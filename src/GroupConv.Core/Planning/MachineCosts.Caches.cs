namespace GroupConv.Core.Planning;

/// <content>How many floats fit each cache, and the cost of exceeding it.</content>
internal sealed partial record MachineCosts
{
    /// <summary>The second-level cache: 1 MB or more on machines with 16 lanes, 512 KB on others.</summary>
    [Measured("Zen 3", "2026-11-22")]
    [Measured("Ice Lake", "2026-11-23", Lanes = 16)]
    public int SecondCacheFloats { get; private init; } = 1 << 17;

    /// <summary>Share of the multiply-adds' time that is lost if a working set is twice its limit.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double CrowdingLoss { get; private init; } = .05;

    /// <summary>Padded planes of a band of <c>direct</c>.</summary>
    [Measured("Zen 3", "2026-11-22")]
    public int DirectBandFloats { get; private init; } = 48 * 1024;

    /// <summary>Pixels that each block of output channels of <c>direct</c> reads again: first-level cache.</summary>
    [Measured("Zen 3", "2026-11-22")]
    public int DirectGroupFloats { get; private init; } = 4608;

    /// <summary>Pixels of a band of <c>pointwise</c>.</summary>
    [Measured("Zen 3", "2026-11-22")]
    public int PointwiseBandFloats { get; private init; } = 32 * 1024;

    /// <summary>Pixels that all blocks of output channels of <c>pointwise</c> read in turn: first-level cache.</summary>
    [Measured("Zen 3", "2026-11-22")]
    public int PointwiseGroupFloats { get; private init; } = 8 * 1024;

    /// <summary>Padded planes of a band of <c>strips</c>.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public int StripsBandFloats { get; private init; } = 24 * 1024;

    /// <summary>Padded planes of a band of <c>channels</c>.</summary>
    [Measured("Zen 3", "2026-11-22")]
    public int ChannelsBandFloats { get; private init; } = 32 * 1024;

    /// <summary>Sums of a band of <c>channels</c>.</summary>
    [Measured("Zen 3", "2026-11-22")]
    public int ChannelsSumFloats { get; private init; } = 64 * 1024;

    /// <summary>Weights that a row of tiles of <c>channels</c> reads again, together with its pixels: first-level cache.</summary>
    [Measured("Zen 3", "2026-11-22")]
    public int ChannelsPanelFloats { get; private init; } = 7168;

    /// <summary>Weights of a block of <c>channels</c> that stay in the first-level cache from tile to tile.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public int NearWeightFloats { get; private init; } = 10 * 1024;

    /// <summary>Share of the time that is lost if a block has more weights.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double NearWeightLoss { get; private init; } = .03;

    /// <summary>Weights of a group above which they are fetched from the third-level cache each time they are read.</summary>
    [Measured("Zen 3", "2026-11-22")]
    public int FarWeightFloats { get; private init; } = 128 * 1024;

    /// <summary>Weights that the third-level cache then delivers in a cycle; prefetching hides most of that time.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double FarWeightsACycle { get; private init; } = 16;

    /// <summary>Planes and outputs of a band of <c>channelwise</c>.</summary>
    [Measured("Zen 3", "2026-11-22")]
    public double ChannelwiseBandFloats { get; private init; } = 1 << 16;

    /// <summary>Planes of a block of channels, or of a band, of <c>depthwise</c>: first-level cache, together with the output.</summary>
    [Measured("Zen 3", "2026-11-22")]
    public int DepthwiseBlockFloats { get; private init; } = 4096;

    /// <summary>Padded planes of a band of <c>spread</c>.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double SpreadBandFloats { get; private init; } = 32 * 1024;

    /// <summary>
    /// Ratio by which Winograd's weight, tiles and products may exceed the second-level cache: parts of them are used once and then
    /// replaced.
    /// </summary>
    [Measured("Zen 5", "2026-11-25")]
    public double WinogradCrowding { get; private init; } = 1.2;

    /// <summary>Transformed tiles of a block of <c>winograd</c>: some megabytes of the third-level cache.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public long WinogradDataFloats { get; private init; } = 1 << 21;

    /// <summary>Pixels buffered between Winograd's output transform and the output: first-level cache.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public int WinogradSumFloats { get; private init; } = 4096;

    /// <summary>Tiles buffered between the two halves of Winograd's data transform: first-level cache.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public int WinogradRectangleTiles { get; private init; } = 64;
}

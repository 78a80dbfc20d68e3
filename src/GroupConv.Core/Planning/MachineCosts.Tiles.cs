namespace GroupConv.Core.Planning;

/// <content>What tiles and copies cost besides their taps.</content>
internal sealed partial record MachineCosts
{
    /// <summary>Cycles to store an accumulator at the end of a pixel or strip tile.</summary>
    [Measured("Ice Lake", "2026-11-23")]
    public double AccumulatorStore { get; private init; } = 1.5;

    /// <summary>Cycles to start a pixel tile.</summary>
    [Measured("Ice Lake", "2026-11-23")]
    public double PixelTileStart { get; private init; } = 12;

    /// <summary>Cycles to start a strip tile.</summary>
    [Measured("Zen 3", "2026-11-22")]
    public double StripTileStart { get; private init; } = 8;

    /// <summary>
    /// Cycles that a tap of a strip tile takes at least, however few accumulators there are: each multiply-add waits for the one before it.
    /// </summary>
    [Measured("Zen 5", "2026-11-25", Lanes = 8)]
    public double ChainedStripTap { get; private init; } = 4.75;

    /// <summary>Multiply-adds of a strip tile up to which it does not wait: the processor has begun the next tile by then.</summary>
    [Measured("Zen 5", "2026-11-25", Lanes = 8)]
    public double MultiplyAddsAhead { get; private init; } = 200;

    /// <summary>
    /// Cycles that a tap of a channel tile with many accumulators saves in 16 registers: such steps follow each other with hardly a gap.
    /// </summary>
    [Measured("Zen 5", "2026-11-25", Lanes = 8)]
    public double FullTileGain { get; private init; } = .7;

    /// <summary>Accumulators from which on it does.</summary>
    [Measured("Zen 5", "2026-11-25", Lanes = 8)]
    public int GainingAccumulators { get; private init; } = 12;

    /// <summary>Cycles that a run of taps of a channel tile loses in 16 registers.</summary>
    [Measured("Zen 5", "2026-11-25", Lanes = 8)]
    public double RunLoss { get; private init; } = .3;

    /// <summary>Cycles to copy an output of a flat run of pixels to its row.</summary>
    [Measured("Ice Lake", "2026-11-23")]
    public double FlatOutput { get; private init; } = .15;

    /// <summary>Cycles to store an output of a 1×1 filter, or to load it again for the next block of input channels.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double PointwiseOutput { get; private init; } = .1;

    /// <summary>Cycles to copy a pixel of an input channel for 1×1 filters.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double PointwisePixel { get; private init; } = .3;

    /// <summary>Cycles to transpose an output of a channel tile where several pixels of a row are transposed together.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double TransposedOutput { get; private init; } = .3;

    /// <summary>The same where pixels are transposed one by one.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double SingleOutput { get; private init; } = 1;

    /// <summary>Cycles to copy a float to a padded plane, at least: between the nearest caches.</summary>
    [Measured("Zen 5", "2026-11-26")]
    public double PlaneFloat { get; private init; } = .3;

    /// <summary>
    /// What of <see cref="PlaneFloat"/> counts where rows of the table are compared: narrow vectors' multiply-adds take so long that copies
    /// are hidden.
    /// </summary>
    [Measured("Zen 5", "2026-11-26")]
    public double ExposedPlaneFloat { get; private init; }

    /// <summary>Cycles to copy a float to a padded plane that a stride splits into phases.</summary>
    [Measured("Zen 3", "2026-12-01", Lanes = 8)]
    public double PhaseFloat { get; private init; } = 1.3;

    /// <summary>
    /// Cycles to copy a float to a padded plane of a block of input channels, whose planes are laid out anew for each part.
    /// </summary>
    [Measured("Zen 5", "2026-11-25")]
    public double BlockPlaneFloat { get; private init; } = .6;

    /// <summary>Cycles of a vector's multiply-add where lanes are channels of a depthwise layer, with its loads.</summary>
    [Measured("Zen 5", "2026-11-25", Lanes = 8)]
    [Measured("Zen 5", "2026-11-26", Lanes = 16)]
    public double ChannelwiseMultiplyAdd { get; private init; } = .55;

    /// <summary>Cycles to transpose a pixel of as many channels as a vector has lanes, in or out.</summary>
    [Measured("Zen 3", "2026-12-01", Lanes = 8)]
    [Measured("Zen 5", "2026-11-25", Lanes = 16)]
    public double ChannelTransposition { get; private init; } = 4.5;

    /// <summary>
    /// Cycles of a vector's multiply-add where lanes are pixels of a depthwise layer, with its loads and stores, when work is shared out.
    /// </summary>
    [Measured("Zen 5", "2026-11-25")]
    public double DepthwiseMultiplyAdd { get; private init; } = .7;

    /// <summary>
    /// Cycles of a vector's multiply-add in a row tile, where rows of the table are compared; stores are counted by themselves.
    /// </summary>
    [Measured("Zen 5", "2026-11-25", Lanes = 8)]
    [Measured("Zen 5", "2026-11-26", Lanes = 16)]
    public double RowTileMultiplyAdd { get; private init; } = .55;

    /// <summary>Filters of an input channel up to which row tiles take no longer for a filter than with one.</summary>
    [Measured("Zen 3", "2026-11-22")]
    public int FewFilters { get; private init; } = 3;

    /// <summary>
    /// How much longer row tiles take with more filters: tiles of several output channels use a loaded row as often, and the weights more
    /// often.
    /// </summary>
    [Measured("Zen 3", "2026-12-01", Lanes = 8)]
    public double ManyFilters { get; private init; } = 1.25;

    /// <summary>
    /// Cycles to start a group of an image, where each group is a unit of its own: offsets, the call of a tile, the end of its loops.
    /// </summary>
    [Measured("Zen 3", "2026-12-01", Lanes = 8)]
    public double GroupStart { get; private init; } = 250;

    /// <summary>Cycles to store a vector of a row tile.</summary>
    [Measured("Zen 5", "2026-11-25", Lanes = 8)]
    [Measured("Zen 5", "2026-11-26", Lanes = 16)]
    public double RowTileStore { get; private init; } = 2.5;

    /// <summary>Cycles to split a vector of inputs into the phases of a stride.</summary>
    [Measured("Zen 5", "2026-11-25", Lanes = 8)]
    [Measured("Zen 5", "2026-11-26", Lanes = 16)]
    public double PhaseSplit { get; private init; } = 7;

    /// <summary>
    /// Cycles of a vector of outputs whose inputs are split into even and odd pixels as they are loaded (3×3 at stride 2).
    /// </summary>
    [Measured("Zen 5", "2026-11-25", Lanes = 8)]
    [Measured("Zen 5", "2026-11-26", Lanes = 16)]
    public double SplitVector { get; private init; } = 15.5;

    /// <summary>
    /// What a float of a Winograd weight counts for that is fetched once more, against one of the tiles: it is read in order, ahead of its
    /// use.
    /// </summary>
    [Measured("Zen 5", "2026-11-25")]
    public double WinogradFetchedWeight { get; private init; } = .25;

    /// <summary>What a float of Winograd's tiles and products counts for that leaves the second-level cache and comes back.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double WinogradFetchedTiles { get; private init; } = 1.2;
}

namespace GroupConv.Core.Planning;

/// <content>Costs of tiles and copies other than the taps.</content>
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
    /// Fewest cycles for a tap of a strip tile, however few accumulators there are: each multiply-add depends on the one before it.
    /// </summary>
    [Measured("Zen 5", "2026-11-25", Lanes = 8)]
    public double ChainedStripTap { get; private init; } = 4.75;

    /// <summary>
    /// Multiply-adds of a strip tile up to which there is no such latency: out-of-order execution overlaps the next tile.
    /// </summary>
    [Measured("Zen 5", "2026-11-25", Lanes = 8)]
    public double MultiplyAddsAhead { get; private init; } = 200;

    /// <summary>
    /// Cycles that a tap of a channel tile with many accumulators saves if there are 16 registers: such steps issue almost back to back.
    /// </summary>
    [Measured("Zen 5", "2026-11-25", Lanes = 8)]
    public double FullTileGain { get; private init; } = .7;

    /// <summary>Number of accumulators from which on this holds.</summary>
    [Measured("Zen 5", "2026-11-25", Lanes = 8)]
    public int GainingAccumulators { get; private init; } = 12;

    /// <summary>Cycles that a run of taps of a channel tile loses if there are 16 registers.</summary>
    [Measured("Zen 5", "2026-11-25", Lanes = 8)]
    public double RunLoss { get; private init; } = .3;

    /// <summary>Cycles per output to copy a flat run of pixels to rows.</summary>
    [Measured("Ice Lake", "2026-11-23")]
    public double FlatOutput { get; private init; } = .15;

    /// <summary>Cycles to store an output of a 1×1 filter, or to load it again for the next block of input channels.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double PointwiseOutput { get; private init; } = .1;

    /// <summary>Cycles to copy a pixel of an input channel for 1×1 filters.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double PointwisePixel { get; private init; } = .3;

    /// <summary>Cycles to transpose an output of a channel tile if several pixels of a row are transposed together.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double TransposedOutput { get; private init; } = .3;

    /// <summary>The same if pixels are transposed one by one.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double SingleOutput { get; private init; } = 1;

    /// <summary>Fewest cycles to copy a float to a padded plane, between the nearest caches.</summary>
    [Measured("Zen 5", "2026-11-26")]
    public double PlaneFloat { get; private init; } = .3;

    /// <summary>
    /// The part of <see cref="PlaneFloat"/> that counts when algorithms are compared. It is 0 for narrow vectors: their multiply-adds take
    /// so long that they hide the copies.
    /// </summary>
    [Measured("Zen 5", "2026-11-26")]
    public double ExposedPlaneFloat { get; private init; }

    /// <summary>Cycles to copy a float to a padded plane that a stride splits into phases.</summary>
    [Measured("Zen 3", "2026-12-01", Lanes = 8)]
    public double PhaseFloat { get; private init; } = 1.3;

    /// <summary>Cycles to copy a float to a padded plane of a block of input channels; each part lays these planes out again.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double BlockPlaneFloat { get; private init; } = .6;

    /// <summary>Cycles of a vector multiply-add whose lanes are channels of a depthwise layer, loads included.</summary>
    [Measured("Zen 5", "2026-11-25", Lanes = 8)]
    [Measured("Zen 5", "2026-11-26", Lanes = 16)]
    public double ChannelwiseMultiplyAdd { get; private init; } = .55;

    /// <summary>Cycles per pixel to transpose a vector of channels, either way.</summary>
    [Measured("Zen 3", "2026-12-01", Lanes = 8)]
    [Measured("Zen 5", "2026-11-25", Lanes = 16)]
    public double ChannelTransposition { get; private init; } = 4.5;

    /// <summary>
    /// Cycles of a vector multiply-add whose lanes are pixels of a depthwise layer, loads and stores included; used to divide work between
    /// threads.
    /// </summary>
    [Measured("Zen 5", "2026-11-25")]
    public double DepthwiseMultiplyAdd { get; private init; } = .7;

    /// <summary>Cycles of a vector multiply-add in a row tile, stores not included; used to compare algorithms.</summary>
    [Measured("Zen 5", "2026-11-25", Lanes = 8)]
    [Measured("Zen 5", "2026-11-26", Lanes = 16)]
    public double RowTileMultiplyAdd { get; private init; } = .55;

    /// <summary>Filters per input channel up to which row tiles take no longer per filter than with one.</summary>
    [Measured("Zen 3", "2026-11-22")]
    public int FewFilters { get; private init; } = 3;

    /// <summary>
    /// Ratio by which row tiles take longer with more filters. Tiles of several output channels use a loaded row equally often and a loaded
    /// weight more often.
    /// </summary>
    [Measured("Zen 3", "2026-12-01", Lanes = 8)]
    public double ManyFilters { get; private init; } = 1.25;

    /// <summary>Cycles to start a group of an image if each group is a unit: offsets, the call of a tile, the end of its loops.</summary>
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

    /// <summary>Cycles per vector of outputs to split its inputs into even and odd pixels while loading (3×3 at stride 2).</summary>
    [Measured("Zen 5", "2026-11-25", Lanes = 8)]
    [Measured("Zen 5", "2026-11-26", Lanes = 16)]
    public double SplitVector { get; private init; } = 15.5;

    /// <summary>
    /// Cost of fetching a float of a Winograd weight once more, relative to a float of the tiles: weights are read in order, so they are
    /// prefetched.
    /// </summary>
    [Measured("Zen 5", "2026-11-25")]
    public double WinogradFetchedWeight { get; private init; } = .25;

    /// <summary>Cost of a float of Winograd's tiles and products that is evicted from the second-level cache and fetched again.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double WinogradFetchedTiles { get; private init; } = 1.2;
}

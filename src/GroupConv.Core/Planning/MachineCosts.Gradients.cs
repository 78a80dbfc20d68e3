namespace GroupConv.Core.Planning;

/// <content>Costs of the weight's gradient other than its tiles.</content>
internal sealed partial record MachineCosts
{
    /// <summary>Cycles to sum the lanes of an accumulator.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double LaneSum { get; private init; } = 6;

    /// <summary>Cycles per number copied to a layout where vectors hold channels.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double GradientTransposition { get; private init; } = .5;

    /// <summary>Cycles per number copied to a layout where vectors hold groups, if groups have one channel.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double GroupTransposition { get; private init; } = .25;

    /// <summary>The same if groups have several channels, which puts them far apart in memory.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double FarTransposition { get; private init; } = 2.5;

    /// <summary>Cycles to write a sum to its group if groups are far apart in memory.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double FarSum { get; private init; } = 4;

    /// <summary>Cycles to start a row of a tile.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double GradientRowStart { get; private init; } = 3;

    /// <summary>Cycles to start a strip.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double GradientStripStart { get; private init; } = 60;

    /// <summary>
    /// Cost of the windows of a narrow row at stride 2, in loads: eight loads, and six instructions that separate even and odd pixels.
    /// </summary>
    [Measured("Zen 5", "2026-11-25")]
    public double SplitLoads { get; private init; } = 12;

    /// <summary>Cycles to start a row of a copy.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double CopiedRow { get; private init; } = 12;

    /// <summary>Cycles to copy a pixel of a row.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double CopiedPixel { get; private init; } = .1;

    /// <summary>Floats of a band's planes: second-level cache.</summary>
    [Measured("Ice Lake", "2026-11-23")]
    public int GradientBandFloats { get; private init; } = 32 * 1024;

    /// <summary>Floats of the narrow tensor's rows that are used together with a band: first-level cache.</summary>
    [Measured("Ice Lake", "2026-11-23")]
    public int GradientRowFloats { get; private init; } = 6 * 1024;

    /// <summary>The same if tiles are four vectors wide and rarely read the rows: second-level cache.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public int WideTileRowFloats { get; private init; } = 16 * 1024;

    /// <summary>Floats of the sums: between the first-level and the second-level cache.</summary>
    [Measured("Ice Lake", "2026-11-23")]
    public int GradientSumFloats { get; private init; } = 64 * 1024;

    /// <summary>Floats of a band's planes and rows if vectors hold groups: second-level cache.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public int GroupBandFloats { get; private init; } = 24 * 1024;

    /// <summary>Floats of the sums of strips: first-level cache, together with the rows.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public int StripSumFloats { get; private init; } = 16 * 1024;

    /// <summary>Multiply-adds after which a part ends, so that cancellation is checked.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double GradientPartMultiplyAdds { get; private init; } = 2e7;

    /// <summary>Floats of the sums of all parts, at most.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double GradientPartFloats { get; private init; } = 4 << 20;
}

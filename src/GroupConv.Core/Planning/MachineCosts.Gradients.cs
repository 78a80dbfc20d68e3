namespace GroupConv.Core.Planning;

/// <content>What the weight's gradient costs besides its tiles.</content>
internal sealed partial record MachineCosts
{
    /// <summary>Cycles to add up the lanes of a sum.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double LaneSum { get; private init; } = 6;

    /// <summary>Cycles to copy a number among those of its channels.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double GradientTransposition { get; private init; } = .5;

    /// <summary>Cycles to copy a number among those of its groups, where groups have one channel.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double GroupTransposition { get; private init; } = .25;

    /// <summary>The same where groups have several channels, and so stand far apart in memory.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double FarTransposition { get; private init; } = 2.5;

    /// <summary>Cycles to write a sum to its group where groups stand far apart.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double FarSum { get; private init; } = 4;

    /// <summary>Cycles to start a row of a tile.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double GradientRowStart { get; private init; } = 3;

    /// <summary>Cycles to start a strip.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double GradientStripStart { get; private init; } = 60;

    /// <summary>
    /// Loads that the windows of a narrow row count for at stride 2: eight, and six instructions that put the pixels into order.
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

    /// <summary>Floats of the narrow rows beside them: first-level cache.</summary>
    [Measured("Ice Lake", "2026-11-23")]
    public int GradientRowFloats { get; private init; } = 6 * 1024;

    /// <summary>The same where tiles are four vectors wide and read the rows seldom: second-level cache.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public int WideTileRowFloats { get; private init; } = 16 * 1024;

    /// <summary>Floats of the sums, between the two.</summary>
    [Measured("Ice Lake", "2026-11-23")]
    public int GradientSumFloats { get; private init; } = 64 * 1024;

    /// <summary>Floats of a band's planes and rows where vectors hold groups: second-level cache.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public int GroupBandFloats { get; private init; } = 24 * 1024;

    /// <summary>Floats of the sums of strips: first-level cache, beside the rows.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public int StripSumFloats { get; private init; } = 16 * 1024;

    /// <summary>Multiply-adds after which a part ends, so that cancellation is looked for.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double GradientPartMultiplyAdds { get; private init; } = 2e7;

    /// <summary>Floats that all parts' sums may take.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double GradientPartFloats { get; private init; } = 4 << 20;
}

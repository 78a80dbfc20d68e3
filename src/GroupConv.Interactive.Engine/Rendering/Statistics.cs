namespace GroupConv.Interactive.Engine.Rendering;

/// <summary>What a set of numbers is like: statistics over its finite values, and how many are not finite.</summary>
internal sealed class Statistics
{
    private double _origin;
    private double _sum;
    private double _squares;

    /// <summary>How many numbers.</summary>
    public long Count { get; private set; }

    /// <summary>How many are NaN.</summary>
    public long NaN { get; private set; }

    /// <summary>How many are +Inf.</summary>
    public long PositiveInfinity { get; private set; }

    /// <summary>How many are -Inf.</summary>
    public long NegativeInfinity { get; private set; }

    /// <summary>How many are 0.</summary>
    public long Zeros { get; private set; }

    /// <summary>How many are finite.</summary>
    public long Finite { get; private set; }

    /// <summary>The least finite value; NaN where there is none.</summary>
    public double Min { get; private set; } = double.NaN;

    /// <summary>The greatest finite value; NaN where there is none.</summary>
    public double Max { get; private set; } = double.NaN;

    /// <summary>The mean of the finite values.</summary>
    public double Mean => Finite == 0 ? double.NaN : _origin + _sum / Finite;

    /// <summary>The standard deviation of the finite values, over n.</summary>
    public double Deviation => Finite == 0 ? double.NaN : Math.Sqrt(Math.Max(0, _squares - _sum * (_sum / Finite)) / Finite);

    /// <summary>How many are not finite.</summary>
    public long NonFinite => Count - Finite;

    /// <summary>Such as <c>3 NaN, 1 +Inf</c>; empty where all are finite.</summary>
    public string NonFiniteText =>
        string.Join(", ", NonFiniteCounts.Select(part => $"{Numbers.Full(part.Count)} {Numbers.Value(part.Value)}"));

    /// <summary>How many there are of each value that is not finite; values that do not occur are left out.</summary>
    public IReadOnlyList<NonFiniteCount> NonFiniteCounts =>
    [
        .. new NonFiniteCount[] { new(double.NaN, NaN), new(double.PositiveInfinity, PositiveInfinity),
            new(double.NegativeInfinity, NegativeInfinity) }
            .Where(part => part.Count > 0),
    ];

    /// <summary>Takes in one number.</summary>
    /// <param name="value">The number.</param>
    public void Add(double value)
    {
        Count++;
        if (!double.IsFinite(value))
        {
            if (double.IsNaN(value))
                NaN++;
            else if (value > 0)
                PositiveInfinity++;
            else
                NegativeInfinity++;
            return;
        }

        if (value == 0)
            Zeros++;

        // Sums of differences from the first value: a large mean does not drown a small spread.
        if (Finite++ == 0)
            _origin = Min = Max = value;
        else if (value < Min)
            Min = value;
        else if (value > Max)
            Max = value;
        double difference = value - _origin;
        _sum += difference;
        _squares += difference * difference;
    }
}

/// <summary>How often a value that is not finite occurs.</summary>
/// <param name="Value">NaN, +Inf or -Inf.</param>
/// <param name="Count">How often.</param>
internal readonly record struct NonFiniteCount(double Value, long Count)
{
    /// <summary>Such as <c>NaN 3</c>.</summary>
    public override string ToString() => $"{Numbers.Value(Value)} {Numbers.Full(Count)}";
}

namespace GroupConv.Core.Problems;

/// <summary>
/// Memory layout of an <see cref="ImageProblem"/>'s filters within a weight. The tap at row kh and column kw of channel c at depth kd of
/// output channel o of group g is at g·GroupStep + o·OutputStep + FirstInput + kd·DepthStep + c·InputStep + FirstTap + kh·RowStep +
/// kw·ColumnStep. The problem's input channels are numbered kd·Channels + c. All numbers count floats.
/// </summary>
/// <param name="GroupStep">From one group's filters to the next group's.</param>
/// <param name="OutputStep">From one output channel's filters to the next one's of its group.</param>
/// <param name="FirstInput">Offset of the first input channel's plane.</param>
/// <param name="Depths">Depths of the layer's filter that the problem treats as input channels.</param>
/// <param name="DepthStep">From one depth to the next.</param>
/// <param name="Channels">Input channels at a depth.</param>
/// <param name="InputStep">From one input channel's filter to the next one's.</param>
/// <param name="FirstTap">Offset of the first tap in a plane.</param>
/// <param name="Rows">Rows of a filter.</param>
/// <param name="RowStep">From one row to the next; negative where the problem takes the rows in reverse.</param>
/// <param name="Columns">Columns of a filter.</param>
/// <param name="ColumnStep">From one column to the next; negative where the problem takes the columns in reverse.</param>
internal sealed record FilterLayout(
    long GroupStep,
    long OutputStep,
    long FirstInput,
    int Depths,
    long DepthStep,
    int Channels,
    long InputStep,
    int FirstTap,
    int Rows,
    int RowStep,
    int Columns,
    int ColumnStep)
{
    /// <summary>For an algorithm that computes a whole layer and reads its weight tensor directly.</summary>
    public static FilterLayout None { get; } = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>Input channels of a group.</summary>
    public int Inputs => Depths * Channels;

    /// <summary>Taps of a plane: kH · kW.</summary>
    public int Taps => Rows * Columns;

    /// <summary>The layout of a separate weight tensor, [out_channels, in_channels / groups, kH, kW].</summary>
    /// <param name="inputs">Input channels of a group.</param>
    /// <param name="outputs">Output channels of a group.</param>
    /// <param name="rows">kH.</param>
    /// <param name="columns">kW.</param>
    public static FilterLayout Dense(int inputs, int outputs, int rows, int columns)
    {
        int taps = rows * columns;
        long output = (long)inputs * taps;
        return new FilterLayout(outputs * output, output, 0, 1, 0, inputs, taps, 0, rows, columns, columns, 1).Normalized();
    }

    /// <summary>
    /// A canonical form, so that layouts with equal offsets compare equal: unused steps become 0, and depths with one channel each become
    /// channels.
    /// </summary>
    public FilterLayout Normalized()
    {
        var layout = Channels == 1 ? this with { Depths = 1, Channels = Depths, InputStep = DepthStep } : this;
        return layout with
        {
            DepthStep = layout.Depths == 1 ? 0 : layout.DepthStep,
            InputStep = layout.Channels == 1 ? 0 : layout.InputStep,
            RowStep = Rows == 1 ? 0 : RowStep,
            ColumnStep = Columns == 1 ? 0 : ColumnStep,
        };
    }

    /// <summary>For each input channel of a group, the offset of its filter's plane.</summary>
    public long[] InputPlaces()
    {
        var places = new long[Inputs];
        for (int i = 0; i < places.Length; i++)
            places[i] = FirstInput + i / Channels * DepthStep + i % Channels * InputStep;
        return places;
    }

    /// <summary>For each tap, in the order kH, kW, its offset in the plane.</summary>
    public int[] TapPlaces()
    {
        var places = new int[Taps];
        for (int tap = 0; tap < places.Length; tap++)
            places[tap] = checked(FirstTap + tap / Columns * RowStep + tap % Columns * ColumnStep);
        return places;
    }
}

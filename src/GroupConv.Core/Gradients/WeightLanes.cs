namespace GroupConv.Core.Gradients;

/// <summary>What the lanes of the weight's gradient are.</summary>
internal enum WeightLanes
{
    /// <summary>Pixels of a row; the lanes are summed at the end.</summary>
    Pixels,

    /// <summary>Pixels of a row, read without copying; a loaded row serves all taps of a column of the filter.</summary>
    Strips,

    /// <summary>Narrow channels of a group.</summary>
    Channels,

    /// <summary>Groups: the same channel of each group.</summary>
    Groups,
}

namespace GroupConv.Core.Gradients;

/// <summary>What the vectors of the weight's gradient hold.</summary>
internal enum WeightLanes
{
    /// <summary>Pixels of a row, whose lanes are added up at last.</summary>
    Pixels,

    /// <summary>The same, read where they stand: a loaded row meets every tap of its column.</summary>
    Strips,

    /// <summary>Narrow channels of a group.</summary>
    Channels,

    /// <summary>Groups: the same channel of each.</summary>
    Groups,
}

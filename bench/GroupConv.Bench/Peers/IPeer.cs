namespace GroupConv.Bench.Peers;

/// <summary>One side of a comparison: a layer that is ready to run again and again on the same input.</summary>
internal interface IPeer : IDisposable
{
    /// <summary>What the last run wrote.</summary>
    AlignedFloats Output { get; }

    void Run();
}

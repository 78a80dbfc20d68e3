namespace GroupConv.Bench.Peers;

/// <summary>One side of a comparison: a layer that is ready to run again and again on the same input.</summary>
internal interface IPeer : IDisposable
{
    /// <summary>The output of the last run.</summary>
    AlignedFloats Output { get; }

    void Run();
}

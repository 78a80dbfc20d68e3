using GroupConv.Core.Execution;

namespace GroupConv.Fuzz;

/// <summary>Sets the number of threads of this process, and restores it when it is disposed of.</summary>
internal readonly struct OnThreads : IDisposable
{
    private readonly int? _before;

    public OnThreads(int threads)
    {
        _before = ConvExecution.Threads;
        ConvExecution.Threads = threads;
    }

    public void Dispose() => ConvExecution.Threads = _before;
}

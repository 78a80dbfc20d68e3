using GroupConv.Core.Execution;

namespace GroupConv.Bench.Harness;

/// <summary>Empty runs of Core's pool of threads, to measure the overhead of sharing.</summary>
internal static class PoolWork
{
    /// <summary>An empty item per thread.</summary>
    /// <param name="threads">Threads that share the run.</param>
    public static Action Empty(int threads) => () => WorkerPool.Run(Nothing.Work, default, threads, threads, default);

    /// <summary>Items that wait for each other, so that each runs on a different thread.</summary>
    /// <param name="threads">Threads that share the run.</param>
    public static Action Meeting(int threads) => new Rendezvous(threads).Run;

    private sealed class Nothing : IParallelWork
    {
        public static readonly Nothing Work = new();

        public void Do(in ConvBuffers buffers, long item, int participant)
        {
        }
    }

    private sealed class Rendezvous(int threads) : IParallelWork
    {
        private int _arrived;

        public void Run()
        {
            Volatile.Write(ref _arrived, 0);
            WorkerPool.Run(this, default, threads, threads, default);
        }

        public void Do(in ConvBuffers buffers, long item, int participant)
        {
            Interlocked.Increment(ref _arrived);
            while (Volatile.Read(ref _arrived) < threads)
                Thread.SpinWait(1);
        }
    }
}

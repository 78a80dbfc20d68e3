using GroupConv.Core.Execution;

namespace GroupConv.Core.Tests.Execution;

public sealed class WorkerPoolTests
{
    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 4)]
    [InlineData(1000, 1)]
    [InlineData(1000, 2)]
    [InlineData(1000, 7)]
    public void Each_item_is_done_once_by_a_participant_of_its_own(int items, int threads)
    {
        for (int round = 0; round < 50; round++)
        {
            var work = new Counting(items, threads);
            WorkerPool.Run(work, default, items, threads, default);
            Assert.All(work.Done, times => Assert.Equal(1, times));
            Assert.False(work.Shared, "two threads had the same participant number at once");
        }
    }

    [Fact]
    public void Runs_from_several_threads_at_once_do_all_their_items()
    {
        var works = Enumerable.Range(0, 8).Select(_ => new Counting(500, 3)).ToArray();
        Parallel.ForEach(works, work =>
        {
            for (int round = 1; round <= 20; round++)
                WorkerPool.Run(work, default, 500, 3, default);
        });
        Assert.All(works, work => Assert.All(work.Done, times => Assert.Equal(20, times)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void An_exception_of_an_item_reaches_the_caller_and_the_pool_goes_on(int threads)
    {
        var failure = Assert.Throws<InvalidOperationException>(() => WorkerPool.Run(new Failing(), default, 100, threads, default));
        Assert.Equal("item 37", failure.Message);
        var work = new Counting(100, threads);
        WorkerPool.Run(work, default, 100, threads, default);
        Assert.All(work.Done, times => Assert.Equal(1, times));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_cancelled_run_stops_between_items(int threads)
    {
        using var source = new CancellationTokenSource();
        var work = new Cancelling(source);
        Assert.ThrowsAny<OperationCanceledException>(() => WorkerPool.Run(work, default, 1_000_000, threads, new Cancellation(default, source.Token)));
        Assert.InRange(work.Done, 1, 1_000);
    }

    private sealed class Counting(int items, int threads) : IParallelWork
    {
        private readonly int[] _inside = new int[threads];

        public int[] Done { get; } = new int[items];

        public bool Shared { get; private set; }

        public void Do(in ConvBuffers buffers, long item, int participant)
        {
            if (Interlocked.Increment(ref _inside[participant]) != 1)
                Shared = true;
            Interlocked.Increment(ref Done[item]);
            Interlocked.Decrement(ref _inside[participant]);
        }
    }

    private sealed class Failing : IParallelWork
    {
        public void Do(in ConvBuffers buffers, long item, int participant)
        {
            if (item == 37)
                throw new InvalidOperationException("item 37");
        }
    }

    private sealed class Cancelling(CancellationTokenSource source) : IParallelWork
    {
        private int _done;

        public int Done => _done;

        public void Do(in ConvBuffers buffers, long item, int participant)
        {
            if (Interlocked.Increment(ref _done) == 10)
                source.Cancel();
            Thread.SpinWait(1000);
        }
    }
}

using System.Globalization;
using GroupConv.Core.Execution;
using GroupConv.Core.Tests.Support;

namespace GroupConv.Core.Tests.Execution;

[Collection(Serial.Name)]
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
        Assert.ThrowsAny<OperationCanceledException>(() =>
            WorkerPool.Run(work, default, 1_000_000, threads, new Cancellation(default, source.Token)));
        Assert.InRange(work.Done, 1, 1_000);
    }

    [Fact]
    public void Work_is_done_while_other_threads_keep_all_cores_busy()
    {
        using var stop = new CancellationTokenSource();
        var busy = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
                Thread.SpinWait(100);
        })).ToArray();
        Array.ForEach(busy, thread => thread.Start());
        try
        {
            var work = new Counting(100, 4);
            for (int round = 1; round <= 50; round++)
                WorkerPool.Run(work, default, 100, 4, default);
            Assert.All(work.Done, times => Assert.Equal(50, times));
            Assert.False(work.Shared);
        }
        finally
        {
            stop.Cancel();
            Array.ForEach(busy, thread => thread.Join());
        }
    }

    [Fact]
    public async Task A_run_that_finds_the_workers_taken_does_its_items_itself()
    {
        using var blocking = new Blocking();
        var first = Task.Run(() => WorkerPool.Run(blocking, default, 2, 2, default));
        blocking.Begun.Wait();
        var work = new Counting(100, 4);
        WorkerPool.Run(work, default, 100, 4, default);
        Assert.All(work.Done, times => Assert.Equal(1, times));
        Assert.False(first.IsCompleted);
        blocking.Go.Set();
        await first;
        WorkerPool.Run(work, default, 100, 4, default);
        Assert.All(work.Done, times => Assert.Equal(2, times));
    }

    [Fact]
    public void A_thread_has_the_same_items_in_every_run()
    {
        int meetings = 0;
        for (int round = 0; round < 20; round++)
        {
            using var work = new Meeting(3);
            WorkerPool.Run(work, default, 3, 3, default);
            if (!work.IsComplete)
                continue;
            meetings++;
            Assert.Equal([0, 1, 2], work.Participants);
        }

        Assert.True(meetings > 0, "no worker came within a second, 20 times");
    }

    [Fact]
    public void Work_may_run_other_work()
    {
        var inner = Enumerable.Range(0, 40).Select(_ => new Counting(30, 4)).ToArray();
        WorkerPool.Run(new Nesting(inner), default, inner.Length, 4, default);
        Assert.All(inner, work => Assert.All(work.Done, times => Assert.Equal(1, times)));
    }

    [Fact]
    public unsafe void Buffers_reach_every_item_of_their_run_and_no_other()
    {
        var works = Enumerable.Range(0, 4).Select(_ => new Reading()).ToArray();
        Parallel.For(0, works.Length, i =>
        {
            for (int round = 1; round <= 200; round++)
            {
                float value = 1000 * i + round;
                WorkerPool.Run(works[i], new ConvBuffers(&value, null, null, null, null, null), 8, 3, default);
                Assert.Equal(Enumerable.Repeat(value, 8), works[i].Seen);
            }
        });
    }

    [Fact]
    public void Idle_workers_take_no_core()
    {
        var work = new Counting(100, 4);
        for (int round = 0; round < 100; round++)
            WorkerPool.Run(work, default, 100, 4, default);
        // Other tests may use the pool now and then, so the quietest of some whiles counts.
        double least = double.MaxValue;
        for (int attempt = 0; attempt < 20 && least > 0.1; attempt++)
        {
            double before = WorkerSeconds();
            Thread.Sleep(200);
            least = Math.Min(least, (WorkerSeconds() - before) / 0.2);
        }

        Assert.True(least <= 0.1, FormattableString.Invariant($"idle workers used {least:0.00} of a core"));
    }

    /// <summary>Processor time of all workers so far, as the system counts it in hundredths of a second.</summary>
    private static double WorkerSeconds()
    {
        double ticks = 0;
        int workers = 0;
        foreach (string task in Directory.EnumerateDirectories("/proc/self/task"))
        {
            // tid (name) state and so on; user and system time are the 12th and 13th number behind the name.
            string stat = File.ReadAllText(Path.Combine(task, "stat"));
            if (!stat.Contains("(GroupConv", StringComparison.Ordinal))
                continue;
            workers++;
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            ticks += double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture);
        }

        Assert.True(workers >= 3, "the pool's threads carry its name");
        return ticks / 100;
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

    private sealed class Blocking : IParallelWork, IDisposable
    {
        public ManualResetEventSlim Begun { get; } = new();

        public ManualResetEventSlim Go { get; } = new();

        public void Do(in ConvBuffers buffers, long item, int participant)
        {
            Begun.Set();
            Go.Wait();
        }

        public void Dispose()
        {
            Begun.Dispose();
            Go.Dispose();
        }
    }

    /// <summary>Items that wait for each other, but not for a worker that the system does not wake.</summary>
    private sealed class Meeting(int items) : IParallelWork, IDisposable
    {
        private readonly CountdownEvent _all = new(items);
        private int _late;

        public int[] Participants { get; } = new int[items];

        public bool IsComplete => _late == 0;

        public void Do(in ConvBuffers buffers, long item, int participant)
        {
            Participants[item] = participant;
            _all.Signal();
            if (!_all.Wait(TimeSpan.FromSeconds(1)))
                Interlocked.Increment(ref _late);
        }

        public void Dispose() => _all.Dispose();
    }

    private sealed class Nesting(Counting[] inner) : IParallelWork
    {
        public void Do(in ConvBuffers buffers, long item, int participant) => WorkerPool.Run(inner[item], default, 30, 4, default);
    }

    private sealed class Reading : IParallelWork
    {
        public float[] Seen { get; } = new float[8];

        public unsafe void Do(in ConvBuffers buffers, long item, int participant) => Seen[item] = *buffers.X;
    }
}

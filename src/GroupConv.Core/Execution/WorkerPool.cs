using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace GroupConv.Core.Execution;

/// <summary>
/// Work made of items that any thread may do in any order. Immutable: everything that differs between runs is in the buffers, so several
/// runs may share it and a run allocates nothing.
/// </summary>
internal interface IParallelWork
{
    /// <summary>Does one item.</summary>
    /// <param name="buffers">The memory of this run.</param>
    /// <param name="item">The item, from 0.</param>
    /// <param name="participant">The thread's number in this run, from 0 to threads − 1; unique among the threads of the run.</param>
    void Do(in ConvBuffers buffers, long item, int participant);
}

/// <summary>
/// The threads that run convolutions. Each thread has its own range of items, the same in every run with as many items, so that its data is
/// often still in its caches. A thread that has finished its range takes items from other ranges. A run waits only for workers that have
/// started; a worker that the system has not woken in time costs nothing. Idle workers spin for some microseconds, then park.
/// </summary>
/// <remarks>One run uses the workers at a time. A concurrent run does its items on its own thread.</remarks>
internal static class WorkerPool
{
    // Each thread checks every range at the end of a run; more threads than this share ranges.
    private const int MostRanges = 8;

    // Long enough to cover the gap between two layers of a network, short enough not to load an idle machine.
    private static readonly long s_spinTicks = Stopwatch.Frequency / 20_000;

    // Spins while waiting for threads that are about to finish.
    private const int ShortSpins = 64;

    private static readonly Worker?[] s_workers = new Worker?[ConvExecution.MostThreads];
    private static readonly SemaphoreSlim[] s_wakes = [.. Enumerable.Range(0, ConvExecution.MostThreads).Select(_ => new SemaphoreSlim(0))];
    private static readonly Line[] s_ranges = new Line[MostRanges];
    private static Line s_state;
    private static int s_taken;
    private static int s_started;
    private static IParallelWork? s_work;
    private static ConvBuffers s_buffers;
    private static long s_items;
    private static int s_rangeCount;
    private static int s_threads;
    private static Cancellation s_cancellation;
    private static Exception? s_failure;

    /// <summary>Does all items; returns when they are done.</summary>
    /// <param name="work">The work.</param>
    /// <param name="buffers">The memory of this run.</param>
    /// <param name="items">The number of items.</param>
    /// <param name="threads">The most threads that may take part, including the caller.</param>
    /// <param name="cancellation">Checked between items.</param>
    /// <exception cref="OperationCanceledException">Cancelled; some items were not done.</exception>
    public static void Run(IParallelWork work, in ConvBuffers buffers, long items, int threads, Cancellation cancellation)
    {
        int helpers = (int)Math.Min(threads, items) - 1;
        if (helpers < 1 || Interlocked.Exchange(ref s_taken, 1) != 0)
        {
            for (long item = 0; item < items; item++)
            {
                cancellation.ThrowIfRequested();
                work.Do(buffers, item, 0);
            }

            return;
        }

        Exception? failure;
        try
        {
            failure = Share(work, buffers, items, helpers, cancellation);
        }
        finally
        {
            s_work = null;
            s_failure = null;
            s_cancellation = default;
            Volatile.Write(ref s_taken, 0);
        }

        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);
        cancellation.ThrowIfRequested();
    }

    private static Exception? Share(IParallelWork work, in ConvBuffers buffers, long items, int helpers, Cancellation cancellation)
    {
        StartWorkers(helpers);
        s_work = work;
        s_buffers = buffers;
        s_items = items;
        s_threads = helpers + 1;
        s_rangeCount = Math.Min(s_threads, MostRanges);
        s_cancellation = cancellation;
        for (int range = 0; range < s_rangeCount; range++)
            s_ranges[range].Value = RangeStart(range);
        // A full fence: either a worker that is about to park sees the new run, or this thread sees that it is parked.
        Interlocked.Exchange(ref s_state.Value, RunState.Open(Volatile.Read(ref s_state.Value), helpers));
        for (int i = 1; i <= helpers; i++)
            s_workers[i]!.WakeIfParked();

        Drain(0);

        Interlocked.And(ref s_state.Value, ~RunState.OpenBit);
        for (int i = 0; i < ShortSpins && RunState.Active(Volatile.Read(ref s_state.Value)) != 0; i++)
            Thread.SpinWait(1);
        var spinner = default(SpinWait);
        while (RunState.Active(Volatile.Read(ref s_state.Value)) != 0)
            spinner.SpinOnce(sleep1Threshold: -1);
        return s_failure;
    }

    private static void StartWorkers(int helpers)
    {
        for (; s_started < helpers; s_started++)
        {
            var worker = new Worker(s_started + 1);
            worker.Start();
            s_workers[s_started + 1] = worker;
        }
    }

    /// <summary>The first item of a range; for range = number of ranges, one past the last item.</summary>
    private static long RangeStart(int range) => s_items * range / s_rangeCount;

    private static void Drain(int participant)
    {
        var work = s_work!;
        var buffers = s_buffers;
        int ranges = s_rangeCount, own = (int)((long)participant * ranges / s_threads);
        try
        {
            for (int i = 0; i < ranges; i++)
            {
                int range = own + i < ranges ? own + i : own + i - ranges;
                long end = RangeStart(range + 1);
                // Read before the atomic increment: writing would take the cache line from the threads that are finishing the range.
                while (Volatile.Read(ref s_ranges[range].Value) < end && !s_cancellation.IsRequested)
                {
                    long item = Interlocked.Increment(ref s_ranges[range].Value) - 1;
                    if (item < end)
                        work.Do(buffers, item, participant);
                }
            }
        }
        catch (Exception failure)
        {
            Interlocked.CompareExchange(ref s_failure, failure, null);
            // The run has failed: discard the remaining items.
            for (int range = 0; range < ranges; range++)
                Interlocked.Exchange(ref s_ranges[range].Value, RangeStart(range + 1));
        }
    }

    /// <summary>
    /// A thread of the pool. It takes part, always with the same number, in runs that have more threads than that number.
    /// </summary>
    private sealed class Worker(int number)
    {
        private Line _parked;

        public void Start() => new Thread(Work) { IsBackground = true, Name = "GroupConv worker" }.UnsafeStart();

        public void WakeIfParked()
        {
            if (Volatile.Read(ref _parked.Value) != 0 && Interlocked.Exchange(ref _parked.Value, 0) != 0)
                s_wakes[number].Release();
        }

        private void Work()
        {
            long seen = 0;
            while (true)
            {
                long state = NextRun(seen);
                seen = RunState.Generation(state);
                while (RunState.Generation(state) == seen && RunState.IsFor(state, number))
                {
                    long before = Interlocked.CompareExchange(ref s_state.Value, state + 1, state);
                    if (before == state)
                    {
                        Drain(number);
                        Interlocked.Decrement(ref s_state.Value);
                        break;
                    }

                    state = before;
                }
            }
        }

        /// <summary>Waits for a run that this worker has not seen: spins, then parks.</summary>
        private long NextRun(long seen)
        {
            long spinUntil = Stopwatch.GetTimestamp() + s_spinTicks;
            while (true)
            {
                long state = Volatile.Read(ref s_state.Value);
                if (IsNew(state, seen))
                    return state;
                if (Stopwatch.GetTimestamp() < spinUntil)
                {
                    Thread.SpinWait(8);
                    continue;
                }

                Interlocked.Exchange(ref _parked.Value, 1);
                // Parks unless a run has begun meanwhile. If that run's caller has already seen the mark, the semaphore is released.
                if (!IsNew(Volatile.Read(ref s_state.Value), seen) || Interlocked.Exchange(ref _parked.Value, 0) == 0)
                    s_wakes[number].Wait();
                spinUntil = Stopwatch.GetTimestamp() + s_spinTicks;
            }
        }

        private bool IsNew(long state, long seen) => RunState.Generation(state) != seen && RunState.IsFor(state, number);
    }

    // Fields that several threads write have two cache lines each, because adjacent lines are prefetched in pairs.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Line
    {
        [FieldOffset(128)]
        public long Value;
    }

    /// <summary>
    /// The state of a run in one word: bits 0–9 count the workers inside, bits 10–19 hold the number of the last worker that may take part,
    /// bit 20 is set while the run is open, the remaining bits hold the run's number.
    /// </summary>
    private static class RunState
    {
        public const long OpenBit = 1L << 20;
        private const int HelpersShift = 10;
        private const int GenerationShift = 21;
        private const long Mask = (1 << 10) - 1;

        public static long Open(long previous, int helpers) =>
            ((Generation(previous) + 1) << GenerationShift) | OpenBit | ((long)helpers << HelpersShift);

        public static long Generation(long state) => state >> GenerationShift;

        public static int Active(long state) => (int)(state & Mask);

        public static bool IsFor(long state, int worker) => (state & OpenBit) != 0 && worker <= (int)((state >> HelpersShift) & Mask);
    }
}

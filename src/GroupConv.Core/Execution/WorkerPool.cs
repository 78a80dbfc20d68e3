using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace GroupConv.Core.Execution;

/// <summary>
/// Work that falls into items which may be done in any order, by any thread. Immutable: what differs from run to run is in the buffers, so
/// that several runs may share it and none makes an object.
/// </summary>
internal interface IParallelWork
{
    /// <summary>Does one item.</summary>
    /// <param name="buffers">The memory of this run.</param>
    /// <param name="item">The item, from 0.</param>
    /// <param name="participant">Who does it, from 0 to threads − 1: no other thread has this number during the run.</param>
    void Do(in ConvBuffers buffers, long item, int participant);
}

/// <summary>
/// The threads that share convolutions. Each has a range of the items of its own, the same in every run of as many items, so that what it
/// reads and writes is often in its caches still; done with it, it takes items of the others' ranges. Only workers that have begun are
/// waited for: a worker that the system has not woken in time costs nothing. Idle workers spin for some microseconds, then park.
/// </summary>
/// <remarks>One run uses the workers at a time; a run that finds them taken does its items on its own thread.</remarks>
internal static class WorkerPool
{
    // More ranges than this are shared by several threads: at the end of a run, each looks into every range.
    private const int MostRanges = 8;

    // Long enough to catch the next layer of a network, short enough to be no load on an idle machine.
    private static readonly long s_spinTicks = Stopwatch.Frequency / 20_000;

    // What threads that end at nearly the same time wait for each other.
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
    /// <param name="buffers">What it is done on.</param>
    /// <param name="items">Its items.</param>
    /// <param name="threads">The most threads that may take part, the caller included.</param>
    /// <param name="cancellation">Watched between items.</param>
    /// <exception cref="OperationCanceledException">Cancelled: some items are not done.</exception>
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
        // A full fence: either a worker about to park sees the new run, or it is seen here to be parked.
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

    /// <summary>The first item of a range; for the number of ranges, the end.</summary>
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
                // A look at first: what others are about to finish is not worth taking the line from them.
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
            // Nobody needs the items that are left.
            for (int range = 0; range < ranges; range++)
                Interlocked.Exchange(ref s_ranges[range].Value, RangeStart(range + 1));
        }
    }

    /// <summary>A thread of the pool. It takes part in runs of more threads than its number, always with this number.</summary>
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

        /// <summary>Waits for a run that this worker has not looked at: spins, then parks.</summary>
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
                // Parked, unless a run has begun meanwhile; if its caller has seen that mark already, it has released the semaphore or
                // will.
                if (!IsNew(Volatile.Read(ref s_state.Value), seen) || Interlocked.Exchange(ref _parked.Value, 0) == 0)
                    s_wakes[number].Wait();
                spinUntil = Stopwatch.GetTimestamp() + s_spinTicks;
            }
        }

        private bool IsNew(long state, long seen) => RunState.Generation(state) != seen && RunState.IsFor(state, number);
    }

    // What several threads write stands on cache lines of its own (two lines: adjacent ones are fetched in pairs).
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Line
    {
        [FieldOffset(128)]
        public long Value;
    }

    /// <summary>
    /// A run in one word: bits 0–9 workers inside, 10–19 the number of the last worker that may take part, 20 open, the rest its number.
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

using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace GroupConv.Core.Execution;

/// <summary>
/// Work that falls into items which may be done in any order, by any thread. Immutable: what differs from run to run is in the buffers, so that several
/// runs may share it and none makes an object.
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
/// The threads that share convolutions. Items are claimed from a counter, the caller claims too, and only workers that have begun are
/// waited for: a worker that the system has not woken in time costs nothing. Idle workers spin for some microseconds, then park.
/// </summary>
/// <remarks>One run uses the workers at a time; a run that finds them taken does its items on its own thread.</remarks>
internal static class WorkerPool
{
    // Long enough to catch the next layer of a network, short enough to be no load on an idle machine.
    private static readonly long s_spinTicks = Stopwatch.Frequency / 20_000;

    private static readonly SemaphoreSlim s_wake = new(0);
    private static Shared s_shared;
    private static int s_taken;
    private static int s_started;
    private static IParallelWork? s_work;
    private static ConvBuffers s_buffers;
    private static long s_items;
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
        s_cancellation = cancellation;
        s_shared.Next = 0;
        // A full fence: either a worker about to park sees the new run, or it is counted among the parked here.
        Interlocked.Exchange(ref s_shared.State, RunState.Open(Volatile.Read(ref s_shared.State), helpers));
        int parked = Math.Min(Volatile.Read(ref s_shared.Parked), helpers);
        if (parked > 0)
            s_wake.Release(parked);

        Drain(0);

        Interlocked.And(ref s_shared.State, ~RunState.OpenBit);
        var spinner = default(SpinWait);
        while (RunState.Active(Volatile.Read(ref s_shared.State)) != 0)
            spinner.SpinOnce(sleep1Threshold: -1);
        return s_failure;
    }

    private static void StartWorkers(int helpers)
    {
        for (; s_started < helpers; s_started++)
            new Thread(Work) { IsBackground = true, Name = "GroupConv worker" }.UnsafeStart();
    }

    private static void Work()
    {
        long seen = 0;
        while (true)
        {
            long state = NextRun(seen);
            seen = RunState.Generation(state);
            while (RunState.Generation(state) == seen && RunState.HasRoom(state))
            {
                long before = Interlocked.CompareExchange(ref s_shared.State, RunState.Enter(state), state);
                if (before == state)
                {
                    Drain(RunState.Room(state));
                    Interlocked.Decrement(ref s_shared.State);
                    break;
                }

                state = before;
            }
        }
    }

    /// <summary>Waits for a run that this worker has not looked at: spins, then parks.</summary>
    private static long NextRun(long seen)
    {
        long spinUntil = Stopwatch.GetTimestamp() + s_spinTicks;
        while (true)
        {
            long state = Volatile.Read(ref s_shared.State);
            if (RunState.Generation(state) != seen && RunState.HasRoom(state))
                return state;
            if (Stopwatch.GetTimestamp() < spinUntil)
            {
                Thread.SpinWait(8);
                continue;
            }

            Interlocked.Increment(ref s_shared.Parked);
            state = Volatile.Read(ref s_shared.State);
            if (RunState.Generation(state) == seen || !RunState.HasRoom(state))
                s_wake.Wait();
            Interlocked.Decrement(ref s_shared.Parked);
            spinUntil = Stopwatch.GetTimestamp() + s_spinTicks;
        }
    }

    private static void Drain(int participant)
    {
        var work = s_work!;
        var buffers = s_buffers;
        long items = s_items;
        try
        {
            while (!s_cancellation.IsRequested)
            {
                long item = Interlocked.Increment(ref s_shared.Next) - 1;
                if (item >= items)
                    return;
                work.Do(buffers, item, participant);
            }
        }
        catch (Exception failure)
        {
            Interlocked.CompareExchange(ref s_failure, failure, null);
            // Nobody needs the items that are left.
            Interlocked.Exchange(ref s_shared.Next, items);
        }
    }

    // What several threads write stands on cache lines of its own (two lines: adjacent ones are fetched in pairs).
    [StructLayout(LayoutKind.Explicit, Size = 512)]
    private struct Shared
    {
        [FieldOffset(128)]
        public long State;

        [FieldOffset(256)]
        public long Next;

        [FieldOffset(384)]
        public int Parked;
    }

    /// <summary>A run in one word: bits 0–9 workers inside, 10–19 room for more, 20 open, the rest its number.</summary>
    private static class RunState
    {
        public const long OpenBit = 1L << 20;
        private const int RoomShift = 10;
        private const int GenerationShift = 21;
        private const long Mask = (1 << 10) - 1;

        public static long Open(long previous, int helpers) =>
            ((Generation(previous) + 1) << GenerationShift) | OpenBit | ((long)helpers << RoomShift);

        public static long Generation(long state) => state >> GenerationShift;

        public static int Room(long state) => (int)((state >> RoomShift) & Mask);

        public static int Active(long state) => (int)(state & Mask);

        public static bool HasRoom(long state) => (state & OpenBit) != 0 && Room(state) > 0;

        public static long Enter(long state) => state + 1 - (1L << RoomShift);
    }
}

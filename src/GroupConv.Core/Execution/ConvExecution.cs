using System.Globalization;
using System.Numerics.Tensors;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Execution;

/// <summary>How convolutions run in this process: threads, and what a host may interrupt them with.</summary>
public static class ConvExecution
{
    /// <summary>The environment variable that sets the threads.</summary>
    public const string ThreadsVariable = "GROUPCONV_THREADS";

    /// <summary>The most threads that can share a call.</summary>
    public const int MostThreads = 256;

    private static readonly AsyncLocal<CancellationToken> s_cancellation = new();
    private static int s_threads;

    /// <summary>
    /// A token that every <c>Forward</c> of this asynchronous flow obeys besides its own argument. A notebook's host sets it around a cell.
    /// </summary>
    public static CancellationToken Cancellation
    {
        get => s_cancellation.Value;
        set => s_cancellation.Value = value;
    }

    /// <summary>
    /// Threads that share one call, the caller included. Null, the default, stands for <c>GROUPCONV_THREADS</c>, or for the processors
    /// where that is not set. Results are the same bits for any number.
    /// </summary>
    /// <exception cref="ConvException">The number is not from 1 to 256.</exception>
    public static int? Threads
    {
        get => s_threads == 0 ? null : s_threads;
        set => s_threads = IsPossible(value)
            ? value ?? 0
            : throw Invalid(string.Create(CultureInfo.InvariantCulture, $"ConvExecution.Threads = {value}"), "ConvExecution.Threads = ");
    }

    /// <summary>
    /// Refuses an output that does not fit this machine's memory: what <c>Forward</c> does first, for callers who have work to do before
    /// it.
    /// </summary>
    /// <param name="shape">The layer applied to an input.</param>
    /// <exception cref="ConvException">The output is too large; the message says how large.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="shape"/> is null.</exception>
    public static void RequireMemory(ConvShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        MemoryBudget.RequireTensor(
            "input", $"The output {shape.Output}", shape.OutputElements, "Use a smaller batch or image, or fewer output channels.");
    }

    /// <summary>Makes an output, with arbitrary content.</summary>
    /// <exception cref="ConvException">It is too large for this machine.</exception>
    internal static Tensor<float> NewOutput(ConvShape shape)
    {
        RequireMemory(shape);
        return Tensor.Create(GC.AllocateUninitializedArray<float>((int)shape.OutputElements), shape.Output);
    }

    /// <summary>Whether so many threads can share a call; null leaves the number open.</summary>
    internal static bool IsPossible(int? threads) => threads is null or (>= 1 and <= MostThreads);

    /// <summary>The threads of a call made now.</summary>
    /// <param name="options">What the caller asks for, or null.</param>
    /// <exception cref="ConvException">The environment variable is not a number from 1 to 256.</exception>
    internal static int ResolveThreads(ConvOptions? options = null)
    {
        if ((options?.Threads ?? Threads) is { } set)
            return set;
        string? text = Environment.GetEnvironmentVariable(ThreadsVariable);
        if (string.IsNullOrEmpty(text))
            return Math.Min(Environment.ProcessorCount, MostThreads);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int threads) && threads is >= 1 and <= MostThreads
            ? threads
            : throw Invalid($"{ThreadsVariable}={text}", $"{ThreadsVariable}=");
    }

    /// <summary>What to throw for a number of threads that is out of range.</summary>
    /// <param name="what">Where it was set, and the number.</param>
    /// <param name="setting">How to set another one, up to the number.</param>
    internal static ConvException Invalid(string what, string setting) => new(
        "threads",
        $"{what} is not a possible number of threads.",
        string.Create(CultureInfo.InvariantCulture, $"From 1 to {MostThreads}."),
        string.Create(CultureInfo.InvariantCulture, $"{setting}{Environment.ProcessorCount}"));
}

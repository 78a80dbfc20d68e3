using System.Globalization;
using System.Numerics.Tensors;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Execution;

/// <summary>Process-wide settings of convolutions: number of threads, and ambient cancellation.</summary>
public static class ConvExecution
{
    /// <summary>The environment variable that sets the number of threads.</summary>
    public const string ThreadsVariable = "GROUPCONV_THREADS";

    /// <summary>The greatest number of threads that can share a call.</summary>
    public const int MostThreads = 256;

    private static readonly AsyncLocal<CancellationToken> s_cancellation = new();
    private static int s_threads;

    /// <summary>
    /// A token that cancels every <c>Forward</c> of this asynchronous flow, in addition to its own argument. A notebook's host sets it
    /// around a cell.
    /// </summary>
    public static CancellationToken Cancellation
    {
        get => s_cancellation.Value;
        set => s_cancellation.Value = value;
    }

    /// <summary>
    /// Number of threads that share one call, including the caller. Null, the default, means the value of <c>GROUPCONV_THREADS</c> or, if
    /// that is not set, the number of processors. Results are bitwise equal for any number of threads.
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
    /// Throws if an output does not fit this machine's memory. <c>Forward</c> checks this first; callers that do work before it can check
    /// earlier.
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

    /// <summary>Makes an output, not initialized.</summary>
    /// <exception cref="ConvException">The output is too large for this machine.</exception>
    internal static Tensor<float> NewOutput(ConvShape shape)
    {
        RequireMemory(shape);
        return Tensor.Create(GC.AllocateUninitializedArray<float>((int)shape.OutputElements), shape.Output);
    }

    /// <summary>Whether a number of threads is valid; null means not set.</summary>
    internal static bool IsPossible(int? threads) => threads is null or (>= 1 and <= MostThreads);

    /// <summary>The number of threads for a call made now.</summary>
    /// <param name="options">The caller's options, or null.</param>
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

    /// <summary>The exception for a number of threads that is out of range.</summary>
    /// <param name="what">The setting and its number, for the message.</param>
    /// <param name="setting">The text that sets another number, up to the number.</param>
    internal static ConvException Invalid(string what, string setting) => new(
        "threads",
        $"{what} is not a valid number of threads.",
        string.Create(CultureInfo.InvariantCulture, $"From 1 to {MostThreads}."),
        string.Create(CultureInfo.InvariantCulture, $"{setting}{Environment.ProcessorCount}"));
}

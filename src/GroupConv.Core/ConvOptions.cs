using GroupConv.Core.Execution;
using GroupConv.Core.Specs;
using static System.FormattableString;

namespace GroupConv.Core;

/// <summary>Options of a call. Unset options come from the environment variables, then from the planner.</summary>
/// <remarks>Results have the same bits for any number of threads, but may differ between algorithms.</remarks>
public sealed record ConvOptions
{
    private readonly int? _threads;

    /// <summary>
    /// Whether the planner may take Winograd's algorithm, which multiplies less and rounds more: <see cref="Planning.ConvPlan.Error"/> says
    /// how much. It does so for kernel_size=3, stride=1, dilation=1 and at least 32 channels a group, and computes other layers as usual.
    /// </summary>
    public bool Winograd { get; init; }

    /// <summary>
    /// Threads that share a call, including the calling one, from 1 to <see cref="ConvExecution.MostThreads"/>; null for
    /// <see cref="ConvExecution.Threads"/>.
    /// </summary>
    /// <exception cref="ConvException">The number is out of range.</exception>
    public int? Threads
    {
        get => _threads;
        init => _threads = ConvExecution.IsPossible(value)
            ? value
            : throw ConvExecution.Invalid(Invariant($"ConvOptions.Threads = {value}"), "Threads = ");
    }

    /// <summary>
    /// The algorithm to force, by its name in a <see cref="Planning.ConvPlan"/>; null for the environment's <c>GROUPCONV_ALGORITHM</c>,
    /// empty for the planner's choice regardless of the environment.
    /// </summary>
    public string? Algorithm { get; init; }

    /// <summary>The options as a C# expression: <c>new ConvOptions { Winograd = true, Threads = 1 }</c>.</summary>
    public override string ToString()
    {
        string[] set =
        [
            .. Winograd ? ["Winograd = true"] : (string[])[],
            .. Threads is { } threads ? [Invariant($"Threads = {threads}")] : (string[])[],
            .. Algorithm is null ? (string[])[] : [$"Algorithm = \"{Algorithm}\""],
        ];
        return set.Length == 0 ? "new ConvOptions()" : $"new ConvOptions {{ {string.Join(", ", set)} }}";
    }
}

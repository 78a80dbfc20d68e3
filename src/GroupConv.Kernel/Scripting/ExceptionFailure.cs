using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using GroupConv.Kernel.Scripting.Surface;

namespace GroupConv.Kernel.Scripting;

/// <summary>Formats an exception of a cell: message, causes, and the frames of the user's own code.</summary>
internal static class ExceptionFailure
{
    private const int MostFrames = 20;
    private const int MostCauses = 20;

    /// <summary>The prefix of the file name that cells are compiled with; a number follows.</summary>
    public const string CellPrefix = "Cell ";

    /// <summary>The message of an interrupted cell.</summary>
    public const string Interrupted = "The cell was interrupted.";

    /// <summary>The failure for an exception.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="interrupted">Whether the user interrupted the cell.</param>
    /// <param name="cell">The name of the cell, for an exception without a frame in it.</param>
    public static CellFailure Of(Exception exception, bool interrupted, string cell = "")
    {
        while (exception is TargetInvocationException { InnerException: { } inner })
            exception = inner;

        if (interrupted && IsInterrupt(exception))
        {
            string message = exception is OperationCanceledException && Message(exception) is var said
                && said.StartsWith(Interrupted, StringComparison.Ordinal) ? said : Interrupted;
            return new CellFailure(nameof(OperationCanceledException), message, [message, .. Frames(exception)]);
        }

        if (exception is CellExitException)
            return new CellFailure("EnvironmentExit", exception.Message, [exception.Message, .. Frames(exception)]);

        string name = exception is StdinNotImplementedException ? "StdinNotImplementedError" : exception.GetType().Name;
        string text = Message(exception);
        var traceback = new List<string> { $"{name}: {text}" };
        var frames = Frames(exception);
        traceback.AddRange(frames.Count == 0 && cell.Length > 0 ? [$"   at {cell}"] : frames);
        var causes = Causes(exception).ToList();
        traceback.AddRange(causes.Take(MostCauses)
            .SelectMany(cause => Frames(cause).Prepend($"caused by {cause.GetType().Name}: {Message(cause)}")));
        if (causes.Count > MostCauses)
            traceback.Add(string.Create(CultureInfo.InvariantCulture, $"... and {causes.Count - MostCauses} more causes"));
        return new CellFailure(name, text, traceback);
    }

    /// <summary>The message of an exception, also of one whose message throws.</summary>
    /// <param name="exception">The exception.</param>
    [SuppressMessage("Design", "CA1031", Justification = "The message is code of the user.")]
    public static string Message(Exception exception)
    {
        try
        {
            return exception.Message ?? "";
        }
        catch (Exception e)
        {
            return $"(its Message throws {e.GetType().Name})";
        }
    }

    /// <summary>The inner exceptions, each before its own inner exceptions.</summary>
    private static IEnumerable<Exception> Causes(Exception exception)
    {
        IEnumerable<Exception> inner = exception is AggregateException all
            ? all.InnerExceptions : exception.InnerException is { } one ? [one] : [];
        return inner.SelectMany(cause => Causes(cause).Prepend(cause));
    }

    /// <summary>Whether the exception comes from an interrupt, directly or wrapped.</summary>
    private static bool IsInterrupt(Exception? exception) => exception switch
    {
        null => false,
        OperationCanceledException or ThreadInterruptedException or ThreadAbortException => true,
        AggregateException all => all.InnerExceptions.Any(IsInterrupt),
        _ => IsInterrupt(exception.InnerException),
    };

    private static List<string> Frames(Exception exception)
    {
        var all = new StackTrace(exception, fNeedFileInfo: true).GetFrames();
        var frames = all
            .Select((frame, at) => (Frame: frame, IsSure: at == 0 || !IsThrowHelper(all[at - 1]) || frame.GetILOffset() > 0))
            .Where(f => f.Frame.GetFileName()?.Contains(CellPrefix, StringComparison.Ordinal) == true)
            .Select(f => Describe(f.Frame, f.IsSure))
            .ToList();
        return frames.Count <= MostFrames
            ? frames
            : [.. frames.Take(MostFrames), string.Create(CultureInfo.InvariantCulture, $"   ... {frames.Count - MostFrames} more frames")];
    }

    /// <summary>
    /// Whether a frame is the runtime's throw helper for bounds and overflow checks. Optimized code calls it from one place per function,
    /// whose line is the first of the function.
    /// </summary>
    private static bool IsThrowHelper(StackFrame frame) =>
        frame.GetMethod() is { } method && method.Name.StartsWith("Throw", StringComparison.Ordinal)
            && method.DeclaringType?.Assembly == typeof(object).Assembly;

    private static string Describe(StackFrame frame, bool isSure)
    {
        string? file = Path.GetFileName(frame.GetFileName());
        string? name = UserName(frame.GetMethod());
        return string.Create(CultureInfo.InvariantCulture,
            $"   at {(name is null ? "" : name + " in ")}{file}, line {frame.GetFileLineNumber()}{(isSure ? "" : " or below")}");
    }

    /// <summary>The name of a method as the user wrote it; null for the top level of a cell and for lambdas.</summary>
    private static string? UserName(MethodBase? method)
    {
        if (method is null)
            return null;

        // Compiled names: <Name>d__1.MoveNext of an async method, <<Initialize>>g__Name|0_1 of a local function.
        string name = method.Name == "MoveNext" ? method.DeclaringType?.Name ?? "" : method.Name;
        int local = name.IndexOf("g__", StringComparison.Ordinal);
        if (local >= 0)
            name = name[(local + 3)..].Split('|')[0];
        else if (name.StartsWith('<') && name.IndexOf('>', StringComparison.Ordinal) is > 1 and var end)
            name = name[1..end];

        return name.Length == 0 || name.StartsWith('<') || name.Contains("b__", StringComparison.Ordinal) ? null : name;
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using GroupConv.Kernel.Scripting.Surface;

namespace GroupConv.Kernel.Scripting;

/// <summary>Tells an exception of a cell: what it says, what caused it, and the lines of the user's own code that it came through.</summary>
internal static class ExceptionFailure
{
    private const int MostFrames = 20;

    /// <summary>The start of the file name that cells are compiled with; a number follows.</summary>
    public const string CellPrefix = "Cell ";

    /// <summary>What an interrupted cell says first.</summary>
    public const string Interrupted = "The cell was interrupted.";

    /// <summary>The failure that an exception means.</summary>
    /// <param name="exception">What the cell threw.</param>
    /// <param name="interrupted">Whether the user asked the cell to stop.</param>
    public static CellFailure Of(Exception exception, bool interrupted)
    {
        while (exception is TargetInvocationException { InnerException: { } inner })
            exception = inner;

        if (interrupted && IsInterrupt(exception))
        {
            var message = exception is OperationCanceledException && exception.Message.StartsWith(Interrupted, StringComparison.Ordinal) ? exception.Message : Interrupted;
            return new CellFailure(nameof(OperationCanceledException), message, [message, .. Frames(exception)]);
        }

        if (exception is CellExitException)
            return new CellFailure("EnvironmentExit", exception.Message, [exception.Message, .. Frames(exception)]);

        var name = exception is StdinNotImplementedException ? "StdinNotImplementedError" : exception.GetType().Name;
        var traceback = new List<string> { $"{name}: {exception.Message}" };
        traceback.AddRange(Frames(exception));
        for (var cause = exception.InnerException; cause is not null; cause = cause.InnerException)
        {
            traceback.Add($"caused by {cause.GetType().Name}: {cause.Message}");
            traceback.AddRange(Frames(cause));
        }

        return new CellFailure(name, exception.Message, traceback);
    }

    /// <summary>Whether it is what the means of interrupting throw, or what code around them made of it.</summary>
    private static bool IsInterrupt(Exception? exception) => exception switch
    {
        null => false,
        OperationCanceledException or ThreadInterruptedException or ThreadAbortException => true,
        AggregateException all => all.InnerExceptions.Any(IsInterrupt),
        _ => IsInterrupt(exception.InnerException),
    };

    private static IEnumerable<string> Frames(Exception exception)
    {
        var frames = new StackTrace(exception, fNeedFileInfo: true).GetFrames()
            .Where(f => f.GetFileName()?.Contains(CellPrefix, StringComparison.Ordinal) == true)
            .Select(Describe)
            .ToList();
        return frames.Count <= MostFrames
            ? frames
            : frames.Take(MostFrames).Append(string.Create(CultureInfo.InvariantCulture, $"   ... {frames.Count - MostFrames} more frames"));
    }

    private static string Describe(StackFrame frame)
    {
        var file = Path.GetFileName(frame.GetFileName());
        var name = UserName(frame.GetMethod());
        return string.Create(CultureInfo.InvariantCulture, $"   at {(name is null ? "" : name + " in ")}{file}, line {frame.GetFileLineNumber()}");
    }

    /// <summary>The name the user gave a method, or null for a cell's top level and for lambdas.</summary>
    private static string? UserName(MethodBase? method)
    {
        if (method is null)
            return null;

        // Compiled names: <Name>d__1.MoveNext of an async method, <<Initialize>>g__Name|0_1 of a local function.
        var name = method.Name == "MoveNext" ? method.DeclaringType?.Name ?? "" : method.Name;
        var local = name.IndexOf("g__", StringComparison.Ordinal);
        if (local >= 0)
            name = name[(local + 3)..].Split('|')[0];
        else if (name.StartsWith('<') && name.IndexOf('>', StringComparison.Ordinal) is > 1 and var end)
            name = name[1..end];

        return name.Length == 0 || name.StartsWith('<') || name.Contains("b__", StringComparison.Ordinal) ? null : name;
    }
}

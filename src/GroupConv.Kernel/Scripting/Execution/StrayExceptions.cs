using System.Runtime.ExceptionServices;

namespace GroupConv.Kernel.Scripting.Execution;

/// <summary>Shows unhandled exceptions of threads, of <c>async void</c> and of unobserved tasks. The process goes on.</summary>
internal static class StrayExceptions
{
    /// <summary>
    /// The prefix of the names of the kernel's own threads. The kernel cannot work without them, so their faults end the process.
    /// </summary>
    private const string OwnThreads = "GroupConv";

    private static readonly Lazy<bool> Installed = new(() =>
    {
        ExceptionHandling.SetUnhandledExceptionHandler(exception =>
            Thread.CurrentThread.Name?.StartsWith(OwnThreads, StringComparison.Ordinal) != true
                && Show("A thread of this notebook ended by an exception.", exception));
        TaskScheduler.UnobservedTaskException += (_, unobserved) =>
        {
            unobserved.SetObserved();
            Show("A task failed, and nothing looked at its result.", unobserved.Exception.Flatten().InnerExceptions[0]);
        };
        return true;
    });

    /// <summary>Installs the handlers, for the whole process.</summary>
    public static void Install() => _ = Installed.Value;

    private static bool Show(string what, Exception exception)
    {
        try
        {
            string text = string.Join('\n', ExceptionFailure.Of(exception, interrupted: false).Traceback.Prepend(what)) + "\n";
            if (CellScope.Current is { Cancellation.IsCancellationRequested: false } scope)
                scope.Output.Stream("stderr", text);
            else if (exception is not OperationCanceledException)
                ConsoleRedirect.Error.Write(text);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The output is closed: nobody can be told.
        }

        return true;
    }
}

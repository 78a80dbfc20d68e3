using System.CommandLine;
using System.Runtime.InteropServices;
using GroupConv.Kernel.Handlers;
using GroupConv.Kernel.Language;
using GroupConv.Kernel.Magics;
using GroupConv.Kernel.Protocol;
using GroupConv.Kernel.Scripting;
using GroupConv.Kernel.Scripting.Execution;
using GroupConv.Kernel.Transport;

namespace GroupConv.Kernel.Cli;

/// <summary><c>groupconv jupyter kernel FILE</c>: the command in the kernelspec, which Jupyter starts.</summary>
internal static class KernelCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var file = new Argument<string>("CONNECTION_FILE") { Description = "The connection file that Jupyter wrote." };
        var log = new Option<string?>("--log")
        {
            Description = "Add what passes to a log: types, sizes and faults; no keys, no code, no "
            + "output.",
            HelpName = "FILE"
        };
        var command = new Command("kernel", "Serve a Jupyter front end: what Jupyter starts.") { file, log };

        // Jupyter appends the arguments that it does not know itself, such as those of "jupyter run".
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(result =>
        {
            if (result.UnmatchedTokens.Count > 0)
                ConsoleRedirect.Error.WriteLine($"groupconv: the kernel has no use for: {string.Join(' ', result.UnmatchedTokens)}");
            return Serve(result.GetRequiredValue(file), result.GetValue(log));
        });
        return command;
    }

    private static int Serve(string file, string? logFile)
    {
        try
        {
            using var log = logFile is null ? KernelLog.None : KernelLog.Open(logFile);
            var connection = ConnectionFile.Load(file);
            log.Write($"groupconv {KernelInfoHandler.ProductVersion} on .NET {Environment.Version}, "
                + $"{RuntimeInformation.RuntimeIdentifier}; {connection}");
            if (ConnectionFile.IsOpenToOthers(file))
                ConsoleRedirect.Error.WriteLine($"groupconv: other users of this machine may read the connection file {file}, and with "
                    + $"its key run code as you. Fix: chmod 600 {file}");
            if (!connection.IsLoopback)
                ConsoleRedirect.Error.WriteLine(
                    $"groupconv: listening at {connection.Ip}, where other machines may connect; only the key protects this kernel.");

            StrayExceptions.Install();
            var session = Notebook.Start();
            using var language = new LanguageService(session);
            using (var server = new KernelServer(connection, session, language, log))
            using (InterruptBySignal(server))
            {
                _ = language.WarmUp(() => server.IsBusy);
                server.Run();
            }

            log.Write("ended");

            // Exit, not return: cells may have left threads that never end.
            Environment.Exit(0);
            return 0;
        }
        catch (ProtocolException e)
        {
            ConsoleRedirect.Error.WriteLine($"groupconv: {e.Message}");
            return 1;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ConsoleRedirect.Error.WriteLine($"groupconv: the log {logFile} cannot be written: {e.Message}");
            return 1;
        }
    }

    /// <summary>
    /// SIGINT interrupts the cell. Some front ends send it whatever the kernelspec says, and a terminal sends it to the whole process
    /// group.
    /// </summary>
    private static PosixSignalRegistration InterruptBySignal(KernelServer server) => PosixSignalRegistration.Create(
        PosixSignal.SIGINT,
        signal =>
        {
            signal.Cancel = true;
            server.Interrupt();
        });
}

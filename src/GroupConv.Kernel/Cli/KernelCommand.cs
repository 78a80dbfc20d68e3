using System.CommandLine;
using GroupConv.Kernel.Handlers;
using GroupConv.Kernel.Language;
using GroupConv.Kernel.Magics;
using GroupConv.Kernel.Protocol;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Cli;

/// <summary><c>groupconv jupyter kernel FILE</c>: what Jupyter starts.</summary>
internal static class KernelCommand
{
    // Front ends run a first cell at once, or wait for a person.
    private static readonly TimeSpan AfterTheFirstCell = TimeSpan.FromSeconds(3);

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var file = new Argument<string>("CONNECTION_FILE") { Description = "The connection file that Jupyter wrote." };
        var command = new Command("kernel", "Serve a Jupyter front end: what Jupyter starts.") { file };
        command.SetAction(result => Serve(result.GetRequiredValue(file)));
        return command;
    }

    private static int Serve(string file)
    {
        try
        {
            var connection = ConnectionFile.Load(file);
            if (!connection.IsLoopback)
                ConsoleRedirect.Error.WriteLine($"groupconv: listening at {connection.Ip}, where other machines may connect; only the key protects this kernel.");

var session = Notebook.Start();
            using var language = new LanguageService(session);
            _ = language.WarmUp(AfterTheFirstCell);
            using (var server = new KernelServer(connection, session, language))
                server.Run();

            // Cells may have left threads that never end.
            Environment.Exit(0);
            return 0;
        }
        catch (ProtocolException e)
        {
            ConsoleRedirect.Error.WriteLine($"groupconv: {e.Message}");
            return 1;
        }
    }
}

using System.CommandLine;
using GroupConv.Kernel.Magics;
using GroupConv.Kernel.Notebooks;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Cli;

/// <summary><c>groupconv run NOTEBOOK</c>: executes a notebook with no Jupyter, and writes what came out.</summary>
internal static class RunNotebookCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var notebook = new Argument<string>("NOTEBOOK.ipynb") { Description = "The notebook. Its cells run in its folder." };
        var html = new Option<string?>("--html") { Description = "Write a page that needs no other file and no network.", HelpName = "FILE" };
        var output = new Option<string?>("--output") { Description = "Write the executed notebook.", HelpName = "FILE.ipynb" };
        var command = new Command("run", "Execute a notebook.") { notebook, html, output };
        command.SetAction(result => Run(result.GetRequiredValue(notebook), result.GetValue(html), result.GetValue(output)));
        return command;
    }

    private static int Run(string path, string? html, string? output)
    {
        try
        {
            var source = Path.GetFullPath(path);
            var notebook = NotebookFile.Load(source);

            // The notebook's folder becomes the current one: paths of the command line are of the old one.
            var page = html is null ? null : Path.GetFullPath(html);
            var executed = output is null ? null : Path.GetFullPath(output);
            foreach (var file in new[] { page, executed })
            {
                if (file is not null && !Directory.Exists(Path.GetDirectoryName(file)))
                    throw new NotebookException($"There is no folder {Path.GetDirectoryName(file)} to write {Path.GetFileName(file)} into.");
            }

            var folder = Path.GetDirectoryName(source)!;
            Directory.SetCurrentDirectory(folder);
            var worked = Execute(notebook);
            if (executed is not null)
                notebook.Save(executed);
            if (page is not null)
                AtomicFile.Write(page, HtmlPage.Write(notebook, Path.GetFileNameWithoutExtension(source), folder));

            // Cells may have left threads that never end.
            Environment.Exit(worked ? 0 : 1);
            return 0;
        }
        catch (Exception e) when (e is NotebookException or IOException or UnauthorizedAccessException)
        {
            ConsoleRedirect.Error.WriteLine(e.Message);
            return 1;
        }
    }

    /// <summary>Cells run on a thread with room for deep recursion; Ctrl+C asks the cell to stop, a second one ends the program.</summary>
    private static bool Execute(NotebookFile notebook)
    {
        using var interrupt = new CancellationTokenSource();
        ConsoleCancelEventHandler cancel = (_, e) =>
        {
            e.Cancel = !interrupt.IsCancellationRequested;
            interrupt.Cancel();
        };
        Console.CancelKeyPress += cancel;

        var session = Notebook.Start();
        var worked = false;
        var thread = new Thread(
            () => worked = new NotebookRunner(session, ConsoleRedirect.Error).Run(notebook, interrupt.Token),
            ScriptSession.CellStack);
        thread.Start();
        thread.Join();
        Console.CancelKeyPress -= cancel;
        return worked;
    }
}

using System.CommandLine;
using GroupConv.Kernel.Notebooks;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Cli;

/// <summary><c>groupconv convert IN OUT</c>: converts between <c>.dib</c> and <c>.ipynb</c>.</summary>
internal static class ConvertCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var from = new Argument<string>("IN") { Description = "The notebook, .dib or .ipynb." };
        var to = new Argument<string>("OUT") { Description = "The file to write, .ipynb or .dib." };
        var command = new Command("convert",
            "Turn a .dib file into a notebook, or a notebook into a .dib file (which keeps no outputs).") { from, to };
        command.SetAction(result => Convert(result.GetRequiredValue(from), result.GetRequiredValue(to)));
        return command;
    }

    private static int Convert(string from, string to)
    {
        try
        {
            foreach (string? path in new[] { from, to })
            {
                if (!NotebookDocument.IsDib(path) && !path.EndsWith(".ipynb", StringComparison.OrdinalIgnoreCase))
                    throw new NotebookException($"{path} is neither .dib nor .ipynb. Write, for example: groupconv convert notebook.dib "
                        + "notebook.ipynb");
            }

            AtomicFile.Check(to);
            if (NotebookDocument.Save(NotebookDocument.Load(from), to) is { } note)
                ConsoleRedirect.Error.WriteLine(note);
            return 0;
        }
        catch (Exception e) when (e is NotebookException or IOException or UnauthorizedAccessException)
        {
            ConsoleRedirect.Error.WriteLine(e.Message);
            return 1;
        }
    }
}

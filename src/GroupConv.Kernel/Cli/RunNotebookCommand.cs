using System.CommandLine;
using System.Globalization;
using GroupConv.Kernel.Magics;
using GroupConv.Kernel.Notebooks;
using GroupConv.Kernel.Scripting;
using GroupConv.Kernel.Scripting.Execution;

namespace GroupConv.Kernel.Cli;

/// <summary><c>groupconv run NOTEBOOK</c>: executes a notebook without Jupyter and writes the results.</summary>
internal static class RunNotebookCommand
{
    private const int MostNamed = 5;

    private sealed record Request(string Notebook, string? Output, string? Html, IReadOnlyList<string> Parameters, RunOptions Options);

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var notebook = new Argument<string>("NOTEBOOK.ipynb")
        {
            Description = "The notebook, .ipynb or .dib. Its cells run in its folder.",
        };
        var html = new Option<string?>("--html")
        {
            Description = "Write a page that needs no other file and no network.",
            HelpName = "FILE",
        };
        var output = new Option<string?>(
            "--output")
        { Description = "Write the executed notebook: nbformat 4.5.", HelpName = "FILE.ipynb" };
        var parameters = new Option<string[]>("--param", "-p")
        {
            Description = "Give a variable of the cell with the tag 'parameters' another value; may come often.",
            HelpName = "NAME=VALUE",
        };
        var timeout = new Option<double?>("--timeout") { Description = "Stop a cell that takes longer, and fail.", HelpName = "SECONDS" };
        timeout.Validators.Add(result =>
        {
            if (result.Tokens is [var token]
                && (!double.TryParse(token.Value, CultureInfo.InvariantCulture, out double seconds)
                    || seconds is not (> 0 and < 1_000_000)))
                result.AddError($"--timeout '{token.Value}' is no number of seconds above 0, such as 60.");
        });
        var allowErrors = new Option<bool>("--allow-errors") { Description = "Go on after a cell that fails." };
        var command = new Command("run", "Execute a notebook.") { notebook, parameters, timeout, allowErrors, output, html };
        command.SetAction(result => Run(new Request(
            result.GetRequiredValue(notebook),
            result.GetValue(output),
            result.GetValue(html),
            result.GetValue(parameters) ?? [],
            new RunOptions(result.GetValue(timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : null, result.GetValue(allowErrors)))));
        return command;
    }

    /// <summary>The message for a folder instead of a notebook: names the notebooks in it.</summary>
    /// <param name="folder">The folder.</param>
    public static string IsFolder(string folder)
    {
        var notebooks = Directory.EnumerateFiles(folder, "*", new EnumerationOptions { IgnoreInaccessible = true })
            .Where(NotebookDocument.IsNotebook).Order(StringComparer.Ordinal).ToList();
        string found = notebooks.Count == 0
            ? "There is none in it."
            : $"In it: {string.Join(", ", notebooks.Take(MostNamed).Select(Path.GetFileName))}"
                + $"{(notebooks.Count > MostNamed ? ", ..." : "")}. Try: groupconv run {notebooks[0]}";
        return $"{folder} is a folder; groupconv run takes one notebook, .ipynb or .dib. {found}";
    }

    private static int Run(Request request)
    {
        try
        {
            string source = Path.GetFullPath(request.Notebook);
            var notebook = NotebookDocument.Load(source);
            foreach (string warning in Parameters.Inject(notebook, [.. request.Parameters.Select(Parameters.Parse)]))
                ConsoleRedirect.Error.WriteLine(warning);

            // Made absolute here: the current folder becomes the notebook's.
            string? page = request.Html is null ? null : Path.GetFullPath(request.Html);
            string? executed = request.Output is null ? null : Path.GetFullPath(request.Output);
            if (executed is not null && NotebookDocument.IsDib(executed))
                throw new NotebookException($"--output {request.Output}: a .dib file keeps no outputs. Write an .ipynb file.");
            foreach (string file in new[] { page, executed }.OfType<string>())
                AtomicFile.Check(file);

            string folder = Path.GetDirectoryName(source)!;
            Directory.SetCurrentDirectory(folder);
            bool worked = Execute(notebook, request.Options, save: executed is null ? () => { } : () => notebook.Save(executed));
            if (page is not null)
                AtomicFile.Write(page, HtmlPage.Write(notebook, Path.GetFileNameWithoutExtension(source), folder));

            // Exit, not return: cells may have left threads that never end.
            Environment.Exit(worked ? 0 : 1);
            return 0;
        }
        catch (Exception e) when (e is NotebookException or IOException or UnauthorizedAccessException)
        {
            ConsoleRedirect.Error.WriteLine(e.Message);
            return 1;
        }
    }

    private static bool Execute(NotebookFile notebook, RunOptions options, Action save)
    {
        using var interrupt = new ConsoleInterrupt();
        StrayExceptions.Install();
        return new NotebookRunner(Notebook.Start(), ConsoleRedirect.Error, options, save).Run(notebook, interrupt.Token);
    }
}

using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using GroupConv.Kernel.Handlers;
using GroupConv.Kernel.Magics;
using GroupConv.Kernel.Notebooks;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Cli;

/// <summary>The command line <c>groupconv</c>: commands for Jupyter and notebooks; every other verb goes to the engine.</summary>
internal static class CommandLine
{
    /// <summary>Arguments that start with @ are plain arguments, not response files.</summary>
    private static readonly ParserConfiguration Plain = new() { ResponseFileTokenReplacer = null };

    /// <summary>Runs a command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <returns>The exit code: 0 for success, 1 for failure.</returns>
    public static int Run(IReadOnlyList<string> args)
    {
        switch (args)
        {
            case [] or ["--help" or "-h" or "-?" or "help"]:
                ConsoleRedirect.Out.Write(HelpText.Write(Notebook.Engine.Value.Verbs));
                return 0;
            case ["--version"]:
                ConsoleRedirect.Out.WriteLine($"groupconv {KernelInfoHandler.ProductVersion}");
                return 0;
            case ["jupyter" or "convert", ..] or ["run", ..] when args[0] != "run" || args.Skip(1).Any(NotebookDocument.IsNotebook):
                return Invoke(Own().Parse(args, Plain));
            case ["run", var folder, ..] when Directory.Exists(folder):
                ConsoleRedirect.Error.WriteLine(RunNotebookCommand.IsFolder(folder));
                return 1;
            case ["run", "--help" or "-h"] or ["help", "run"]:
                int code = EngineVerb.Run(args);
                ConsoleRedirect.Out.WriteLine("\nA notebook\n  groupconv run NOTEBOOK.ipynb [--param NAME=VALUE]... [--timeout SECONDS] "
                    + "[--allow-errors] [--output FILE.ipynb] [--html FILE]");
                return code;
            default:
                return EngineVerb.Run(args);
        }
    }

    /// <summary>Reports a parse error in one line, without the help text that the library would add.</summary>
    private static int Invoke(ParseResult line)
    {
        if (line.Action is not ParseErrorAction)
            return Invoke(() => line.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false }));

        var words = new List<string>();
        for (SymbolResult? at = line.CommandResult; at is CommandResult part; at = at.Parent)
            words.Insert(0, part.Command.Name);
        string command = string.Join(' ', words);
        if (line.CommandResult.Command.Arguments is [var argument])
            words.Add(argument.Name);
        string mistake = line.UnmatchedTokens is [var word, ..]
            ? $"{command} does not know what to do with '{word}'." : line.Errors[0].Message;
        ConsoleRedirect.Error.WriteLine($"{mistake} Try: {string.Join(' ', words)} --help");
        return 1;
    }

    /// <summary>Reports a fault of this program. The library would print it to Console.Error, which cells may have redirected.</summary>
    private static int Invoke(Func<int> command)
    {
        try
        {
            return command();
        }
        catch (Exception e)
        {
            ConsoleRedirect.Error.WriteLine($"groupconv failed, and it is not your mistake: {e}");
            return 1;
        }
    }

    /// <summary>A plain command: System.CommandLine's RootCommand would take its name from the assembly.</summary>
    private static Command Own() => new("groupconv", "C# notebooks with the groups of convolutions explained, drawn and computed.")
    {
        new HelpOption { Recursive = true },
        new Command("jupyter", "Jupyter's kernel for C#.")
        {
            InstallCommand.Create(), UninstallCommand.Create(), ListCommand.Create(), DoctorCommand.Create(), KernelCommand.Create(),
        },
        RunNotebookCommand.Create(),
        ConvertCommand.Create(),
    };
}

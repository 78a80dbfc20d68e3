using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using GroupConv.Kernel.Handlers;
using GroupConv.Kernel.Magics;
using GroupConv.Kernel.Notebooks;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Cli;

/// <summary>The command <c>groupconv</c>: Jupyter and notebooks are its own; every other verb is the engine's.</summary>
internal static class CommandLine
{
    /// <summary>A word that begins with @ is that word, no file of words.</summary>
    private static readonly ParserConfiguration Plain = new() { ResponseFileTokenReplacer = null };

    /// <summary>Runs a command line.</summary>
    /// <param name="args">Its words.</param>
    /// <returns>The exit code: 0 where it did what was asked, 1 where not.</returns>
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
            case ["jupyter" or "convert", ..] or ["run", ..] when args[0] != "run" || args.Skip(1).Any(IsNotebook):
                return Invoke(Own().Parse(args, Plain));
            case ["run", "--help" or "-h"] or ["help", "run"]:
                int code = EngineVerb.Run(args);
                ConsoleRedirect.Out.WriteLine("\nA notebook\n  groupconv run NOTEBOOK.ipynb [--param NAME=VALUE]... [--timeout SECONDS] [--allow-errors] [--output FILE.ipynb] [--html FILE]");
                return code;
            default:
                return EngineVerb.Run(args);
        }
    }

    /// <summary>Says a mistake in one line: the library would print its help below it.</summary>
    private static int Invoke(ParseResult line)
    {
        if (line.Action is not ParseErrorAction)
            return line.Invoke();

        var words = new List<string>();
        for (SymbolResult? at = line.CommandResult; at is CommandResult part; at = at.Parent)
            words.Insert(0, part.Command.Name);
        var command = string.Join(' ', words);
        if (line.CommandResult.Command.Arguments is [var argument])
            words.Add(argument.Name);
        var mistake = line.UnmatchedTokens is [var word, ..] ? $"{command} does not know what to do with '{word}'." : line.Errors[0].Message;
        ConsoleRedirect.Error.WriteLine($"{mistake} Try: {string.Join(' ', words)} --help");
        return 1;
    }

    private static bool IsNotebook(string word) => word.EndsWith(".ipynb", StringComparison.OrdinalIgnoreCase) || NotebookDocument.IsDib(word);

    /// <summary>Not System.CommandLine's root, which would call the program by its assembly's name.</summary>
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

using System.Text;

namespace GroupConv.Kernel.Cli;

/// <summary>The text of <c>groupconv --help</c>.</summary>
internal static class HelpText
{
    private static readonly (string Usage, string Help)[] Own =
    [
        ("jupyter install", "Make the kernel known to Jupyter; --name .net-csharp for notebooks of .NET Interactive."),
        ("jupyter list", "List the installed kernels of this program."),
        ("jupyter doctor", "Find what is wrong with an installation, and say the fix."),
        ("jupyter uninstall", "Take the kernel away from Jupyter."),
        ("jupyter kernel", "What Jupyter starts."),
        ("run NOTEBOOK.ipynb", "Execute a notebook, also .dib; --html and --output write what came out."),
        ("convert IN OUT", "Turn a .dib file into a notebook, or a notebook into a .dib file."),
    ];

    /// <summary>Writes the help.</summary>
    /// <param name="verbs">The engine's verbs, each with a one-line description.</param>
    public static string Write(IReadOnlyDictionary<string, string> verbs)
    {
        int width = Own.Select(o => o.Usage.Length).Concat(verbs.Keys.Select(v => v.Length)).Max() + 2;
        var text = new StringBuilder("groupconv: the groups of convolutions, explained, drawn and computed\n\nNotebooks:\n");
        foreach (var (usage, help) in Own)
            text.Append("  ").Append(usage.PadRight(width)).Append(help).Append('\n');
        text.Append("\nLayers (also in a notebook cell, as #!groupconv VERB ...):\n");
        foreach (var (verb, help) in verbs)
            text.Append("  ").Append(verb.PadRight(width)).Append(help).Append('\n');
        text.Append("\nHelp of one: groupconv VERB --help. Version: groupconv --version.\n");
        return text.ToString();
    }
}

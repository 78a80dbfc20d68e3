using System.CommandLine;

namespace GroupConv.Kernel.Cli;

internal static class RunNotebookCommand
{
    public static Command Create() => new("run", "");
}

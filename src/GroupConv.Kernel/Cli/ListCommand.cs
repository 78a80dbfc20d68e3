using System.CommandLine;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Cli;

/// <summary><c>groupconv jupyter list</c>: lists the kernelspecs that start groupconv.</summary>
internal static class ListCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var prefix = new Option<string?>("--prefix") { Description = "Look under DIR/share/jupyter/kernels, too.", HelpName = "DIR" };
        var command = new Command("list", "List the installed kernels of this program.") { prefix };
        command.SetAction(result => List(result.GetValue(prefix)));
        return command;
    }

    private static int List(string? prefix)
    {
        var all = InstalledSpec.Find([.. JupyterPaths.Find().Data, .. prefix is null ? [] : new[] { JupyterPaths.Under(prefix) }]);
        var ours = all.Where(spec => spec.IsOurs).ToList();
        if (ours.Count == 0)
        {
            ConsoleRedirect.Out.WriteLine("No kernel of this program is installed. To install: groupconv jupyter install");
            return 0;
        }

        int width = ours.Max(spec => spec.Name.Length);
        foreach (var spec in ours)
        {
            var first = all.First(other => other.Name.Equals(spec.Name, StringComparison.OrdinalIgnoreCase));
            string starts = spec.StartsThis ? "starts this program" : $"starts {string.Join(' ', spec.Program)}";
            string hidden = first == spec ? "" : $"; hidden by {first.Folder}";
            ConsoleRedirect.Out.WriteLine($"{spec.Name.PadRight(width)}  {spec.Folder}  ({starts}{hidden})");
        }

        return 0;
    }
}

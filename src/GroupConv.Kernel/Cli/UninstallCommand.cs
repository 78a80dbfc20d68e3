using System.CommandLine;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Cli;

/// <summary><c>groupconv jupyter uninstall</c>: deletes the kernelspec.</summary>
internal static class UninstallCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var place = new PlaceOptions();
        var command = new Command("uninstall", "Take the kernel away from Jupyter.") { place.User, place.Prefix, place.Name };
        place.Check(command);
        command.SetAction(result => Uninstall(Path.Combine(place.Data(result), "kernels", result.GetValue(place.Name)!)));
        return command;
    }

    private static int Uninstall(string folder)
    {
        try
        {
            if (!Directory.Exists(folder))
            {
                ConsoleRedirect.Error.WriteLine($"There is no kernel in {folder}. See: groupconv jupyter list");
                return 1;
            }

            if (InstalledSpec.Read(folder) is { IsOurs: false })
            {
                ConsoleRedirect.Error.WriteLine(
                    $"{folder} is another program's kernel and stays. To remove it: jupyter kernelspec remove {Path.GetFileName(folder)}");
                return 1;
            }

            Directory.Delete(folder, recursive: true);
            ConsoleRedirect.Out.WriteLine($"Removed kernel '{Path.GetFileName(folder)}' from {Path.GetDirectoryName(folder)}");
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ConsoleRedirect.Error.WriteLine($"{folder} cannot be removed: {e.Message}");
            return 1;
        }
    }
}

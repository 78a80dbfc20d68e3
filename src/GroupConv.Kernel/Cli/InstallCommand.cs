using System.CommandLine;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Cli;

/// <summary><c>groupconv jupyter install</c>: writes the kernelspec.</summary>
internal static class InstallCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var place = new PlaceOptions();
        var replace = new Option<bool>("--replace") { Description = "Take the place of another program's kernel of that name." };
        var log = new Option<string?>("--log")
        {
            Description = "Let the kernel add what passes to a log: types, sizes and faults; no "
            + "keys, no code, no output.",
            HelpName = "FILE"
        };
        var command = new Command("install", "Make the kernel known to Jupyter.") { place.User, place.Prefix, place.Name, replace, log };
        place.Check(command);
        command.SetAction(result => Install(
            place.Data(result), result.GetValue(place.Name)!, result.GetValue(replace), result.GetValue(log)));
        return command;
    }

    private static int Install(string data, string name, bool replace, string? log)
    {
        try
        {
            string folder = Path.Combine(data, "kernels", name);
            if (!replace && Directory.Exists(folder) && InstalledSpec.Read(folder) is { IsOurs: false } other)
            {
                string program = other.Command.Count > 0 ? $"'{string.Join(' ', other.Command)}'" : "another program";
                ConsoleRedirect.Error.WriteLine($"{folder} starts {program}. To take its place: groupconv jupyter install --name {name} "
                    + "--replace; or choose another --name.");
                return 1;
            }

            KernelSpec.Write(Path.Combine(data, "kernels"), name, log is null ? null : Path.GetFullPath(log));
            ConsoleRedirect.Out.WriteLine($"Installed kernel '{name}' in {folder}");
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ConsoleRedirect.Error.WriteLine(
                $"The kernel cannot be installed under {data}: {e.Message} Try --prefix DIR with a folder that you can write.");
            return 1;
        }
    }
}

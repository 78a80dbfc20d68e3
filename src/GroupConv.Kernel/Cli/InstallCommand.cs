using System.CommandLine;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Cli;

/// <summary><c>groupconv jupyter install</c>: makes the kernel known to Jupyter.</summary>
internal static class InstallCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var user = new Option<bool>("--user") { Description = "Install for this user (the default)." };
        var prefix = new Option<string?>("--prefix") { Description = "Install under DIR/share/jupyter/kernels.", HelpName = "DIR" };
        var name = new Option<string>("--name") { Description = "The kernel's name in notebooks.", DefaultValueFactory = _ => "groupconv" };
        var command = new Command("install", "Make the kernel known to Jupyter.") { user, prefix, name };
        command.Validators.Add(result =>
        {
            if (result.GetValue(user) && result.GetValue(prefix) is not null)
                result.AddError("--user and --prefix say two different places. Give one of them.");
        });
        name.Validators.Add(result =>
        {
            var given = result.GetValueOrDefault<string>();
            if (!KernelSpec.IsValidName(given))
                result.AddError($"--name '{given}' is no kernel name. Use letters, digits, '.', '_' and '-', such as groupconv.");
        });
        command.SetAction(result => Install(result.GetValue(prefix), result.GetValue(name)!));
        return command;
    }

    private static int Install(string? prefix, string name)
    {
        var data = prefix is null ? UserData() : Path.Combine(Path.GetFullPath(prefix), "share", "jupyter");
        try
        {
            var folder = KernelSpec.Write(Path.Combine(data, "kernels"), name);
            ConsoleRedirect.Out.WriteLine($"Installed kernel '{name}' in {folder}");
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ConsoleRedirect.Error.WriteLine($"The kernel cannot be installed under {data}: {e.Message} Try --prefix DIR with a folder that you can write.");
            return 1;
        }
    }

    /// <summary>Jupyter's data directory of the user. Source: Jupyter's documentation, "Data files".</summary>
    private static string UserData()
    {
        if (Environment.GetEnvironmentVariable("JUPYTER_DATA_DIR") is { Length: > 0 } set)
            return Path.GetFullPath(set);

        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (OperatingSystem.IsWindows())
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "jupyter");
        if (OperatingSystem.IsMacOS())
            return Path.Combine(home, "Library", "Jupyter");

        return Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } data
            ? Path.Combine(data, "jupyter")
            : Path.Combine(home, ".local", "share", "jupyter");
    }
}

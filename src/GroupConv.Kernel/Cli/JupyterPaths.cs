using System.Text.Json;

namespace GroupConv.Kernel.Cli;

/// <summary>Jupyter's data directories, where it looks for kernels. Source: Jupyter's documentation, "Data files".</summary>
/// <param name="Data">The directories, in search order.</param>
/// <param name="Problem">Why <c>jupyter --paths</c> failed, or null.</param>
internal sealed record JupyterPaths(IReadOnlyList<string> Data, string? Problem)
{
    /// <summary>Runs <c>jupyter --paths</c>; without Jupyter on the PATH the documented defaults are used.</summary>
    public static JupyterPaths Find()
    {
        var asked = ShortProcess.Run("jupyter", ["--paths", "--json"]);
        if (asked is null)
            return new JupyterPaths(Usual(), "no program 'jupyter' is on the PATH");
        if (asked.ExitCode != 0)
            return new JupyterPaths(Usual(), $"'jupyter --paths' ended with exit code {asked.ExitCode}: {asked.LastError}");

        try
        {
            using var json = JsonDocument.Parse(asked.Output);
            return new JupyterPaths([.. json.RootElement.GetProperty("data").EnumerateArray()
                .Select(path => Path.GetFullPath(path.GetString()!))], null);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            return new JupyterPaths(Usual(), $"'jupyter --paths --json' was not understood: {e.Message}");
        }
    }

    /// <summary>The data directory under a prefix; the user's for null.</summary>
    /// <param name="prefix">The prefix, or null.</param>
    public static string Under(string? prefix) => prefix is null ? User() : Path.Combine(Path.GetFullPath(prefix), "share", "jupyter");

    private static List<string> Usual()
    {
        var paths = (Environment.GetEnvironmentVariable("JUPYTER_PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(Path.GetFullPath)
            .Append(User());
        return OperatingSystem.IsWindows()
            ? [.. paths, Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "jupyter")]
            : [.. paths, "/usr/local/share/jupyter", "/usr/share/jupyter"];
    }

    private static string User()
    {
        if (Environment.GetEnvironmentVariable("JUPYTER_DATA_DIR") is { Length: > 0 } set)
            return Path.GetFullPath(set);

        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (OperatingSystem.IsWindows())
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "jupyter");
        if (OperatingSystem.IsMacOS())
            return Path.Combine(home, "Library", "Jupyter");

        return Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } data
            ? Path.Combine(data, "jupyter")
            : Path.Combine(home, ".local", "share", "jupyter");
    }
}

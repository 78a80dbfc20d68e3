using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace GroupConv.Kernel.Cli;

/// <summary>Writes a kernelspec: kernel.json and logos.</summary>
internal static partial class KernelSpec
{
    private static readonly string[] Logos = ["logo-32x32.png", "logo-64x64.png", "logo-svg.svg"];
    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether a kernel name is valid for Jupyter.</summary>
    public static bool IsValidName(string name) => ValidName().IsMatch(name);

    /// <summary>Writes the folder atomically.</summary>
    /// <param name="kernels">The folder <c>kernels</c> of a data directory; created if missing.</param>
    /// <param name="name">The kernel's name.</param>
    /// <param name="log">The log file of the kernel, or null.</param>
    /// <returns>The folder.</returns>
    public static string Write(string kernels, string name, string? log)
    {
        Directory.CreateDirectory(kernels);
        string folder = Path.Combine(kernels, name);
        string made = Path.Combine(kernels, $".{name}.{Guid.NewGuid():N}.tmp");
        Directory.CreateDirectory(made);
        try
        {
            File.WriteAllText(Path.Combine(made, "kernel.json"), Json(log) + "\n");
            foreach (string logo in Logos)
            {
                using var resource = typeof(KernelSpec).Assembly.GetManifestResourceStream("logo/" + logo)!;
                using var file = File.Create(Path.Combine(made, logo));
                resource.CopyTo(file);
            }

            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            Directory.Move(made, folder);
            return folder;
        }
        catch
        {
            Directory.Delete(made, recursive: true);
            throw;
        }
    }

    private static string Json(string? log)
    {
        var spec = new Dictionary<string, object>
        {
            ["argv"] = (string[])[.. Program(), "jupyter", "kernel", .. log is null
                ? Array.Empty<string>() : ["--log", log], "{connection_file}"],
            ["display_name"] = "C# (GroupConv)",
            ["language"] = "C#",
            ["interrupt_mode"] = "message",
            ["metadata"] = new Dictionary<string, object> { ["debugger"] = false },
        };

        // The launcher of a .NET tool finds a runtime outside the default location by this variable.
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root)
            spec["env"] = new Dictionary<string, string> { ["DOTNET_ROOT"] = root };
        return JsonSerializer.Serialize(spec, Indented);
    }

    /// <summary>The command that starts this program: the tool's launcher, or dotnet with the path of the assembly.</summary>
    public static string[] Program()
    {
        string process = Environment.ProcessPath!;
        string name = Path.GetFileNameWithoutExtension(process);
        if (name == "groupconv")
            return [process];

        string dotnet = name == "dotnet"
            ? process
            : Path.GetFullPath(Path.Combine(
                RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        return [dotnet, typeof(KernelSpec).Assembly.Location];
    }

    // Names of dots alone would be the folder itself or its parent.
    [GeneratedRegex(@"\A(?!\.+\z)[A-Za-z0-9._-]+\z")]
    private static partial Regex ValidName();
}

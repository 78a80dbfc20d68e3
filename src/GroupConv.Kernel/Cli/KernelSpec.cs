using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace GroupConv.Kernel.Cli;

/// <summary>The folder that tells Jupyter how to start the kernel: kernel.json and logos.</summary>
internal static partial class KernelSpec
{
    private static readonly string[] Logos = ["logo-32x32.png", "logo-64x64.png", "logo-svg.svg"];
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether Jupyter takes a name.</summary>
    public static bool IsValidName(string name) => ValidName().IsMatch(name);

    /// <summary>Writes the folder: complete, or not at all.</summary>
    /// <param name="kernels">Jupyter's folder of kernels; made where it is missing.</param>
    /// <param name="name">The kernel's name.</param>
    /// <param name="log">The kernel's log, or null for none.</param>
    /// <returns>The folder.</returns>
    public static string Write(string kernels, string name, string? log)
    {
        Directory.CreateDirectory(kernels);
        var folder = Path.Combine(kernels, name);
        var made = Path.Combine(kernels, $".{name}.{Guid.NewGuid():N}.tmp");
        Directory.CreateDirectory(made);
        try
        {
            File.WriteAllText(Path.Combine(made, "kernel.json"), Json(log) + "\n");
            foreach (var logo in Logos)
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
            ["argv"] = (string[])[.. Program(), "jupyter", "kernel", .. log is null ? Array.Empty<string>() : ["--log", log], "{connection_file}"],
            ["display_name"] = "C# (GroupConv)",
            ["language"] = "C#",
            ["interrupt_mode"] = "message",
            ["metadata"] = new Dictionary<string, object> { ["debugger"] = false },
        };

        // The tool's launcher finds a .NET that is not in the usual place by this variable.
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root)
            spec["env"] = new Dictionary<string, string> { ["DOTNET_ROOT"] = root };
        return JsonSerializer.Serialize(spec, Indented);
    }

    /// <summary>How this program is started: by the tool's launcher where that runs it, else by dotnet and the assembly's path.</summary>
    public static string[] Program()
    {
        var process = Environment.ProcessPath!;
        var name = Path.GetFileNameWithoutExtension(process);
        if (name == "groupconv")
            return [process];

        var dotnet = name == "dotnet"
            ? process
            : Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        return [dotnet, typeof(KernelSpec).Assembly.Location];
    }

    // No name of dots alone: it would be the folder of all kernels, or the one above.
    [GeneratedRegex(@"\A(?!\.+\z)[A-Za-z0-9._-]+\z")]
    private static partial Regex ValidName();
}

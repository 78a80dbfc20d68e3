using System.Text.Json;

namespace GroupConv.Kernel.Cli;

/// <summary>An installed kernelspec.</summary>
/// <param name="Name">The kernel's name: the name of its folder.</param>
/// <param name="Folder">Its folder.</param>
/// <param name="Command">argv of kernel.json.</param>
/// <param name="Environment">env of kernel.json.</param>
/// <param name="InterruptMode">interrupt_mode of kernel.json: signal or message.</param>
/// <param name="Problem">Why kernel.json cannot be read, or null.</param>
internal sealed record InstalledSpec(
    string Name,
    string Folder,
    IReadOnlyList<string> Command,
    IReadOnlyDictionary<string, string> Environment,
    string InterruptMode,
    string? Problem)
{
    /// <summary>Whether it starts groupconv: this copy or another.</summary>
    public bool IsOurs => ProgramLength > 0;

    /// <summary>The part of <see cref="Command"/> before <c>jupyter kernel</c>.</summary>
    public IReadOnlyList<string> Program => [.. Command.Take(ProgramLength)];

    /// <summary>Whether it starts the running program.</summary>
    public bool StartsThis => IsOurs && Program.SequenceEqual(KernelSpec.Program(), StringComparer.Ordinal);

    private int ProgramLength => Command.Zip(Command.Skip(1)).ToList() is { Count: > 0 } pairs ? pairs.IndexOf(("jupyter", "kernel")) : 0;

    /// <summary>All kernelspecs in Jupyter's search order: the first of a name wins.</summary>
    /// <param name="data">Jupyter's data directories.</param>
    public static IReadOnlyList<InstalledSpec> Find(IEnumerable<string> data) =>
    [
        .. data.Distinct(StringComparer.Ordinal)
            .Select(path => Path.Combine(path, "kernels"))
            .Where(Directory.Exists)
            .SelectMany(path => Directory.GetDirectories(path).Order(StringComparer.Ordinal))
            .Where(folder => File.Exists(Path.Combine(folder, "kernel.json")))
            .Select(Read),
    ];

    /// <summary>Reads a kernelspec.</summary>
    /// <param name="folder">Its folder.</param>
    public static InstalledSpec Read(string folder)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "kernel.json")));
            var root = json.RootElement;
            var environment = root.TryGetProperty("env", out var env)
                ? env.EnumerateObject().ToDictionary(e => e.Name, e => e.Value.GetString()!, StringComparer.Ordinal)
                : [];
            return new InstalledSpec(
                name,
                folder,
                [.. root.GetProperty("argv").EnumerateArray().Select(word => word.GetString()!)],
                environment,
                root.TryGetProperty("interrupt_mode", out var mode) ? mode.GetString()! : "signal",
                null);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException
            or IOException or UnauthorizedAccessException)
        {
            return new InstalledSpec(name, folder, [], new Dictionary<string, string>(), "", e is KeyNotFoundException
                ? "it has no argv" : e.Message);
        }
    }
}

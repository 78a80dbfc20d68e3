using System.Text.Json;

namespace GroupConv.Kernel.Cli;

/// <summary>A kernelspec on the disk.</summary>
/// <param name="Name">Its folder's name, which notebooks carry.</param>
/// <param name="Folder">Its folder.</param>
/// <param name="Command">What starts the kernel: argv.</param>
/// <param name="Environment">Variables that are set for it.</param>
/// <param name="InterruptMode">How Jupyter interrupts it.</param>
/// <param name="Problem">Why kernel.json cannot be read, or null.</param>
internal sealed record InstalledSpec(
    string Name,
    string Folder,
    IReadOnlyList<string> Command,
    IReadOnlyDictionary<string, string> Environment,
    string InterruptMode,
    string? Problem)
{
    /// <summary>Whether it starts a groupconv, this or another.</summary>
    public bool IsOurs => ProgramLength > 0;

    /// <summary>The words of <see cref="Command"/> that name the program, before <c>jupyter kernel</c>.</summary>
    public IReadOnlyList<string> Program => [.. Command.Take(ProgramLength)];

    /// <summary>Whether it starts the very program that runs now.</summary>
    public bool StartsThis => IsOurs && Program.SequenceEqual(KernelSpec.Program(), StringComparer.Ordinal);

    private int ProgramLength => Command.Zip(Command.Skip(1)).ToList() is { Count: > 0 } pairs ? pairs.IndexOf(("jupyter", "kernel")) : 0;

    /// <summary>All kernelspecs, in the order in which Jupyter looks for them: of one name, the first is used.</summary>
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
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
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
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            return new InstalledSpec(name, folder, [], new Dictionary<string, string>(), "", e is KeyNotFoundException ? "it has no argv" : e.Message);
        }
    }
}

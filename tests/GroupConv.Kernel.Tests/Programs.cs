using System.Diagnostics;

namespace GroupConv.Kernel.Tests;

/// <summary>Runs programs to their end.</summary>
internal static class Programs
{
    // A machine that also builds and tests something else packs the tool in ten minutes.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    internal static string KernelAssembly { get; } = Path.Combine(AppContext.BaseDirectory, "GroupConv.Kernel.dll");

    internal static Task<Ran> GroupConv(params string[] arguments) => Run("dotnet", [KernelAssembly, .. arguments]);

    internal static async Task<Ran> Run(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null,
        string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? AppContext.BaseDirectory,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new Ran(process.ExitCode, await output, await error);
    }

    /// <summary>A program that ended.</summary>
    internal sealed record Ran(int ExitCode, string Output, string Error);
}

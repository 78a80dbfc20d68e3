using System.Diagnostics;

namespace GroupConv.Notebook.Tests;

/// <summary>Runs programs to their end, and ends those that do not.</summary>
internal static class Programs
{
    internal sealed record Finished(int ExitCode, string Output, string Error)
    {
        internal Finished Succeeded()
        {
            Assert.True(ExitCode == 0, $"exit code {ExitCode}\n{Output}\n{Error}");
            return this;
        }
    }

    /// <summary>Runs our command line as it was built.</summary>
    internal static Task<Finished> GroupConv(params string[] arguments) => GroupConv(arguments, null);

    /// <summary>Runs our command line as it was built, with environment variables besides ours.</summary>
    internal static Task<Finished> GroupConv(string[] arguments, IReadOnlyDictionary<string, string>? environment) =>
        Run("dotnet", [Path.Combine(AppContext.BaseDirectory, "GroupConv.Kernel.dll"), .. arguments], environment);

    internal static async Task<Finished> Run(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null,
        TimeSpan? limit = null)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Repository.Root,
        };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var late = new CancellationTokenSource(limit ?? TimeSpan.FromMinutes(20));
        try
        {
            await process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)} did not end in time.\n{await output}\n{await error}");
        }

        return new Finished(process.ExitCode, await output, await error);
    }
}

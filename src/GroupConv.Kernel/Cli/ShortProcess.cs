using System.ComponentModel;
using System.Diagnostics;
using GroupConv.Kernel.Scripting.Execution;

namespace GroupConv.Kernel.Cli;

/// <summary>The result of a short run of a program.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
internal sealed record ShortProcess(int ExitCode, string Output, string Error)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    /// <summary>The last non-empty line of stderr, or of stdout if stderr is empty; stack frames are skipped.</summary>
    public string LastError =>
        (Error.Trim().Length > 0 ? Error : Output).Split('\n').Select(line => line.Trim())
            .LastOrDefault(line => line.Length > 0 && !line.StartsWith("at ", StringComparison.Ordinal)) ?? "";

    /// <summary>Runs a program and waits for its end; kills it after 20 s, on a busy machine later.</summary>
    /// <param name="program">A path, or a name that is looked up on the PATH.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Environment variables to set.</param>
    /// <returns>Null if it cannot be started.</returns>
    public static ShortProcess? Run(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(
            program, arguments)
        { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            var patience = Patience.For(process, Limit);
            while (!process.WaitForExit(Step))
            {
                if (!patience.IsOver)
                    continue;
                process.Kill(entireProcessTree: true);
                process.WaitForExit();
                return new ShortProcess(-1, "", $"did not end within {Limit.TotalSeconds:F0} s");
            }

            return new ShortProcess(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}

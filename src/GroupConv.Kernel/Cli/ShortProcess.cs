using System.ComponentModel;
using System.Diagnostics;

namespace GroupConv.Kernel.Cli;

/// <summary>A program that ended soon.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it wrote.</param>
/// <param name="Error">What it wrote to its error output.</param>
internal sealed record ShortProcess(int ExitCode, string Output, string Error)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>The last line that says anything, of the error output or else of the output; frames of a stack trace say nothing.</summary>
    public string LastError =>
        (Error.Trim().Length > 0 ? Error : Output).Split('\n').Select(line => line.Trim()).LastOrDefault(line => line.Length > 0 && !line.StartsWith("at ", StringComparison.Ordinal)) ?? "";

    /// <summary>Runs a program to its end; one that takes longer than 20 s is ended.</summary>
    /// <param name="program">The program, looked for on the PATH where it is no path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables to set.</param>
    /// <returns>Null where it cannot be started.</returns>
    public static ShortProcess? Run(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit();
                return new ShortProcess(-1, "", $"did not end within {Patience.TotalSeconds:F0} s");
            }

            return new ShortProcess(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}

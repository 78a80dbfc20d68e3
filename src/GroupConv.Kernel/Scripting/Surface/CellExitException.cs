using System.Globalization;

namespace GroupConv.Kernel.Scripting.Surface;

/// <summary>A cell called <see cref="Environment.Exit"/>: the cell ends, the session goes on.</summary>
/// <param name="exitCode">The exit code.</param>
public sealed class CellExitException(int exitCode) : Exception(string.Create(
    CultureInfo.InvariantCulture,
    $"Environment.Exit({exitCode}) ended this cell. The notebook goes on with its variables; to end it, shut the kernel down."))
{
    /// <summary>The exit code.</summary>
    public int ExitCode => exitCode;
}

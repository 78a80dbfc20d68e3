using System.Globalization;

namespace GroupConv.Kernel.Scripting.Surface;

/// <summary>A cell called <see cref="Environment.Exit"/>: it ends, and the notebook goes on.</summary>
/// <param name="exitCode">What it called it with.</param>
public sealed class CellExitException(int exitCode) : Exception(string.Create(
    CultureInfo.InvariantCulture,
    $"Environment.Exit({exitCode}) ended this cell. The notebook goes on with its variables; to end it, shut the kernel down."))
{
    /// <summary>What it called it with.</summary>
    public int ExitCode => exitCode;
}

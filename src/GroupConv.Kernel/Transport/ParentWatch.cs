using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace GroupConv.Kernel.Transport;

/// <summary>Notices that the process which started the kernel has ended, so that no kernel outlives its Jupyter.</summary>
internal static partial class ParentWatch
{
    /// <summary>
    /// Calls back once the process that <c>JPY_PARENT_PID</c> names has ended. Without that variable Jupyter wants the kernel to live on
    /// alone, and nothing is watched.
    /// </summary>
    /// <param name="ended">What to do then.</param>
    /// <returns>The watch, or null.</returns>
    public static Timer? Start(Action ended)
    {
        if (!int.TryParse(Environment.GetEnvironmentVariable("JPY_PARENT_PID"), NumberStyles.None, CultureInfo.InvariantCulture, out var parent)
            || OperatingSystem.IsWindows())
        {
            return null;
        }

        // A parent that died but was never reaped still has an entry in the process table: a changed parent of ours shows it at once.
        var isOurs = ParentId() == parent;
        return new Timer(_ =>
        {
            if (isOurs ? ParentId() != parent : !IsAlive(parent))
                ended();
        }, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    private static bool IsAlive(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "getppid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ParentId();
}

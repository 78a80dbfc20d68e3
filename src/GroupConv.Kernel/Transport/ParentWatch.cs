using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace GroupConv.Kernel.Transport;

/// <summary>Notices that the process which started this one has ended, so that no kernel outlives its Jupyter.</summary>
internal static partial class ParentWatch
{
    /// <summary>
    /// Calls back once the process that <c>JPY_PARENT_PID</c> names has ended. Without that variable Jupyter wants the kernel to live on
    /// alone, and nothing is watched.
    /// </summary>
    /// <param name="ended">What to do then.</param>
    /// <returns>The watch, or null.</returns>
    public static Timer? Start(Action ended) => Start(Environment.GetEnvironmentVariable("JPY_PARENT_PID"), ended);

    /// <summary>Calls back once a process has ended.</summary>
    /// <param name="parentId">Its id; nothing is watched where this is none.</param>
    /// <param name="ended">What to do then.</param>
    /// <returns>The watch, or null.</returns>
    public static Timer? Start(string? parentId, Action ended)
    {
        if (!int.TryParse(parentId, NumberStyles.None, CultureInfo.InvariantCulture, out var parent) || OperatingSystem.IsWindows())
            return null;

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

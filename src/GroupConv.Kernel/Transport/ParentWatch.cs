using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace GroupConv.Kernel.Transport;

/// <summary>Detects the end of the parent process, so that no kernel outlives its Jupyter server.</summary>
internal static partial class ParentWatch
{
    /// <summary>
    /// Calls back when the process in <c>JPY_PARENT_PID</c> has ended. Without that variable Jupyter wants the kernel to survive, and
    /// nothing is watched.
    /// </summary>
    /// <param name="ended">What to do then.</param>
    /// <returns>The watch, or null.</returns>
    public static Timer? Start(Action ended) => Start(Environment.GetEnvironmentVariable("JPY_PARENT_PID"), ended);

    /// <summary>Calls back when a process has ended.</summary>
    /// <param name="parentId">Its id; nothing is watched if it is not a number.</param>
    /// <param name="ended">What to do then.</param>
    /// <returns>The watch, or null.</returns>
    public static Timer? Start(string? parentId, Action ended)
    {
        if (!int.TryParse(parentId, NumberStyles.None, CultureInfo.InvariantCulture, out int parent) || OperatingSystem.IsWindows())
            return null;

        // A zombie still has an entry in the process table: a changed parent id shows its end at once.
        bool isOurs = ParentId() == parent;
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

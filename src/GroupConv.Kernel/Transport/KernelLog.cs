using System.Globalization;
using System.Text;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Transport;

/// <summary>
/// An opt-in log of the messages of a kernel, for debugging. It never contains keys, signatures, code or output. Thread-safe.
/// </summary>
internal sealed class KernelLog : IDisposable
{
    private const long Largest = 64L * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly StreamWriter? _file;
    private long _left = Largest;

    private KernelLog(StreamWriter? file) => _file = file;

    /// <summary>A log that is off.</summary>
    public static KernelLog None { get; } = new(null);

    /// <summary>Opens a log and appends to it.</summary>
    /// <param name="path">The file; it is created for its owner alone.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static KernelLog Open(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new KernelLog(new StreamWriter(
            path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), options)
        { AutoFlush = true });
    }

    /// <summary>Writes a line.</summary>
    /// <param name="text">The text.</param>
    public void Write(string text)
    {
        if (_file is null)
            return;

        string line = string.Create(CultureInfo.InvariantCulture,
            $"{DateTime.UtcNow:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {Environment.ProcessId} {text.ReplaceLineEndings(" ")}");
        lock (_lock)
        {
            if (_left < 0)
                return;

            _left -= line.Length;
            try
            {
                _file.WriteLine(_left < 0 ? "The log is full." : line);
            }
            catch (IOException e)
            {
                // A full disk must not end the kernel.
                _left = -1;
                ConsoleRedirect.Error.WriteLine($"groupconv: the log ends here: {e.Message}");
            }
        }
    }

    /// <summary>Writes a line about a message.</summary>
    /// <param name="direction">in or out.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="type">The message type.</param>
    /// <param name="bytes">Its total size.</param>
    public void Message(string direction, Channel channel, string type, long bytes)
    {
        if (_file is not null)
            Write(string.Create(CultureInfo.InvariantCulture, $"{direction} {channel.ToString().ToLowerInvariant()} {type} {bytes} bytes"));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
            _file?.Dispose();
    }
}

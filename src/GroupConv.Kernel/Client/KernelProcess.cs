using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GroupConv.Kernel.Protocol;
using GroupConv.Kernel.Scripting.Execution;
using NetMQ;
using NetMQ.Sockets;

namespace GroupConv.Kernel.Client;

/// <summary>Starts a kernel as Jupyter does and acts as its front end, for the doctor and the benchmarks. Not thread-safe.</summary>
internal sealed class KernelProcess : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("groupconv-probe-").FullName;
    private readonly Wire _wire;
    private readonly DealerSocket _shell = new();
    private readonly DealerSocket _control = new();
    private readonly SubscriberSocket _iopub = new();
    private readonly StringBuilder _errors = new();

    private KernelProcess(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment)
    {
        int[] ports = FreePorts(5);
        string key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        string file = Path.Combine(_folder, "connection.json");
        WriteConnectionFile(file, ports, key);
        _wire = new Wire(new MessageSigner(key), Guid.NewGuid().ToString("N"));

        var words = command.Select(word => word.Replace("{connection_file}", file, StringComparison.Ordinal)).ToList();
        var start = new ProcessStartInfo(
            words[0], words[1..])
        { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = _folder };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        try
        {
            Process = Process.Start(start)!;
        }
        catch
        {
            Directory.Delete(_folder, recursive: true);
            throw;
        }

        Process.ErrorDataReceived += (_, e) => Note(e.Data);
        Process.OutputDataReceived += (_, e) => Note(e.Data);
        Process.BeginErrorReadLine();
        Process.BeginOutputReadLine();

        _shell.Connect($"tcp://127.0.0.1:{ports[0]}");
        _control.Connect($"tcp://127.0.0.1:{ports[1]}");
        _iopub.Connect($"tcp://127.0.0.1:{ports[2]}");
        _iopub.SubscribeToAnyTopic();
    }

    /// <summary>The process.</summary>
    public Process Process { get; }

    /// <summary>Its standard output and standard error.</summary>
    public string Said
    {
        get
        {
            lock (_errors)
                return _errors.ToString().Trim();
        }
    }

    /// <summary>Starts a kernel.</summary>
    /// <param name="command">The kernelspec's argv.</param>
    /// <param name="environment">The kernelspec's env.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public static KernelProcess Start(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment) =>
        new(command, environment);

    /// <summary>Sends a request and waits for the reply.</summary>
    /// <param name="type">The request.</param>
    /// <param name="content">What it says.</param>
    /// <param name="patience">How long to wait; longer where a busy machine keeps the kernel from its work.</param>
    /// <param name="control">Send on control instead of shell.</param>
    /// <exception cref="TimeoutException">No reply came, or the kernel ended.</exception>
    public Message Request(string type, object content, TimeSpan patience, bool control = false)
    {
        var wait = Patience.For(Process, patience);
        return Next(control ? _control : _shell, Send(type, content, control), () => wait.IsOver);
    }

    /// <summary>Runs a cell and waits for the execute_reply.</summary>
    /// <param name="code">Its text.</param>
    /// <param name="patience">How long to wait.</param>
    /// <exception cref="TimeoutException">No reply came, or the kernel ended.</exception>
    public Message Execute(string code, TimeSpan patience) =>
        Request("execute_request", Cell(code), patience);

    /// <summary>The content of an execute_request.</summary>
    /// <param name="code">The cell's text.</param>
    public static object Cell(string code) =>
        new
        {
            Code = code,
            Silent = false,
            StoreHistory = true,
            UserExpressions = new Dictionary<string, string>(),
            AllowStdin = false,
            StopOnError = true
        };

    /// <summary>Waits for the reply to a request on shell.</summary>
    /// <param name="id">The request's id.</param>
    /// <param name="patience">How long to wait.</param>
    /// <returns>Null if it did not arrive in time.</returns>
    public Message? TryReply(string id, TimeSpan patience)
    {
        try
        {
            var watch = Stopwatch.StartNew();
            return Next(_shell, id, () => watch.Elapsed >= patience);
        }
        catch (TimeoutException) when (!Process.HasExited)
        {
            return null;
        }
    }

    /// <summary>Sends a request without waiting.</summary>
    /// <param name="type">The request.</param>
    /// <param name="content">What it says.</param>
    /// <param name="control">Send on control instead of shell.</param>
    /// <returns>The request's id.</returns>
    public string Send(string type, object content, bool control = false)
    {
        var frames = _wire.Encode([], type, null, content);
        using var header = JsonDocument.Parse(frames[2]);
        (control ? _control : _shell).SendMultipartBytes(frames);
        return header.RootElement.GetProperty("msg_id").GetString()!;
    }

    /// <summary>Reads and discards the iopub messages so far.</summary>
    /// <returns>The number of messages.</returns>
    public int Drain()
    {
        int count = 0;
        NetMQMessage? message = null;
        for (; _iopub.TryReceiveMultipartMessage(ref message); count++)
        {
        }

        return count;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!Process.HasExited)
        {
            Process.Kill(entireProcessTree: true);
            Process.WaitForExit();
        }

        Process.Dispose();
        foreach (var socket in new NetMQSocket[] { _shell, _control, _iopub })
            socket.Options.Linger = TimeSpan.Zero;
        _shell.Dispose();
        _control.Dispose();
        _iopub.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private Message Next(DealerSocket socket, string id, Func<bool> isLate)
    {
        var watch = Stopwatch.StartNew();
        while (!isLate())
        {
            NetMQMessage? received = null;
            if (!socket.TryReceiveMultipartMessage(TimeSpan.FromMilliseconds(20), ref received))
            {
                if (Process.HasExited)
                    throw new TimeoutException($"The kernel ended with exit code {Process.ExitCode}.");
                continue;
            }

            var frames = received!.Select(frame => frame.ToByteArray()).ToList();
            if (_wire.TryDecode(frames, out var message, out _) && Parent(frames, message) == id)
                return message;
        }

        throw new TimeoutException($"No answer came in {watch.Elapsed.TotalSeconds:F0} s.");
    }

    private static string? Parent(List<byte[]> frames, Message message)
    {
        using var parent = JsonDocument.Parse(frames[message.Identities.Count + 3]);
        return parent.RootElement.TryGetProperty("msg_id", out var id) ? id.GetString() : null;
    }

    private void Note(string? line)
    {
        lock (_errors)
            _errors.AppendLine(line);
    }

    private static void WriteConnectionFile(string path, int[] ports, string key)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        JsonSerializer.Serialize(file, new Dictionary<string, object>
        {
            ["transport"] = "tcp",
            ["ip"] = "127.0.0.1",
            ["shell_port"] = ports[0],
            ["control_port"] = ports[1],
            ["iopub_port"] = ports[2],
            ["stdin_port"] = ports[3],
            ["hb_port"] = ports[4],
            ["key"] = key,
            ["signature_scheme"] = "hmac-sha256",
        });
    }

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        try
        {
            listeners.ForEach(listener => listener.Start());
            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            listeners.ForEach(listener => listener.Dispose());
        }
    }
}

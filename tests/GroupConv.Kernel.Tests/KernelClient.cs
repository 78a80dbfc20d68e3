using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NetMQ;
using NetMQ.Sockets;

namespace GroupConv.Kernel.Tests;

/// <summary>
/// A front end: starts the real kernel with a connection file and free ports, and speaks the protocol with code of its own.
/// </summary>
public sealed class KernelClient : IDisposable
{
    /// <summary>How long to wait for what must come. Minutes, so that a busy machine fails no test.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    internal const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string Key = "a-key-for-tests";

    private readonly byte[] _identity = Guid.NewGuid().ToByteArray();
    private readonly TemporaryFolder? _folder;
    private readonly DealerSocket _shell = new();
    private readonly DealerSocket _control = new();
    private readonly DealerSocket _stdin = new();
    private readonly SubscriberSocket _iopub = new();
    private readonly RequestSocket _heartbeat = new();
    private readonly StringBuilder _errors = new();

    public KernelClient()
        : this(environment: null)
    {
    }

    internal KernelClient(Dictionary<string, string>? environment, string[]? arguments = null, bool openToOthers = false,
        string ip = "127.0.0.1", bool stdinComesLate = false, bool hearsSigint = false)
    {
        Ports = FreePorts(5);
        _folder = new TemporaryFolder();
        ConnectionFile = _folder.Write("connection.json", new JsonObject
        {
            ["transport"] = "tcp",
            ["ip"] = ip,
            ["shell_port"] = Ports[0],
            ["control_port"] = Ports[1],
            ["iopub_port"] = Ports[2],
            ["stdin_port"] = Ports[3],
            ["hb_port"] = Ports[4],
            ["key"] = Key,
            ["signature_scheme"] = "hmac-sha256",
        }.ToJsonString());
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(ConnectionFile, openToOthers ? Private | UnixFileMode.OtherRead : Private);

        // What is started in the background of a script ignores SIGINT, and so does all that it starts.
        string[] program = hearsSigint ? ["env", "--default-signal=INT", "dotnet"] : ["dotnet"];
        string[] words = [.. program[1..], Programs.KernelAssembly, "jupyter", "kernel", .. arguments ?? [], ConnectionFile];
        var start = new ProcessStartInfo(program[0], words) { RedirectStandardError = true, WorkingDirectory = _folder.Path };
        foreach (var (name, value) in environment ?? [])
            start.Environment[name] = value;
        Process = Process.Start(start)!;
        Process.ErrorDataReceived += (_, e) =>
        {
            lock (_errors)
                _errors.AppendLine(e.Data);
        };
        Process.BeginErrorReadLine();
        Connect(stdinComesLate);
    }

    /// <summary>One more front end of a kernel that runs.</summary>
    private KernelClient(KernelClient first)
    {
        (Ports, Process, ConnectionFile) = (first.Ports, first.Process, first.ConnectionFile);
        Connect();
    }

    private void Connect(bool stdinComesLate = false)
    {
        Connect(_shell, _identity, Ports[0]);
        Connect(_control, _identity, Ports[1]);
        if (!stdinComesLate)
            ConnectStdin();
        _iopub.Connect($"tcp://127.0.0.1:{Ports[2]}");
        _iopub.SubscribeToAnyTopic();
        _heartbeat.Connect($"tcp://127.0.0.1:{Ports[4]}");
        WaitUntilReady();
    }

    internal void ConnectStdin() => Connect(_stdin, _identity, Ports[3]);

    /// <summary>The kernel's current folder.</summary>
    internal string Folder => _folder!.Path;

    internal int[] Ports { get; }

    internal string ConnectionFile { get; }

    internal KernelClient Join() => new(this);

    /// <summary>A front end that is there and reads nothing.</summary>
    internal IDisposable Deaf()
    {
        var deaf = new SubscriberSocket();
        deaf.Options.ReceiveHighWatermark = 1;
        deaf.Options.Linger = TimeSpan.Zero;
        deaf.Connect($"tcp://127.0.0.1:{Ports[2]}");
        deaf.SubscribeToAnyTopic();
        NetMQMessage? first = null;
        Until(
            () =>
            {
                Send("kernel_info_request", new { });
                return deaf.TryReceiveMultipartMessage(TimeSpan.FromMilliseconds(50), ref first);
            },
            "a subscription");
        return deaf;
    }

    internal Process Process { get; }

    internal string Errors
    {
        get
        {
            lock (_errors)
                return _errors.ToString();
        }
    }

    /// <summary>Sends a request; gives its id.</summary>
    internal string Send(string type, object content, bool control = false, string key = Key)
    {
        string id = Guid.NewGuid().ToString("N");
        (control ? _control : _shell).SendMultipartMessage(new NetMQMessage(Frames(id, type, content, key)));
        return id;
    }

    internal void SendRaw(params byte[][] frames) => _shell.SendMultipartMessage(new NetMQMessage(frames));

    /// <summary>A message; of a content that is bytes already, these bytes.</summary>
    internal static List<byte[]> Frames(string id, string type, object content, string key = Key)
    {
        byte[] header = JsonSerializer.SerializeToUtf8Bytes(
            new { msg_id = id, session = "tests", username = "tester", date = "2026-01-01T00:00:00Z", msg_type = type, version = "5.3" });
        byte[] empty = "{}"u8.ToArray();
        byte[] body = content as byte[] ?? JsonSerializer.SerializeToUtf8Bytes(content);
        string signature = Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), (byte[])[.. header, .. empty, .. empty, .. body]));
        return ["<IDS|MSG>"u8.ToArray(), Encoding.ASCII.GetBytes(signature), header, empty, empty, body];
    }

    /// <summary>The reply to a request.</summary>
    internal Received Reply(string id, bool control = false) =>
        Next(control ? _control : _shell, m => m.ParentId == id) ?? throw Late("a reply");

    /// <summary>
    /// The parent of the next reply on shell. Replies keep the order of their requests, so nothing before it was answered.
    /// </summary>
    internal string? NextReplied(string request)
    {
        Send(request, new { });
        return (Next(_shell, _ => true) ?? throw Late("a reply")).Type;
    }

    /// <summary>Asks, and waits for the reply and for idle.</summary>
    internal Received Ask(string type, object content, bool control = false) => AskAll(type, content, control).Reply;

    internal Run AskAll(string type, object content, bool control = false)
    {
        string id = Send(type, content, control);
        var reply = Reply(id, control);
        return new Run(reply, Published(id));
    }

    /// <summary>Runs a cell.</summary>
    internal Run Execute(string code, bool silent = false, bool storeHistory = true, bool allowStdin = false, object? expressions = null) =>
        AskAll("execute_request", Cell(code, silent, storeHistory, allowStdin, expressions));

    internal static object Cell(string code, bool silent = false, bool storeHistory = true, bool allowStdin = false,
        object? expressions = null) =>
        new
        {
            code,
            silent,
            store_history = storeHistory,
            user_expressions = expressions ?? new { },
            allow_stdin = allowStdin,
            stop_on_error = true,
        };

    /// <summary>What was published for a request, until idle.</summary>
    internal List<Received> Published(string id)
    {
        var all = new List<Received>();
        while (true)
        {
            var message = Next(_iopub, m => m.ParentId == id) ?? throw Late("idle");
            all.Add(message);
            if (message.Type == "status" && message.Text("execution_state") == "idle")
                return all;
        }
    }

    /// <summary>The next message on iopub for a request, or null if none comes within a time.</summary>
    internal Received? TryPublished(string id, TimeSpan patience) => Next(_iopub, m => m.ParentId == id, patience);

    /// <summary>The next message on iopub for a request.</summary>
    internal Received NextPublished(string id, string type) => Next(_iopub, m => m.ParentId == id && m.Type == type) ?? throw Late(type);

    internal Received InputRequest() => Next(_stdin, m => m.Type == "input_request") ?? throw Late("input_request");

    internal void Answer(string value) =>
        _stdin.SendMultipartMessage(new NetMQMessage(Frames(Guid.NewGuid().ToString("N"), "input_reply", new { value })));

    internal byte[] Beat(byte[] data)
    {
        _heartbeat.SendFrame(data);
        Assert.True(_heartbeat.TryReceiveFrameBytes(Patience, out byte[]? echo), "no heartbeat");
        return echo!;
    }

    internal bool Ends() => Process.WaitForExit(Patience);

    /// <summary>Waits until something holds.</summary>
    internal void Until(Func<bool> holds, string what)
    {
        for (var watch = Stopwatch.StartNew(); !holds(); Thread.Sleep(1))
        {
            if (watch.Elapsed > Patience)
                throw Late(what);
        }
    }

    public void Dispose()
    {
        if (_folder is not null)
        {
            End();

            Process.Dispose();
        }

        foreach (var socket in new NetMQSocket[] { _shell, _control, _stdin, _iopub, _heartbeat })
            socket.Options.Linger = TimeSpan.Zero;
        _shell.Dispose();
        _control.Dispose();
        _stdin.Dispose();
        _iopub.Dispose();
        _heartbeat.Dispose();
        _folder?.Dispose();
    }

    /// <summary>Asks the kernel to end, so that a measurement of coverage is written, and kills one that does not.</summary>
    private void End()
    {
        if (Process.HasExited)
            return;

        Send("shutdown_request", new { restart = false }, control: true);
        if (Process.WaitForExit(TimeSpan.FromSeconds(20)))
            return;

        Process.Kill();
        Process.WaitForExit();
    }

    private static void Connect(DealerSocket socket, byte[] identity, int port)
    {
        socket.Options.Identity = identity;
        socket.Connect($"tcp://127.0.0.1:{port}");
    }

    private Received? Next(NetMQSocket socket, Func<Received, bool> wanted, TimeSpan? patience = null)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < (patience ?? Patience))
        {
            NetMQMessage? frames = null;
            if (!socket.TryReceiveMultipartMessage(TimeSpan.FromMilliseconds(50), ref frames))
            {
                if (Process.HasExited && !socket.HasIn)
                    return null;
                continue;
            }

            var message = Received.Of([.. frames!.Select(f => f.ToByteArray())], Key);
            if (wanted(message))
                return message;
        }

        return null;
    }

    /// <summary>Subscriptions need a moment: asks until an answer is published, too.</summary>
    private void WaitUntilReady()
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Patience && !Process.HasExited)
        {
            string id = Send("kernel_info_request", new { });
            if (Next(_shell, m => m.ParentId == id) is not null
                && Next(_iopub, m => m.ParentId == id && m.Text("execution_state") == "idle", TimeSpan.FromSeconds(1)) is not null)
            {
                return;
            }
        }

        throw Late("a kernel");
    }

    private InvalidOperationException Late(string what) => new($"{what} did not come. The kernel said: {Errors}");

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(l => l.Start());
        int[] ports = listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port).ToArray();
        listeners.ForEach(l => l.Dispose());
        return ports;
    }
}

/// <summary>Tests that share a kernel, one after another: a kernel takes seconds to start.</summary>
[CollectionDefinition(SharedKernel.Cells)]
public sealed class SharedKernel : ICollectionFixture<KernelClient>
{
    /// <summary>The kernel of tests that run well-behaved cells.</summary>
    public const string Cells = "the kernel of cells";

    /// <summary>The kernel of tests that treat it badly.</summary>
    public const string Hardship = "the kernel of hardship";
}

/// <inheritdoc cref="SharedKernel"/>
[CollectionDefinition(SharedKernel.Hardship)]
public sealed class SharedKernelOfHardship : ICollectionFixture<KernelClient>;

/// <summary>A message from the kernel, its signature checked.</summary>
internal sealed record Received(string Type, string? ParentId, JsonNode Header, JsonNode Content)
{
    internal string Text(string name) => Content[name]?.GetValue<string>() ?? "";

    internal string Data(string mime) => Content["data"]?[mime]?.GetValue<string>() ?? "";

    internal static Received Of(IReadOnlyList<byte[]> frames, string key)
    {
        int at = Enumerable.Range(0, frames.Count).First(i => frames[i].AsSpan().SequenceEqual("<IDS|MSG>"u8));
        byte[] signed = [.. frames[at + 2], .. frames[at + 3], .. frames[at + 4], .. frames[at + 5]];
        Assert.Equal(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), signed)),
            Encoding.ASCII.GetString(frames[at + 1]));
        var header = JsonNode.Parse(frames[at + 2])!;
        return new Received(
            header["msg_type"]!.GetValue<string>(),
            JsonNode.Parse(frames[at + 3])!["msg_id"]?.GetValue<string>(),
            header,
            JsonNode.Parse(frames[at + 5])!);
    }
}

/// <summary>A request that was answered.</summary>
internal sealed record Run(Received Reply, IReadOnlyList<Received> Published)
{
    internal string Status => Reply.Text("status");

    internal IEnumerable<Received> Outputs => Published.Where(m => m.Type is not ("status" or "execute_input"));

    internal Received Only(string type) => Assert.Single(Outputs, m => m.Type == type);

    /// <summary>The result's text.</summary>
    internal string Result => Only("execute_result").Data("text/plain");

    internal string Stream(string name) =>
        string.Concat(Outputs.Where(m => m.Type == "stream" && m.Text("name") == name).Select(m => m.Text("text")));

    internal Received Error => Only("error");
}

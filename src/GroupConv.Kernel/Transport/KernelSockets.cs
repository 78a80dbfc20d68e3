using GroupConv.Kernel.Protocol;
using NetMQ;
using NetMQ.Sockets;

namespace GroupConv.Kernel.Transport;

/// <summary>The kernel's five ZeroMQ sockets. One thread owns them all and never waits for anything else; sends are handed to it.</summary>
internal sealed class KernelSockets : IDisposable
{
    /// <summary>
    /// Larger frames end the connection that sends them: before their memory is taken, and before anyone has shown a key.
    /// </summary>
    private const long LargestFrame = 64 * 1024 * 1024;

    /// <summary>A message of more frames is dropped.</summary>
    private const int MostFrames = 256;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(50);
    private const int MostRetries = 2400;

    // Jupyter kills a kernel that has not ended five seconds after it was told to.
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(3);

    private static readonly CountedFrames Frames = new();

    private readonly RouterSocket _shell = new();
    private readonly RouterSocket _control = new();
    private readonly RouterSocket _stdin = new();
    private readonly RouterSocket _heartbeat = new();
    private readonly PublisherSocket _iopub = new();
    private readonly NetMQQueue<(NetMQSocket? Socket, IReadOnlyList<byte[]> Frames, ManualResetEventSlim? Sent)> _outbox = new();
    private readonly Action<Channel, IReadOnlyList<byte[]>> _received;
    private readonly NetMQPoller _poller = [];
    private readonly NetMQTimer _retry = new(RetryAfter) { Enable = false };
    private readonly Lock _lock = new();
    private bool _closed;
    private long _queued;

    // On the sockets' thread: a question that its front end could not be reached with yet.
    private IReadOnlyList<byte[]>? _question;
    private int _retries;

    /// <summary>Binds the sockets.</summary>
    /// <param name="connection">Where.</param>
    /// <param name="received">Takes each message's frames, on the sockets' thread; must not wait.</param>
    /// <exception cref="ProtocolException">An address cannot be bound.</exception>
    public KernelSockets(ConnectionFile connection, Action<Channel, IReadOnlyList<byte[]>> received)
    {
        BufferPool.SetCustomBufferPool(Frames);
        _received = received;
        Bind(_shell, connection.Ip, connection.ShellPort);
        Bind(_control, connection.Ip, connection.ControlPort);
        Bind(_stdin, connection.Ip, connection.StdinPort);
        Bind(_heartbeat, connection.Ip, connection.HeartbeatPort);
        Bind(_iopub, connection.Ip, connection.IopubPort);

        _shell.ReceiveReady += (_, _) => Receive(Channel.Shell, _shell);
        _control.ReceiveReady += (_, _) => Receive(Channel.Control, _control);
        _stdin.ReceiveReady += (_, _) => Receive(Channel.Stdin, _stdin);
        _heartbeat.ReceiveReady += (_, _) => Echo();
        _outbox.ReceiveReady += (_, _) => SendWaiting();

        _retry.Elapsed += (_, _) => AskAgain();

        // ZeroMQ would silently drop an unroutable message, and the cell would wait for its answer.
        _stdin.Options.RouterMandatory = true;

        foreach (var socket in new NetMQSocket[] { _shell, _control, _stdin, _heartbeat, _iopub })
            _poller.Add(socket);
        _poller.Add(_retry);
        _poller.Add(_outbox);
    }

    /// <summary>The bytes sent that clients have not read yet.</summary>
    public long Waiting => Volatile.Read(ref _queued) + Frames.Bytes;

    /// <summary>Starts to receive.</summary>
    public void Start() => _poller.RunAsync("GroupConv sockets");

    /// <summary>Queues a message, from any thread; messages are sent in the order of the calls. Ignored after the end.</summary>
    /// <param name="channel">The socket.</param>
    /// <param name="frames">The frames.</param>
    public void Send(Channel channel, IReadOnlyList<byte[]> frames)
    {
        lock (_lock)
        {
            if (_closed)
                return;

            Interlocked.Add(ref _queued, Size(frames));
            _outbox.Enqueue((Socket(channel), frames, null));
        }
    }

    /// <summary>Waits until the queue is handed to ZeroMQ, and closes the sockets.</summary>
    public void Dispose()
    {
        using var sent = new ManualResetEventSlim();
        lock (_lock)
        {
            _closed = true;
            _outbox.Enqueue((null, [], sent));
        }

        if (_poller.IsRunning)
        {
            sent.Wait(LongestEnd);
            _poller.Stop();
        }

        _poller.Dispose();
        _shell.Dispose();
        _control.Dispose();
        _stdin.Dispose();
        _heartbeat.Dispose();
        _iopub.Dispose();
        _outbox.Dispose();

        // Blocks until the messages are sent, limited by each socket's linger.
        NetMQConfig.Cleanup(block: true);
    }

    private static void Bind(NetMQSocket socket, string ip, int port)
    {
        socket.Options.Linger = Linger;
        socket.Options.MaxMsgSize = LargestFrame;

        // Unlimited queues, so that output is not lost for a slow client; Backlog keeps them short.
        socket.Options.SendHighWatermark = 0;
        socket.Options.ReceiveHighWatermark = 0;
        if (socket is RouterSocket router)
            router.Options.RouterHandover = true;

        string address = ip.Contains(':', StringComparison.Ordinal)
            ? $"tcp://[{ip}]:{port}" : $"tcp://{(ip == "localhost" ? "127.0.0.1" : ip)}:{port}";
        try
        {
            socket.Bind(address);
        }
        catch (Exception e) when (e is NetMQException or System.Net.Sockets.SocketException)
        {
            throw new ProtocolException($"The kernel cannot listen at {address}: {e.Message}", e);
        }
    }

    private NetMQSocket Socket(Channel channel) => channel switch
    {
        Channel.Shell => _shell,
        Channel.Control => _control,
        Channel.Stdin => _stdin,
        _ => _iopub,
    };

    private void Receive(Channel channel, RouterSocket socket)
    {
        // A bounded burst, so that a flood on one socket does not starve the others.
        for (int burst = 0; burst < 64 && TryReceive(socket, out var frames); burst++)
        {
            if (frames.Count <= MostFrames)
                _received(channel, frames);
        }
    }

    private void Echo()
    {
        for (int burst = 0; burst < 64 && TryReceive(_heartbeat, out var frames); burst++)
        {
            if (frames.Count <= MostFrames)
                Send(_heartbeat, frames);
        }
    }

    private void SendWaiting()
    {
        while (_outbox.TryDequeue(out var next, TimeSpan.Zero))
        {
            if (next.Socket is not null && !Send(next.Socket, next.Frames) && next.Socket == _stdin)
                (_question, _retries, _retry.Enable) = (next.Frames, 0, true);
            Interlocked.Add(ref _queued, -Size(next.Frames));
            next.Sent?.Set();
        }
    }

    /// <summary>
    /// Repeats an input request: a client's stdin may connect after its first cell asks. One cell asks at a time, so a later request
    /// replaces an earlier one.
    /// </summary>
    private void AskAgain()
    {
        if (_question is null || Send(_stdin, _question) || ++_retries == MostRetries)
            (_question, _retry.Enable) = (null, false);
    }

    private static long Size(IReadOnlyList<byte[]> frames) => frames.Sum(f => (long)f.Length);

    private static bool TryReceive(NetMQSocket socket, out List<byte[]> frames)
    {
        frames = [];
        if (!socket.TryReceiveFrameBytes(TimeSpan.Zero, out byte[]? frame, out bool more))
            return false;

        frames.Add(frame!);
        while (more)
        {
            frame = socket.ReceiveFrameBytes(out more);

            // One frame more than the limit is kept, which tells the caller; the rest is read and dropped.
            if (frames.Count <= MostFrames)
                frames.Add(frame);
        }

        return true;
    }

    /// <summary>Passes a message to ZeroMQ; false if the client is not connected.</summary>
    private static bool Send(NetMQSocket socket, IReadOnlyList<byte[]> frames)
    {
        try
        {
            for (int i = 0; i < frames.Count; i++)
                socket.SendFrame(frames[i], more: i < frames.Count - 1);
            return true;
        }
        catch (NetMQException)
        {
            return false;
        }
    }
}

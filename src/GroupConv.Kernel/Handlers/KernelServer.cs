using GroupConv.Kernel.Language;
using GroupConv.Kernel.Protocol;
using GroupConv.Kernel.Scripting;
using GroupConv.Kernel.Transport;
using Channel = GroupConv.Kernel.Transport.Channel;
using Requests = System.Threading.Channels.Channel<(
    GroupConv.Kernel.Protocol.Message Message, GroupConv.Kernel.Transport.Channel Channel, long Arrival)>;

namespace GroupConv.Kernel.Handlers;

/// <summary>The kernel: receives requests from the sockets, handles them in order, and shuts down on request.</summary>
/// <remarks>Shell and control have one thread each, so that an interrupt arrives while a cell runs.</remarks>
internal sealed class KernelServer : IDisposable
{
    private const long MostWaiting = 32 * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Requests _shell = System.Threading.Channels.Channel.CreateUnbounded<(Message, Channel, long)>();
    private readonly Requests _control = System.Threading.Channels.Channel.CreateUnbounded<(Message, Channel, long)>();
    private readonly InputReplies _input = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, IMessageHandler> _handlers;
    private readonly ExecuteHandler _execute;
    private readonly RunningCell _running;
    private readonly Wire _wire;
    private readonly KernelSockets _sockets;
    private readonly KernelLog _log;
    private long _arrivals;
    private long _abortUpTo;
    private long _dropped;
    private volatile bool _ending;
    private volatile bool _answering;

    /// <summary>Binds the sockets.</summary>
    /// <param name="connection">The addresses to bind.</param>
    /// <param name="session">Runs the cells.</param>
    /// <param name="language">Completion and inspection.</param>
    /// <param name="log">The log.</param>
    /// <exception cref="ProtocolException">An address cannot be bound.</exception>
    public KernelServer(ConnectionFile connection, ScriptSession session, LanguageService language, KernelLog log)
    {
        _log = log;
        _wire = new Wire(new MessageSigner(connection.Key), Guid.NewGuid().ToString("N"));
        _running = new RunningCell(session.Force);
        var history = new History();
        var backlog = new Backlog(() => _sockets!.Waiting, MostWaiting, Patience);
        _execute = new ExecuteHandler(
            session,
            _running,
            _input,
            backlog,
            history,
            new Pager(language),
            abortWaiting: () => Volatile.Write(ref _abortUpTo, Volatile.Read(ref _arrivals)));
        IMessageHandler[] handlers =
        [
            new KernelInfoHandler(),
            _execute,
            new IsCompleteHandler(language.Magics),
            new CompleteHandler(language),
            new InspectHandler(language),
            new HistoryHandler(history),
            new CommInfoHandler(),
            new CommOpenHandler(),
            new InterruptHandler(_running),
            new ShutdownHandler(() => _ending = true),
            new DebugHandler(),
        ];
        _handlers = handlers.ToDictionary(h => h.RequestType, StringComparer.Ordinal);
        _sockets = new KernelSockets(connection, Receive);
    }

    /// <summary>The number of messages dropped as malformed or badly signed.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Interrupts the running cell, as an interrupt_request does.</summary>
    public void Interrupt() => _running.Interrupt();

    /// <summary>Whether a shell request is being handled or waits.</summary>
    public bool IsBusy => _answering || _shell.Reader.Count > 0;

    /// <summary>Serves until a shutdown_request arrives or the parent process ends.</summary>
    public void Run()
    {
        using var watch = ParentWatch.Start(() => _ended.TrySetResult());
        _sockets.Start();
        Send(Channel.Iopub, "status", _wire.Encode(["status"u8.ToArray()], "status", null, new StatusContent("starting")));

        // Background threads, so that a cell that never ends does not keep the process alive.
        new Thread(() => Serve(_shell), ScriptSession.CellStack) { IsBackground = true, Name = "GroupConv cells" }.Start();
        new Thread(() => Serve(_control)) { IsBackground = true, Name = "GroupConv control" }.Start();
        _ended.Task.Wait();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sockets.Dispose();
        _shell.Writer.TryComplete();
        _control.Writer.TryComplete();
        _input.Dispose();
    }

    /// <summary>On the socket thread: decodes a message and queues it.</summary>
    private void Receive(Channel channel, IReadOnlyList<byte[]> frames)
    {
        if (!_wire.TryDecode(frames, out var message, out string? problem))
        {
            Drop(problem);
            return;
        }

        _log.Message("in", channel, message.MsgType, frames.Sum(f => (long)f.Length));
        if (channel == Channel.Stdin)
        {
            if (message.MsgType == "input_reply")
                _input.Answer(message.Text("value"));
            return;
        }

        // Cells run one at a time, whichever channel they come from.
        var requests = channel == Channel.Control && message.MsgType != _execute.RequestType ? _control : _shell;
        requests.Writer.TryWrite((message, channel, Interlocked.Increment(ref _arrivals)));
    }

    private void Drop(string problem)
    {
        long dropped = Interlocked.Increment(ref _dropped);

        _log.Write($"dropped a message because {problem} ({dropped} so far)");

        // Only at powers of ten, so that a flood does not fill stderr.
        if (Math.Log10(dropped) % 1 == 0)
            ConsoleRedirect.Error.WriteLine($"groupconv: dropped a message because {problem} ({dropped} so far)");
    }

    private void Send(Channel channel, string type, IReadOnlyList<byte[]> frames)
    {
        _log.Message("out", channel, type, frames.Sum(f => (long)f.Length));
        _sockets.Send(channel, frames);
    }

    private void Serve(Requests requests)
    {
        foreach (var (message, channel, arrival) in requests.Reader.ReadAllAsync().ToBlockingEnumerable())
        {
            var exchange = new Exchange(message, channel, _wire, Send);
            if (requests == _shell)
                _answering = true;
            exchange.Publish("status", new StatusContent("busy"));
            Answer(exchange, arrival);
            exchange.Publish("status", new StatusContent("idle"));
            if (requests == _shell)
                _answering = false;
            if (_ending)
                _ended.TrySetResult();
        }
    }

    private void Answer(Exchange exchange, long arrival)
    {
        if (!_handlers.TryGetValue(exchange.Request.MsgType, out var handler))
            return;

        try
        {
            if (handler == _execute && arrival <= Volatile.Read(ref _abortUpTo))
                _execute.Abort(exchange);
            else
                handler.Handle(exchange);
        }
        catch (Exception e)
        {
            // A fault of the kernel, not of the cell: report it and go on.
            _log.Write($"{exchange.Request.MsgType} failed: {e}");
            ConsoleRedirect.Error.WriteLine($"groupconv: {exchange.Request.MsgType} failed: {e}");
            if (handler.ReplyType is { } reply)
                exchange.Reply(reply, new ErrorReply(e.GetType().Name, e.Message, [e.Message]));
        }
    }
}

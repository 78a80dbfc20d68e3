using System.Collections.Concurrent;
using GroupConv.Kernel.Protocol;
using GroupConv.Kernel.Scripting;
using GroupConv.Kernel.Transport;

namespace GroupConv.Kernel.Handlers;

/// <summary>A kernel: takes requests from the sockets, answers them in order, and ends when it is told to.</summary>
/// <remarks>Shell and control have a thread each, so that a running cell can be interrupted.</remarks>
internal sealed class KernelServer : IDisposable
{
    private readonly BlockingCollection<(Message Message, long Arrival)> _shell = [];
    private readonly BlockingCollection<(Message Message, long Arrival)> _control = [];
    private readonly InputReplies _input = new();
    private readonly ManualResetEventSlim _ended = new();
    private readonly Dictionary<string, IMessageHandler> _handlers;
    private readonly ExecuteHandler _execute;
    private readonly Wire _wire;
    private readonly KernelSockets _sockets;
    private long _arrivals;
    private long _abortUpTo;
    private long _dropped;

    /// <summary>Binds the sockets.</summary>
    /// <param name="connection">Where to listen.</param>
    /// <param name="session">Runs the cells.</param>
    /// <exception cref="ProtocolException">An address cannot be bound.</exception>
    public KernelServer(ConnectionFile connection, ScriptSession session)
    {
        _wire = new Wire(new MessageSigner(connection.Key), Guid.NewGuid().ToString("N"));
        var running = new RunningCell();
        _execute = new ExecuteHandler(session, running, _input, () => Volatile.Write(ref _abortUpTo, Volatile.Read(ref _arrivals)));
        IMessageHandler[] handlers =
        [
            new KernelInfoHandler(),
            _execute,
            new IsCompleteHandler(),
            new CompleteHandler(session),
            new InspectHandler(),
            new HistoryHandler(),
            new CommInfoHandler(),
            new CommOpenHandler(),
            new InterruptHandler(running),
            new ShutdownHandler(_ended.Set),
            new DebugHandler(),
        ];
        _handlers = handlers.ToDictionary(h => h.RequestType, StringComparer.Ordinal);
        _sockets = new KernelSockets(connection, Receive);
    }

    /// <summary>Messages that could not be read or trusted, and were dropped.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Serves until a shutdown request comes or the parent ends.</summary>
    public void Run()
    {
        using var watch = ParentWatch.Start(_ended.Set);
        _sockets.Start();
        _sockets.Send(Channel.Iopub, _wire.Encode(["status"u8.ToArray()], "status", null, new StatusContent("starting")));

        // Background threads: a cell that never ends must not keep the process.
        new Thread(() => Serve(Channel.Shell, _shell), ScriptSession.CellStack) { IsBackground = true, Name = "GroupConv cells" }.Start();
        new Thread(() => Serve(Channel.Control, _control)) { IsBackground = true, Name = "GroupConv control" }.Start();
        _ended.Wait();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _shell.CompleteAdding();
        _control.CompleteAdding();
        _sockets.Dispose();
        _input.Dispose();
        _ended.Dispose();
        _shell.Dispose();
        _control.Dispose();
    }

    /// <summary>On the sockets' thread: reads the message and hands it on.</summary>
    private void Receive(Channel channel, IReadOnlyList<byte[]> frames)
    {
        if (!_wire.TryDecode(frames, out var message, out var problem))
        {
            Drop(problem);
            return;
        }

        if (channel == Channel.Stdin)
        {
            if (message.MsgType == "input_reply")
                _input.Answer(message.Text("value"));
            return;
        }

        (channel == Channel.Control ? _control : _shell).Add((message, Interlocked.Increment(ref _arrivals)));
    }

    private void Drop(string problem)
    {
        var dropped = Interlocked.Increment(ref _dropped);

        // Powers of ten only, so that a flood does not fill the log.
        if (Math.Log10(dropped) % 1 == 0)
            ConsoleRedirect.Error.WriteLine($"groupconv: dropped a message because {problem} ({dropped} so far)");
    }

    private void Serve(Channel channel, BlockingCollection<(Message Message, long Arrival)> requests)
    {
        foreach (var (message, arrival) in requests.GetConsumingEnumerable())
        {
            var exchange = new Exchange(message, channel, _wire, _sockets.Send);
            exchange.Publish("status", new StatusContent("busy"));
            Answer(exchange, arrival);
            exchange.Publish("status", new StatusContent("idle"));
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
            // A fault of the kernel, not of the cell: say it, and live.
            ConsoleRedirect.Error.WriteLine($"groupconv: {exchange.Request.MsgType} failed: {e}");
            if (handler.ReplyType is { } reply)
                exchange.Reply(reply, new ErrorReply(e.GetType().Name, e.Message, [e.Message]));
        }
    }
}

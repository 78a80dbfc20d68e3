using GroupConv.Kernel.Protocol;
using GroupConv.Kernel.Scripting;
using GroupConv.Kernel.Transport;

namespace GroupConv.Kernel.Handlers;

/// <summary>Publishes a cell's output, with the cell's request as parent.</summary>
internal sealed class KernelCellOutput : ICellOutput, IDisposable
{
    private static readonly Dictionary<string, object> NoMetadata = [];
    private static readonly Dictionary<string, string> NoTransient = [];

    private readonly Exchange _exchange;
    private readonly InputReplies _input;
    private readonly Backlog _backlog;
    private readonly int _count;
    private readonly bool _silent;
    private readonly StreamBatcher _streams;
    private volatile bool _leftOut;

    /// <summary>Creates the output of a cell.</summary>
    /// <param name="exchange">The cell's request.</param>
    /// <param name="input">Receives input_reply messages.</param>
    /// <param name="backlog">Limits the output that waits for slow clients.</param>
    /// <param name="count">The execution count.</param>
    /// <param name="silent">Whether to publish nothing.</param>
    public KernelCellOutput(Exchange exchange, InputReplies input, Backlog backlog, int count, bool silent)
    {
        _exchange = exchange;
        _input = input;
        _backlog = backlog;
        _count = count;
        _silent = silent;
        _streams = new StreamBatcher((name, text) => exchange.Publish("stream", new StreamText(name, text)));
    }

    /// <inheritdoc/>
    public void Stream(string name, string text)
    {
        if (!_silent && Admit())
            _streams.Write(name, text);
    }

    /// <summary>The plain text of the cell's value; null if it has none.</summary>
    public string? ResultText { get; private set; }

    /// <inheritdoc/>
    public void Result(IReadOnlyDictionary<string, object> bundle)
    {
        ResultText = bundle.GetValueOrDefault("text/plain") as string;
        Publish("execute_result", new ExecuteResultContent(_count, bundle, NoMetadata));
    }

    /// <inheritdoc/>
    public void Display(IReadOnlyDictionary<string, object> bundle, string id) =>
        Show("display_data", new DisplayContent(bundle, NoMetadata, Transient(id)));

    /// <inheritdoc/>
    public void Update(IReadOnlyDictionary<string, object> bundle, string id) =>
        Show("update_display_data", new DisplayContent(bundle, NoMetadata, Transient(id)));

    /// <inheritdoc/>
    public void Clear(bool wait) => Show("clear_output", new ClearOutputContent(wait));

    /// <inheritdoc/>
    public string ReadLine(string prompt, bool password, CancellationToken cancellation)
    {
        if (!_exchange.Request.Flag("allow_stdin", absent: false))
            throw new StdinNotImplementedException();

        Flush();
        return _input.Ask(() => _exchange.Ask(new InputRequestContent(prompt, password)), cancellation);
    }

    /// <summary>Sends the buffered stream text.</summary>
    public void Flush() => _streams.Flush();

    /// <inheritdoc/>
    public void Dispose() => _streams.Dispose();

    private static Dictionary<string, string> Transient(string id) =>
        id.Length == 0 ? NoTransient : new Dictionary<string, string> { ["display_id"] = id };

    private void Show(string type, object content)
    {
        if (!_silent && Admit())
            Publish(type, content);
    }

    /// <summary>Whether more output may be sent. The first refusal is reported on stderr.</summary>
    private bool Admit()
    {
        bool room = _backlog.Admit(CellScope.Current?.Cancellation ?? default);
        if (!room && !_leftOut)
            _streams.Write("stderr", _backlog.Notice);
        _leftOut = !room;
        return room;
    }

    private void Publish(string type, object content)
    {
        if (_silent)
            return;

        Flush();
        _exchange.Publish(type, content);
    }
}

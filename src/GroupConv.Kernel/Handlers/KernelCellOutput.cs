using GroupConv.Kernel.Protocol;
using GroupConv.Kernel.Scripting;
using GroupConv.Kernel.Transport;

namespace GroupConv.Kernel.Handlers;

/// <summary>Sends what a cell shows to Jupyter, under the cell's request.</summary>
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

    /// <summary>Starts the output of a cell.</summary>
    /// <param name="exchange">Its request.</param>
    /// <param name="input">Takes the user's answers.</param>
    /// <param name="backlog">Makes room for what it shows.</param>
    /// <param name="count">Its number.</param>
    /// <param name="silent">Whether to show nothing.</param>
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

    /// <summary>The value of the cell as text; null where it has none.</summary>
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

    /// <summary>Sends what is gathered.</summary>
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

    /// <summary>Whether there is room for more; where there is none, says so once.</summary>
    private bool Admit()
    {
        var room = _backlog.Admit(CellScope.Current?.Cancellation ?? default);
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

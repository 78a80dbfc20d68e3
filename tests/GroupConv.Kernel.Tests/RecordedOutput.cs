using System.Text;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Tests;

/// <summary>Keeps what a cell shows, for tests of sessions in this process.</summary>
internal sealed class RecordedOutput : ICellOutput
{
    private readonly StringBuilder _text = new();

    internal IReadOnlyDictionary<string, object>? Value { get; private set; }

    internal List<IReadOnlyDictionary<string, object>> Displayed { get; } = [];

    internal string Text
    {
        get
        {
            lock (_text)
                return _text.ToString();
        }
    }

    public void Stream(string name, string text)
    {
        lock (_text)
            _text.Append(text);
    }

    public void Result(IReadOnlyDictionary<string, object> bundle) => Value = bundle;

    public void Display(IReadOnlyDictionary<string, object> bundle, string id) => Displayed.Add(bundle);

    public void Update(IReadOnlyDictionary<string, object> bundle, string id)
    {
    }

    public void Clear(bool wait)
    {
    }

    public string ReadLine(string prompt, bool password, CancellationToken cancellation) => throw new StdinNotImplementedException();
}

using System.Text;
using System.Text.Json;
using GroupConv.Kernel.Handlers;
using GroupConv.Kernel.Protocol;
using GroupConv.Kernel.Transport;

namespace GroupConv.Kernel.Tests;

/// <summary>What cells show while a front end reads slowly or not at all.</summary>
public sealed class BacklogTests : IDisposable
{
    private readonly List<(string Type, JsonElement Content)> _sent = [];
    private readonly KernelCellOutput _output;
    private long _waiting;
    private long _readsEachTime;

    public BacklogTests()
    {
        var backlog = new Backlog(() => _waiting -= _readsEachTime, 1 << 20, TimeSpan.FromMilliseconds(50));
        var request = new Message([], "execute_request", JsonSerializer.SerializeToElement(new { }),
            JsonSerializer.SerializeToElement(new { }));
        var exchange = new Exchange(request, Channel.Shell, new Wire(new MessageSigner(""), "s"), (_, type, frames) =>
            _sent.Add((type, JsonSerializer.Deserialize<JsonElement>(Encoding.UTF8.GetString(frames[^1])))));
        _output = new KernelCellOutput(exchange, new InputReplies(), backlog, 1, silent: false);
    }

    public void Dispose() => _output.Dispose();

    private string Text => string.Concat(_sent.Where(s => s.Type == "stream").Select(s => s.Content.GetProperty("text").GetString()));

    [Fact]
    public void Output_is_left_out_where_nobody_reads_and_one_line_says_so()
    {
        _output.Stream("stdout", "before\n");
        _waiting = (1 << 20) + 1;
        for (int i = 0; i < 100; i++)
        {
            _output.Stream("stdout", "lost\n");
            _output.Display(new Dictionary<string, object>(), "id");
            _output.Clear(wait: false);
        }

        _output.Result(new Dictionary<string, object> { ["text/plain"] = "kept" });
        _waiting = 0;
        _output.Stream("stdout", "after\n");
        _output.Display(new Dictionary<string, object>(), "id");
        Assert.Equal("before\nOutput is left out from here on: a front end has read nothing for 0.1 s, and 1 MB wait for it. Output goes "
            + "on when it reads again or is closed.\nafter\n", Text);
        Assert.Equal(["stream", "stream", "execute_result", "stream", "display_data"], _sent.Select(s => s.Type));
    }

    [Fact]
    public void Output_waits_for_one_who_reads_slowly()
    {
        (_waiting, _readsEachTime) = (3 << 20, 1 << 15);
        _output.Stream("stdout", "kept\n");
        Assert.InRange(_waiting, 0, 1 << 20);
        _output.Flush();
        Assert.Equal("kept\n", Text);
    }
}

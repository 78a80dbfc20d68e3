using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using GroupConv.Kernel.Tests.Language;

namespace GroupConv.Kernel.Tests;

/// <summary>Jupyter's requests beside cells, and what hostile clients send.</summary>
[Collection(SharedKernel.Hardship)]
public sealed class KernelProtocolTests(KernelClient kernel)
{
    [Fact]
    public void It_says_what_it_is()
    {
        var run = kernel.AskAll("kernel_info_request", new { });
        var info = run.Reply.Content;
        Assert.Equal("5.3", info["protocol_version"]!.GetValue<string>());
        Assert.Equal("groupconv", info["implementation"]!.GetValue<string>());
        var language = info["language_info"]!;
        Assert.Equal(
            ["C#", "text/x-csharp", ".cs", "csharp", "text/x-csharp"],
            new[] { "name", "mimetype", "file_extension", "pygments_lexer", "codemirror_mode" }.Select(
                n => language[n]!.GetValue<string>()));
        Assert.Equal(["busy", "idle"], run.Published.Select(m => m.Text("execution_state")));
        Assert.Equal("kernel_info_reply", run.Reply.Type);
        Assert.Equal("5.3", run.Reply.Header["version"]!.GetValue<string>());
    }

    [Fact]
    public void A_comm_of_an_unknown_target_is_closed()
    {
        string id = kernel.Send("comm_open", new { comm_id = "c1", target_name = "jupyter.widget", data = new { } });
        Assert.Equal("c1", kernel.NextPublished(id, "comm_close").Text("comm_id"));
        Assert.Empty(kernel.Ask("comm_info_request", new { }).Content["comms"]!.AsObject());
    }

    [Fact]
    public void There_is_no_debugger() =>
        Assert.Equal("error", kernel.Ask("debug_request", new { command = "initialize" }, control: true).Text("status"));

    [Fact]
    public void The_heartbeat_is_echoed() => Assert.Equal([1, 2, 3], kernel.Beat([1, 2, 3]));

    [Fact]
    public void Messages_that_cannot_be_trusted_or_read_are_dropped_and_the_kernel_lives()
    {
        using var fresh = new KernelClient();
        fresh.Send("kernel_info_request", new { }, key: "another key");
        var unsigned = KernelClient.Frames("x", "kernel_info_request", new { });
        unsigned[1] = [];
        fresh.SendRaw([.. unsigned]);

        var tampered = KernelClient.Frames("x", "execute_request", KernelClient.Cell("1"));
        tampered[5] = "{\"code\":\"2\"}"u8.ToArray();
        fresh.SendRaw([.. tampered]);
        fresh.SendRaw([.. KernelClient.Frames("x", "kernel_info_request", new { })[..4]]);
        fresh.SendRaw([.. KernelClient.Frames("x", "kernel_info_request", "no object")]);
        fresh.SendRaw([.. KernelClient.Frames("x", "no_such_request", new { })]);
        fresh.SendRaw([.. Enumerable.Repeat(new byte[] { 1 }, 1000)]);
        fresh.SendRaw([], []);
        Assert.Equal("comm_info_reply", fresh.NextReplied("comm_info_request"));
        fresh.Until(() => fresh.Errors.Contains("dropped a message because the signature is wrong (1 so far)", StringComparison.Ordinal),
            "a word on stderr");
        Assert.Equal("4", fresh.Execute("2 + 2").Result);
    }

    [Fact]
    public void Random_bytes_do_not_hurt()
    {
        foreach (int port in kernel.Ports)
        {
            using var client = new TcpClient("127.0.0.1", port);
            client.GetStream().Write(RandomNumberGenerator.GetBytes(5000));
        }

        Assert.Equal("5", kernel.Execute("2 + 3").Result);
        Assert.Equal([9], kernel.Beat([9]));
    }

    [Fact]
    public void Broken_content_gets_an_error_or_a_default_and_no_silence()
    {
        Assert.Equal("ok", kernel.Ask("execute_request", new { code = 5, silent = "yes" }).Text("status"));
        Assert.Equal("complete", kernel.Ask("is_complete_request", new { }).Text("status"));
        Assert.Equal("ok", kernel.Ask("complete_request", new { code = "x", cursor_pos = -7 }).Text("status"));
    }

    [Fact]
    public void Cells_that_wait_behind_a_failing_one_are_aborted()
    {
        string failing = kernel.Send("execute_request",
            KernelClient.Cell("while (!File.Exists(\"both\")) Thread.Sleep(1); throw new Exception(\"stop\");"));
        string waiting = kernel.Send("execute_request", KernelClient.Cell("var aborted = 1;"));

        // Two exchanges on control take longer than a message on shell needs to arrive.
        for (int i = 0; i < 2; i++)
            kernel.Reply(kernel.Send("kernel_info_request", new { }, control: true), control: true);
        File.WriteAllText(Path.Combine(kernel.Folder, "both"), "");
        Assert.Equal("error", kernel.Reply(failing).Text("status"));
        Assert.Equal("aborted", kernel.Reply(waiting).Text("status"));
        Assert.Equal(["busy", "idle"], kernel.Published(waiting).Select(m => m.Text("execution_state")));
        Assert.Equal("error", kernel.Execute("aborted").Status);
    }

    [Theory]
    [InlineData("while (true) Cancellation.ThrowIfCancellationRequested();")]
    [InlineData("while (true) Console.Write(\".\");")]
    [InlineData("await Task.Delay(-1, Cancellation);")]
    [InlineData("var conv = new GroupConv.Core.Conv2d(8, 8, 3);\nvar x = Tensor.CreateFromShape<float>([1, 8, 64, 64]);\nwhile (true) "
        + "conv.Forward(x);")]
    public void An_interrupt_stops_a_cell_that_looks_for_it_and_keeps_the_state(string loop)
    {
        kernel.Execute("var survivor = 17;");
        string id = kernel.Send("execute_request", KernelClient.Cell("Console.WriteLine(\"started\");\n" + loop));
        kernel.NextPublished(id, "stream");
        // Not asked until idle: what the cell publishes meanwhile would be read past.
        string interrupt = kernel.Send("interrupt_request", new { }, control: true);
        Assert.Equal("ok", kernel.Reply(interrupt, control: true).Text("status"));
        var reply = kernel.Reply(id);
        Assert.Equal("The cell was interrupted.", reply.Text("evalue"));
        Assert.Equal("17", kernel.Execute("survivor").Result);
    }

    [Fact]
    public void An_interrupt_ends_a_wait_for_input()
    {
        string id = kernel.Send("execute_request", KernelClient.Cell("Console.ReadLine()", allowStdin: true));
        kernel.InputRequest();
        kernel.Ask("interrupt_request", new { }, control: true);
        Assert.Equal("error", kernel.Reply(id).Text("status"));
    }

    [Fact]
    public void A_question_waits_for_a_front_end_whose_stdin_comes_late()
    {
        using var folder = new TemporaryFolder();
        using var own = new KernelClient(environment: null, ["--log", folder.File("kernel.log")], stdinComesLate: true);
        string id = own.Send("execute_request", KernelClient.Cell("Console.WriteLine(\"asks\"); Console.ReadLine()", allowStdin: true));
        own.NextPublished(id, "stream");
        own.Until(() => File.ReadAllText(folder.File("kernel.log"))
            .Contains("out stdin input_request", StringComparison.Ordinal), "the first attempt");
        own.ConnectStdin();
        Assert.Equal(id, own.InputRequest().ParentId);
        own.Answer("here");
        Assert.Equal("here", own.NextPublished(id, "execute_result").Data("text/plain"));
    }

    /// <summary>What front ends build upon: types and contents of the messages, ids aside.</summary>
    [Fact]
    public void The_wire_is_as_approved()
    {
        using var fresh = new KernelClient();
        fresh.StartLanguage();
        List<string> lines = [];
        Record("kernel_info_request", new { });
        Record("execute_request", KernelClient.Cell("Console.WriteLine(\"out\"); Console.Error.WriteLine(\"err\"); var d = display(1); "
            + "d.Update(HTML(\"<b>2</b>\")); ClearOutput(); \"last\""));
        Record("execute_request", KernelClient.Cell("var a = 1;\nthrow new Exception(\"why\");"));
        Record("execute_request", KernelClient.Cell("1 +", silent: true));
        Record("is_complete_request", new { code = "{" });
        Record("complete_request", new { code = "#!c", cursor_pos = 3 });
        Record("complete_request", new { code = "a.GetHash", cursor_pos = 9 });
        Record("inspect_request", new { code = "x", cursor_pos = 0, detail_level = 0 });
        Record("inspect_request", new { code = "/// <summary>S.</summary>\nint F(int a) => a;\nF", cursor_pos = 46, detail_level = 0 });
        Record("history_request", new { output = false, raw = true, hist_access_type = "tail", n = 1 });
        Record("comm_info_request", new { });
        Record("interrupt_request", new { }, control: true);

        // What came is left beside the tests: copy it over wire.approved.txt once the change is meant.
        string received = string.Join("\n", lines) + "\n";
        File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "wire.received.txt"), received);
        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "wire.approved.txt")), received);

        void Record(string type, object content, bool control = false)
        {
            var run = fresh.AskAll(type, content, control);
            lines.Add($"> {type}");
            lines.Add($"{run.Reply.Type} {Stable(run.Reply.Content)}");
            lines.AddRange(run.Published.Select(m => $"  {m.Type} {Stable(m.Content)}"));
        }

        static string Stable(JsonNode content)
        {
            if (content["transient"]?["display_id"] is not null)
                content["transient"]!["display_id"] = "ID";
            if (content["banner"] is not null)
            {
                content["banner"] = "BANNER";
                content["implementation_version"] = "VERSION";
            }

            return content.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        }
    }
}

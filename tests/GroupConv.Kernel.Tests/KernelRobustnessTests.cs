using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace GroupConv.Kernel.Tests;

/// <summary>Many clients, rude clients, and much work.</summary>
[Collection(SharedKernel.Hardship)]
public sealed class KernelRobustnessTests(KernelClient kernel)
{
    [Fact]
    public void Three_clients_at_once_get_their_own_replies_and_share_the_state()
    {
        kernel.Execute("var shared = new List<int>();");
        using var second = kernel.Join();
        using var third = kernel.Join();
        KernelClient[] clients = [kernel, second, third];

        // NetMQ's sockets are for one thread each: one thread a client.
        var failed = new List<string>();
        var threads = clients.Select((client, who) => new Thread(() =>
        {
            for (int i = 0; i < 20; i++)
            {
                var run = client.Execute($"lock (shared) shared.Add({who});\nConsole.WriteLine(\"{who}:{i}\"); {who} * 1000 + {i}");
                if (run.Result != $"{(who * 1000) + i}" || run.Stream("stdout") != $"{who}:{i}\n")
                {
                    lock (failed)
                        failed.Add($"{who}:{i} got {run.Result}");
                }
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.Empty(failed);
        Assert.Equal("20, 20, 20", kernel.Execute(
            "string.Join(\", \", shared.GroupBy(i => i).OrderBy(g => g.Key).Select(g => g.Count()))").Result);
    }

    [Fact]
    public void A_cell_on_control_waits_for_the_one_on_shell()
    {
        kernel.Execute("var running = false;");
        string first = kernel.Send("execute_request",
            KernelClient.Cell("running = true; Console.WriteLine(1); while (!File.Exists(\"sent\")) Thread.Sleep(1); running = false;"));
        kernel.NextPublished(first, "stream");
        string second = kernel.Send("execute_request", KernelClient.Cell("running"), control: true);
        kernel.Reply(kernel.Send("kernel_info_request", new { }, control: true), control: true);
        File.WriteAllText(Path.Combine(kernel.Folder, "sent"), "");
        Assert.Equal("False", kernel.NextPublished(second, "execute_result").Data("text/plain"));
        kernel.Reply(first);
    }

    [Fact]
    public void A_front_end_that_reads_nothing_takes_no_memory_without_end_and_costs_no_reply()
    {
        using var own = new KernelClient();
        own.Execute("var line = new string('x', 100_000);");
        long before = Resident();
        using (own.Deaf())
        {
            string id = own.Send("execute_request", KernelClient.Cell("while (true) Console.WriteLine(line);"));

            // The cell stands still once too much waits for the other front end.
            int sent = 0;
            for (bool stands = false; !stands || sent < 10_000_000;)
            {
                var published = own.TryPublished(id, TimeSpan.FromMilliseconds(500));
                stands = published is null;
                sent += published?.Text("text").Length ?? 0;
                Assert.InRange(sent, 0, 60_000_000);
            }

            Assert.InRange(Resident() - before, long.MinValue, 250_000_000);
            own.Reply(own.Send("interrupt_request", new { }, control: true), control: true);
            Assert.StartsWith("The cell was interrupted.", own.Reply(id).Text("evalue"), StringComparison.Ordinal);
            own.Published(id);
            Assert.Equal("2", own.Execute("1 + 1").Result);
        }

        own.Until(() => own.Execute("Console.WriteLine(line);")
            .Stream("stdout").Length == 100_001, "output, once the other front end is gone");

        long Resident()
        {
            own.Process.Refresh();
            return own.Process.WorkingSet64;
        }
    }

    [Fact]
    public async Task A_front_end_that_is_killed_in_the_middle_of_a_cell_disturbs_no_other()
    {
        kernel.Execute("var printed = 0;");
        const string script = """
            import sys, time
            from jupyter_client import BlockingKernelClient
            client = BlockingKernelClient(connection_file=sys.argv[1])
            client.load_connection_file()
            client.start_channels()
            client.wait_for_ready(timeout=240)
            client.execute("do { Console.WriteLine(printed++); Thread.Sleep(1); } while (!File.Exists(\"killed\"));")
            client.get_iopub_msg(timeout=240)
            print("runs", flush=True)
            time.sleep(600)
            """;
        var start = new ProcessStartInfo(
            "/usr/bin/python3", ["-W", "ignore", "-c", script, kernel.ConnectionFile])
        { RedirectStandardOutput = true };
        using (var frontEnd = Process.Start(start)!)
        {
            Assert.Equal("runs", await frontEnd.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
            frontEnd.Kill(); // SIGKILL
            await frontEnd.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        File.WriteAllText(Path.Combine(kernel.Folder, "killed"), "");
        Assert.Equal("True", kernel.Execute("printed > 0").Result);
    }

    [Fact]
    public void A_thousand_corrupt_frames_run_nothing_and_kill_nothing()
    {
        var random = new Random(7);
        for (int i = 0; i < 1000; i++)
        {
            var frames = KernelClient.Frames("corrupt", "execute_request", KernelClient.Cell("throw new Exception();"));
            switch (i % 4)
            {
                case 0:
                    // One byte of a signed frame, or of the signature, is another.
                    byte[] frame = frames[1 + random.Next(5)];
                    frame[random.Next(frame.Length)] ^= (byte)(1 + random.Next(255));
                    break;
                case 1:
                    frames.RemoveAt(random.Next(frames.Count));
                    break;
                case 2:
                    frames.Insert(1 + random.Next(5), Bytes(random, random.Next(300)));
                    break;
                default:
                    frames = [.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => Bytes(random, random.Next(2000)))];
                    break;
            }

            kernel.SendRaw([.. frames]);
        }

        Assert.Equal("comm_info_reply", kernel.NextReplied("comm_info_request"));
        Assert.Equal("5", kernel.Execute("2 + 3").Result);
    }

    [Fact]
    public void What_is_signed_and_still_broken_kills_nothing()
    {
        string deep = string.Concat(Enumerable.Repeat("{\"a\":", 5000)) + "1" + new string('}', 5000);
        foreach (string content in new[] { deep, "", "[]", "null", "{\"code\":", "\u0000",
            "{\"code\":{\"code\":[1]},\"silent\":7,\"user_expressions\":[{}]}" })
            kernel.SendRaw([.. KernelClient.Frames("broken", "execute_request", Encoding.UTF8.GetBytes(content))]);
        foreach (string type in new[] { "", "no_such_request", "execute_reply", "status", new string('x', 100_000), "комм" })
            kernel.SendRaw([.. KernelClient.Frames("unknown", type, new { })]);
        // Answered before the next cell is sent, which it would stop.
        kernel.Ask("interrupt_request", new { code = new[] { 1 } }, control: true);
        Assert.Equal("6", kernel.Execute("3 + 3").Result);
        Assert.Equal([7], kernel.Beat([7]));
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(1L << 40)]
    [InlineData(200L << 20)]
    public void A_frame_that_says_it_is_huge_takes_no_memory_and_kills_nothing(long length)
    {
        long before = kernel.Process.WorkingSet64;
        foreach (int port in kernel.Ports)
        {
            using var client = new TcpClient("127.0.0.1", port);
            var stream = client.GetStream();

            // ZMTP 2.0's greeting, an empty identity, then the head of a frame with a length of 8 bytes. Source: ZMTP 2.0, framing.
            stream.Write([0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 1, 5, 0, 0]);
            byte[] head = new byte[9];
            head[0] = 2;
            BinaryPrimitives.WriteInt64BigEndian(head.AsSpan(1), length);
            stream.Write(head);
            stream.Write(new byte[100]);

            // The kernel ends the connection.
            stream.ReadTimeout = (int)KernelClient.Patience.TotalMilliseconds;
            Assert.True(Ends(stream));
        }

        Assert.Equal("8", kernel.Execute("4 + 4").Result);
        kernel.Process.Refresh();
        Assert.InRange(kernel.Process.WorkingSet64 - before, long.MinValue, 150L << 20);
    }

    [Fact]
    public void A_message_that_was_caught_runs_once_however_often_it_is_sent()
    {
        kernel.Execute("var runs = 0;");
        var frames = KernelClient.Frames("caught", "execute_request", KernelClient.Cell("runs++;"));
        for (int i = 0; i < 5; i++)
            kernel.SendRaw([.. frames]);
        Assert.Equal("1", kernel.Execute("runs").Result);
        Assert.Contains("dropped a message because", kernel.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Hundreds_of_cells_run_and_the_first_is_remembered()
    {
        kernel.Execute("var first = 41;");
        for (int i = 0; i < 200; i++)
        {
            var run = kernel.Execute(i % 10 == 0 ? $"var cell{i} = {i}; cell{i}" : $"{i}");
            Assert.Equal($"{i}", run.Result);
        }

        Assert.Equal("42", kernel.Execute("first + 1 + cell0").Result);
    }

    private static bool Ends(NetworkStream stream)
    {
        byte[] buffer = new byte[256];
        try
        {
            while (stream.Read(buffer) > 0)
            {
            }

            return true;
        }
        catch (IOException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return true;
        }
    }

    private static byte[] Bytes(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}

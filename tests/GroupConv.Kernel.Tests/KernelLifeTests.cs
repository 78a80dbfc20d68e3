using System.Diagnostics;
using System.Globalization;

namespace GroupConv.Kernel.Tests;

/// <summary>How the kernel's process starts and ends.</summary>
public sealed class KernelLifeTests
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void Shutdown_replies_and_leaves_no_process(bool control, bool restart)
    {
        using var kernel = new KernelClient();
        kernel.Execute("var endless = new Thread(() => { while (true) Thread.Sleep(10); }); endless.Start();");
        var reply = kernel.Ask("shutdown_request", new { restart }, control);
        Assert.Equal(restart, reply.Content["restart"]!.GetValue<bool>());
        Assert.True(kernel.Ends(), "the process is still there");
        Assert.Equal(0, kernel.Process.ExitCode);
    }

    [Fact]
    public void Shutdown_does_not_wait_for_a_cell()
    {
        using var kernel = new KernelClient();
        kernel.Send("execute_request", KernelClient.Cell("while (true) { }"));
        kernel.Ask("shutdown_request", new { restart = false }, control: true);
        Assert.True(kernel.Ends(), "the process is still there");
    }

    [Fact]
    public void A_signal_interrupts_the_cell_and_costs_no_variables()
    {
        using var kernel = new KernelClient(environment: null, hearsSigint: true);
        kernel.Execute("var kept = 40;");
        string id = kernel.Send("execute_request", KernelClient.Cell("Console.WriteLine(1); while (true) { }"));
        kernel.NextPublished(id, "stream");
        Signal(kernel);
        Assert.Equal("OperationCanceledException", kernel.Reply(id).Text("ename"));

        // Between cells, too. It is handled on another thread, and may meet the next cell, but no more than one.
        Signal(kernel);
        var next = kernel.Execute("kept + 2");
        Assert.Equal("42", (next.Status == "ok" ? next : kernel.Execute("kept + 2")).Result);

        static void Signal(KernelClient kernel) =>
            Process.Start("kill", ["-INT", kernel.Process.Id.ToString(CultureInfo.InvariantCulture)])!.WaitForExit();
    }

    [Fact]
    public void It_ends_when_its_parent_has_ended()
    {
        using var parent = Process.Start("sleep", "600")!;
        using var kernel = new KernelClient(new() { ["JPY_PARENT_PID"] = parent.Id.ToString(CultureInfo.InvariantCulture) });
        Assert.Equal("3", kernel.Execute("1 + 2").Result);
        parent.Kill();
        parent.WaitForExit();
        Assert.True(kernel.Ends(), "the process is still there");
    }

    [Fact]
    public void Numbers_do_not_depend_on_the_machine()
    {
        using var kernel = new KernelClient(new() { ["LANG"] = "de_DE.UTF-8", ["LC_ALL"] = "de_DE.UTF-8" });
        Assert.Equal("1.5", kernel.Execute("1.5").Result);
        var run = kernel.Execute("Console.WriteLine(2.25); await Task.Delay(1); Console.WriteLine($\"{1234.5:N1}\");");
        Assert.Equal("2.25\n1,234.5\n", run.Stream("stdout"));
    }

    [Fact]
    public async Task A_connection_file_that_cannot_be_served_is_refused_in_one_line()
    {
        using var folder = new TemporaryFolder();
        var ran = await Programs.GroupConv("jupyter", "kernel", folder.Write("c.json", "{\"transport\":\"ipc\"}"));
        Assert.Equal(1, ran.ExitCode);
        Assert.Equal("groupconv: The connection file asks for transport 'ipc'; this kernel speaks tcp. Start Jupyter with its default "
            + "transport.", ran.Error.Trim());
    }

    [Fact]
    public async Task A_log_tells_what_passed_and_neither_keys_nor_code()
    {
        using var folder = new TemporaryFolder();
        using (var kernel = new KernelClient(null, ["--log", folder.File("kernel.log")]))
        {
            kernel.Execute("\"something \" + \"private\"");
            kernel.Send("kernel_info_request", new { }, key: "another key");
            kernel.Execute("1");
            kernel.Ask("shutdown_request", new { restart = false }, control: true);
            Assert.True(kernel.Ends(), "the process is still there");
        }

        string log = await File.ReadAllTextAsync(folder.File("kernel.log"), TestContext.Current.CancellationToken);
        Assert.Contains("in shell execute_request", log, StringComparison.Ordinal);
        Assert.Contains("out iopub execute_result", log, StringComparison.Ordinal);
        Assert.Contains("dropped a message because the signature is wrong", log, StringComparison.Ordinal);
        Assert.Contains("in control shutdown_request", log, StringComparison.Ordinal);
        Assert.EndsWith("ended", log.TrimEnd(), StringComparison.Ordinal);
        Assert.DoesNotContain("private", log, StringComparison.Ordinal);
        Assert.DoesNotContain("a-key-for-tests", log, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(KernelClient.Private, File.GetUnixFileMode(folder.File("kernel.log")));
    }

    [Fact]
    public void An_address_that_other_machines_reach_is_warned_of()
    {
        using var kernel = new KernelClient(null, ip: "0.0.0.0");
        Assert.Equal("2", kernel.Execute("1 + 1").Result);
        Assert.Equal("groupconv: listening at 0.0.0.0, where other machines may connect; only the key protects this kernel.",
            kernel.Errors.Trim());
    }

    [Fact]
    public void A_connection_file_that_others_may_read_is_warned_of()
    {
        using var kernel = new KernelClient(null, openToOthers: true);
        kernel.Execute("1");
        Assert.Contains("other users of this machine may read the connection file", kernel.Errors, StringComparison.Ordinal);
        Assert.Contains($"Fix: chmod 600 {kernel.ConnectionFile}", kernel.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("a-key-for-tests", kernel.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_private_connection_file_at_loopback_is_no_reason_to_warn()
    {
        using var kernel = new KernelClient();
        kernel.Execute("1");
        Assert.Equal("", kernel.Errors.Trim());
    }
}

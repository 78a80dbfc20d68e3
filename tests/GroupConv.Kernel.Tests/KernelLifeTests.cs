using System.Diagnostics;
using System.Globalization;

namespace GroupConv.Kernel.Tests;

/// <summary>How the kernel's process starts and ends.</summary>
public sealed class KernelLifeTests
{
    [Fact]
    public async Task Shutdown_on_control_waits_for_no_cell_and_leaves_no_process()
    {
        using var folder = new TemporaryFolder();
        using (var kernel = new KernelClient(null, ["--log", folder.File("kernel.log")]))
        {
            kernel.Execute("\"something \" + \"private\"");
            kernel.Execute("var endless = new Thread(() => { while (true) Thread.Sleep(10); }); endless.Start();");
            kernel.Send("kernel_info_request", new { }, key: "another key");
            kernel.Send("execute_request", KernelClient.Cell("while (true) { }"));
            var reply = kernel.Ask("shutdown_request", new { restart = true }, control: true);
            Assert.True(reply.Content["restart"]!.GetValue<bool>());
            Assert.True(kernel.Ends(), "the process is still there");
            Assert.Equal(0, kernel.Process.ExitCode);
        }

        // The log tells what passed, and neither keys nor code.
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
    public void Shutdown_on_shell_leaves_no_process_and_a_private_kernel_does_not_warn()
    {
        using var kernel = new KernelClient();
        kernel.Execute("var endless = new Thread(() => { while (true) Thread.Sleep(10); }); endless.Start();");
        var reply = kernel.Ask("shutdown_request", new { restart = false });
        Assert.False(reply.Content["restart"]!.GetValue<bool>());
        Assert.True(kernel.Ends(), "the process is still there");
        Assert.Equal(0, kernel.Process.ExitCode);
        Assert.Equal("", kernel.Errors.Trim());
    }

    [Fact]
    public void A_signal_interrupts_the_cell_and_costs_no_variables_and_cells_have_the_users_culture()
    {
        using var kernel = new KernelClient(new() { ["LANG"] = "de_DE.UTF-8", ["LC_ALL"] = "de_DE.UTF-8" }, hearsSigint: true);
        Assert.Equal("1.5", kernel.Execute("1.5").Result);
        Assert.Equal("2,25\n1.234,5\n",
            kernel.Execute("Console.WriteLine(2.25); await Task.Delay(1); Console.WriteLine($\"{1234.5:N1}\");").Stream("stdout"));
        Assert.Contains("57.8M MACs", kernel.Execute("#!groupconv explain \"Conv2d(64, 128, 3, padding=1, groups=4)\" --size 56")
            .Only("display_data").Data("text/plain"), StringComparison.Ordinal);

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
    public async Task A_connection_file_that_cannot_be_served_is_refused_in_one_line()
    {
        using var folder = new TemporaryFolder();
        var ran = await Programs.GroupConv("jupyter", "kernel", folder.Write("c.json", "{\"transport\":\"ipc\"}"));
        Assert.Equal(1, ran.ExitCode);
        Assert.Equal("groupconv: The connection file asks for transport 'ipc'; this kernel speaks tcp. Start Jupyter with its default "
            + "transport.", ran.Error.Trim());
    }

    [Fact]
    public void What_others_may_reach_or_read_is_warned_of()
    {
        using var kernel = new KernelClient(null, openToOthers: true, ip: "0.0.0.0");
        Assert.Equal("2", kernel.Execute("1 + 1").Result);
        Assert.Equal([
            $"groupconv: other users of this machine may read the connection file {kernel.ConnectionFile}, and with its key run code as "
                + $"you. Fix: chmod 600 {kernel.ConnectionFile}",
            "groupconv: listening at 0.0.0.0, where other machines may connect; only the key protects this kernel."],
            kernel.Errors.Trim().Split('\n'));
    }

    /// <summary>Jupyter passes the arguments that it does not know itself, as <c>jupyter run</c> does.</summary>
    [Fact]
    public async Task Further_arguments_are_named_and_change_nothing()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("c.json", "{\"transport\":\"ipc\"}");
        var ran = await Programs.GroupConv("jupyter", "kernel", file, "notebook.py", "--Some.x=1");
        Assert.Equal(1, ran.ExitCode);
        Assert.StartsWith("groupconv: the kernel has no use for: notebook.py --Some.x=1\ngroupconv: The connection file asks for",
            ran.Error, StringComparison.Ordinal);
    }
}

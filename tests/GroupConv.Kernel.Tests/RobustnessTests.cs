using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace GroupConv.Kernel.Tests;

/// <summary>Cells that would end a lesser kernel.</summary>
[Collection(SharedKernel.Hardship)]
public sealed class RobustnessTests(KernelClient kernel)
{
    [Theory]
    [InlineData("Environment.Exit(3);")]
    [InlineData("System.Environment.Exit(exitCode: 3);")]
    [InlineData("using static System.Environment;\nExit(3);")]
    [InlineData("Action<int> end = Environment.Exit; end(3);")]
    public void Exit_ends_the_cell_and_says_so(string code)
    {
        kernel.Execute("var stays = 4;");
        var run = kernel.Execute(code + "\nConsole.WriteLine(\"after\");");
        Assert.Equal("EnvironmentExit", run.Error.Text("ename"));
        Assert.StartsWith("Environment.Exit(3) ended this cell.", run.Error.Text("evalue"), StringComparison.Ordinal);
        Assert.Equal("", run.Stream("stdout"));
        Assert.Equal("4", kernel.Execute("stays").Result);
    }

    [Fact]
    public void Another_Exit_is_its_owners() =>
        Assert.Equal("9", kernel.Execute("class Door { public int Exit(int n) => n + 1; } new Door().Exit(8)").Result);

    [Theory]
    [InlineData("int Down(int n) => 1 + Down(n + 1);\nDown(0)")]
    [InlineData("int Value => Value + 1;\nValue")]
    [InlineData("Func<int, int> down = null; down = n => { return 1 + down(n + 1); };\ndown(0)")]
    [InlineData("class Tree { public Tree Left; public Tree() { Left = new Tree(); } }\nnew Tree()")]
    public void Recursion_without_end_is_an_exception(string code)
    {
        Assert.Equal("InsufficientExecutionStackException", kernel.Execute(code).Error.Text("ename"));
        Assert.Equal("2", kernel.Execute("1 + 1").Result);
    }

    [Theory]
    [InlineData("var x = new List<object>(); x.Add(x); x")]
    [InlineData("object[] y = new object[1]; y[0] = y; y")]
    [InlineData("var h = new HashSet<object>(); h.Add(h); h")]
    [InlineData("var q = new Queue<object>(); q.Enqueue(q); q")]
    [InlineData("var l = new List<object>(); l.Add(new object[] { l }); l")]
    [InlineData("record Ring { public Ring Next { get; set; } } var ring = new Ring(); ring.Next = new Ring { Next = ring }; ring")]
    [InlineData("object z = 1; for (int i = 0; i < 100_000; i++) z = new[] { z }; z")]
    public void A_value_that_contains_itself_is_said_and_the_kernel_lives(string code)
    {
        Assert.Contains("it contains itself, or nests more than 64 levels", kernel.Execute(code).Result, StringComparison.Ordinal);
        Assert.Equal("2", kernel.Execute("1 + 1").Result);
    }

    [Theory]
    [InlineData("new Self()", "[ [ [ [ [ [ [ ... ] ] ] ] ] ] ]")]
    [InlineData("new List<Self> { new Self() }", "[ [ [")]
    public void A_sequence_of_itself_is_shown_to_some_depth(string code, string text)
    {
        kernel.Execute("class Self : IEnumerable<Self> { public IEnumerator<Self> GetEnumerator() { yield return this; } "
            + "System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator(); }");
        Assert.Contains(text, kernel.Execute(code).Result, StringComparison.Ordinal);
    }

    [Fact]
    public void A_display_that_takes_for_ever_is_interrupted()
    {
        string members = string.Concat("ABCDEFGHIJKLMNOP".Select(name => $"public Node {name} {{ get; set; }} "));
        string values = string.Concat("ABCDEFGHIJKLMNOP".Select(name => $"node.{name} = node; "));
        kernel.Execute($"class Node {{ {members} }}\nvar node = new Node();\n{values}");
        string id = kernel.Send("execute_request", KernelClient.Cell("Console.WriteLine(\"shows\"); node"));
        kernel.NextPublished(id, "stream");
        kernel.Reply(kernel.Send("interrupt_request", new { }, control: true), control: true);
        Assert.StartsWith("The cell was interrupted.", kernel.Reply(id).Text("evalue"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_task_that_nothing_looked_at_is_shown()
    {
        kernel.Execute("void Fail() { Task.Run(() => throw new InvalidOperationException(\"unseen\")); } Fail();");
        kernel.Until(
            () => kernel.Execute("await Task.Delay(1); GC.Collect(); GC.WaitForPendingFinalizers();").Stream("stderr")
                .Contains("A task failed, and nothing looked at its result.\nInvalidOperationException: unseen", StringComparison.Ordinal),
            "the exception");
    }

    [Theory]
    [InlineData("new Thread(() => throw new InvalidOperationException(\"lost\")).Start();")]
    [InlineData("async void Fail() { await Task.Yield(); throw new InvalidOperationException(\"lost\"); }\nFail();")]
    [InlineData("ThreadPool.QueueUserWorkItem(_ => throw new InvalidOperationException(\"lost\"));")]
    public void An_exception_of_a_thread_is_shown_and_the_kernel_lives(string code)
    {
        string id = kernel.Send("execute_request", KernelClient.Cell(code));
        Assert.Equal("ok", kernel.Reply(id).Text("status"));
        Assert.StartsWith("A thread of this notebook ended by an exception.\nInvalidOperationException: lost",
            kernel.NextPublished(id, "stream").Text("text"), StringComparison.Ordinal);
        Assert.Equal("2", kernel.Execute("1 + 1").Result);
    }

    [Fact]
    public void A_compile_error_is_told_of_the_code_as_it_was_written()
    {
        var error = kernel.Execute("while (true)\n    foreach (var x in nothing) await x;").Error;
        Assert.Matches(@"^Cell \d+, line 2, column 23: error CS0103: The name 'nothing' does not exist", error.Text("evalue"));
        Assert.DoesNotContain("CellGuard", error.Content.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Traces_name_cell_and_line_behind_checks()
    {
        var error = kernel.Execute("async Task Fail()\n{\n    for (;;)\n        await Task.FromException(new "
            + "InvalidOperationException(\"here\"));\n}\nawait Fail();").Error;
        var trace = error.Content["traceback"]!.AsArray().Select(l => l!.GetValue<string>()).ToList();
        Assert.Matches(@"^   at Fail in Cell \d+, line 4$", trace[1]);
        Assert.Matches(@"^   at Cell \d+, line 6$", trace[2]);
    }

    /// <summary>Libraries that the kernel has for itself, each in a version that it does not have.</summary>
    [Fact]
    public void A_notebook_may_have_its_own_version_of_the_kernels_libraries()
    {
        using var folder = new TemporaryFolder();
        foreach (string? name in new[] { "NetMQ", "AsyncIO", "Markdig", "System.CommandLine", "Microsoft.CodeAnalysis.CSharp",
            "NuGet.Versioning", "Newtonsoft.Json" })
        {
            string path = Library(folder, name);
            string type = $"Own_{name.Replace('.', '_')}.Thing";
            var run = kernel.Execute($"#r \"{path}\"\n{type}.Version + \" \" + typeof({type}).Assembly.GetName().Version");
            Assert.Equal("fixture 99.0.0.0", run.Result);
        }

        // The kernel still has its own.
        Assert.Equal("3", kernel.Execute("#!csharp\n1 + 2").Result);
        Assert.Equal("complete", kernel.Ask("is_complete_request", new { code = "1 + 2" }).Text("status"));
    }

    [Fact]
    public void A_notebook_may_have_a_real_other_version_of_a_library()
    {
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        string other = Path.Combine(packages, "system.commandline", "2.0.0-beta4.22272.1", "lib", "net6.0", "System.CommandLine.dll");
        Assert.SkipUnless(File.Exists(other), "another version of System.CommandLine is not in the cache");

        // Handler was taken out in later versions; the kernel's own command line has one of these.
        using var own = new KernelClient();
        Assert.Equal("True", own.Execute($"#r \"{other}\"\nvar root = new System.CommandLine.RootCommand(); root.Handler is null").Result);
        Assert.Contains("groups", own.Execute("#!groupconv explain \"Conv2d(4, 8, 3, groups=2)\"").Only("display_data")
            .Data("text/plain"), StringComparison.Ordinal);
    }

    private static string Library(TemporaryFolder folder, string name)
    {
        string code = $"[assembly: System.Reflection.AssemblyVersion(\"99.0.0.0\")]\nnamespace Own_{name.Replace('.', '_')}; public static "
            + $"class Thing {{ public static string Version => \"fixture\"; }}";
        var compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(code)],
            [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        string path = folder.File(name + ".dll");
        var emitted = compilation.Emit(path);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        return path;
    }
}

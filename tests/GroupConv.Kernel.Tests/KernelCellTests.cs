using System.Diagnostics;

namespace GroupConv.Kernel.Tests;

/// <summary>C# cells in the real kernel.</summary>
[Collection(SharedKernel.Cells)]
public sealed class KernelCellTests(KernelClient kernel)
{
    private const double LongestTrivial = 500;

    [Theory]
    [InlineData("1 + 2", "3")]
    [InlineData("\"text\"", "text")]
    [InlineData("1.5m", "1.5")]
    [InlineData("0.1 + 0.2", "0.30000000000000004")]
    [InlineData("DayOfWeek.Friday", "Friday")]
    [InlineData("new DateTime(2026, 1, 2)", "2026-01-02 00:00:00Z")]
    [InlineData("await Task.FromResult(7)", "7")]
    [InlineData("await Task.Run(async () => { await Task.Delay(5); return 8; })", "8")]
    [InlineData("true", "True")]
    public void Simple_values_are_text_alone(string code, string text)
    {
        var result = kernel.Execute(code).Only("execute_result");
        Assert.Equal(["text/plain"], result.Content["data"]!.AsObject().Select(p => p.Key));
        Assert.StartsWith(text, result.Data("text/plain"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("new { A = 1 }", "A: 1")]
    [InlineData("new[] { 1, 2, 3 }", "[ 1, 2, 3 ]")]
    [InlineData("HTML(\"<b>x</b>\")", "x")]
    public void Other_values_are_text_beside_html(string code, string text)
    {
        var result = kernel.Execute(code).Only("execute_result");
        Assert.Contains(text, result.Data("text/plain"), StringComparison.Ordinal);
        Assert.Contains("<", result.Data("text/html"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(object)null")]
    [InlineData("var silentValue = 5;")]
    [InlineData("Math.Abs(3);")]
    [InlineData("// a comment")]
    [InlineData("")]
    public void Nothing_to_show_shows_nothing(string code)
    {
        var run = kernel.Execute(code);
        Assert.Equal("ok", run.Status);
        Assert.Empty(run.Outputs);
    }

    [Fact]
    public void Console_and_displays_come_in_order_and_apart()
    {
        var run = kernel.Execute("Console.Write(\"a\"); Console.WriteLine(\"b\"); Console.Error.WriteLine(\"c\"); display(1); "
            + "Console.WriteLine(\"d\"); 2");
        // On a busy machine one stream's text may come in several messages.
        var order = run.Outputs.Select(o => o.Type + o.Text("name")).ToList();
        Assert.Equal(["streamstdout", "streamstderr", "display_data", "streamstdout", "execute_result"],
            order.Where((one, i) => i == 0 || order[i - 1] != one));
        Assert.Equal("ab\nd\n", run.Stream("stdout"));
        Assert.Equal("c\n", run.Stream("stderr"));
    }

    [Fact]
    public void A_cell_that_keeps_the_console_does_not_keep_it_from_the_next()
    {
        Assert.Empty(kernel.Execute("Console.SetOut(new StringWriter()); Console.SetError(Console.Out); Console.SetIn(new "
            + "StringReader(\"x\")); Console.WriteLine(\"kept\");").Outputs);
        var run = kernel.Execute("Console.WriteLine(\"out\"); Console.Error.WriteLine(\"err\");");
        Assert.Equal("out\n", run.Stream("stdout"));
        Assert.Equal("err\n", run.Stream("stderr"));
        Assert.Equal("StdinNotImplementedError", kernel.Execute("Console.ReadLine()").Error.Text("ename"));
    }

    [Fact]
    public void Many_lines_become_few_messages()
    {
        var run = kernel.Execute("for (int i = 0; i < 100_000; i++) Console.WriteLine(i);");
        Assert.Equal(100_000, run.Stream("stdout").Count(c => c == '\n'));
        Assert.EndsWith("99999\n", run.Stream("stdout"), StringComparison.Ordinal);
        Assert.InRange(run.Outputs.Count(), 1, 200);
    }

    [Fact]
    public void A_line_is_shown_while_the_cell_runs()
    {
        string id = kernel.Send("execute_request",
            KernelClient.Cell("Console.WriteLine(\"first\");\nwhile (!File.Exists(\"seen\")) "
                + "Thread.Sleep(1);\nConsole.WriteLine(\"second\");"));
        Assert.Equal("first\n", kernel.NextPublished(id, "stream").Text("text"));
        File.WriteAllText(Path.Combine(kernel.Folder, "seen"), "");
        Assert.Equal("second\n", kernel.NextPublished(id, "stream").Text("text"));
        Assert.Equal("ok", kernel.Reply(id).Text("status"));
    }

    /// <summary>About 10 ms on an idle machine. The fastest of a row counts, which a busy machine slows down least.</summary>
    [Fact]
    public void A_trivial_cell_is_answered_at_once()
    {
        kernel.Execute("1 + 1");
        var times = new List<double>();
        for (var patience = Stopwatch.StartNew();
            times.Count < 20 || (times.Min() > LongestTrivial && patience.Elapsed < KernelClient.Patience);)
        {
            var watch = Stopwatch.StartNew();
            Assert.Equal("2", kernel.Execute("1 + 1").Result);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        Assert.InRange(times.Min(), 0, LongestTrivial);
    }

    [Fact]
    public void A_displayed_value_is_updated_also_from_a_later_cell()
    {
        var shown = kernel.Execute("var shown = display(\"one\");").Only("display_data");
        var updated = kernel.Execute("shown.Update(HTML(\"<i>two</i>\"));").Only("update_display_data");
        Assert.Equal(shown.Content["transient"]!["display_id"]!.GetValue<string>(),
            updated.Content["transient"]!["display_id"]!.GetValue<string>());
        Assert.Equal("<i>two</i>", updated.Data("text/html"));
    }

    [Theory]
    [InlineData("display(42)")]
    [InlineData("42.Display()")]
    [InlineData("\"42\".DisplayAs(\"text/plain\")")]
    public void What_is_displayed_by_the_last_expression_is_shown_once(string code) =>
        Assert.Equal("42", Assert.Single(kernel.Execute(code).Outputs).Data("text/plain"));

    [Fact]
    public void Display_is_an_extension_too() =>
        Assert.Equal("42", kernel.Execute("42.Display();").Only("display_data").Data("text/plain"));

    [Fact]
    public void A_formatter_of_the_user_is_used_and_one_that_throws_leaves_text()
    {
        kernel.Execute("class Shown { } class Broken { }\nFormatter.Register<Shown>(s => \"<b>shown</b>\", "
            + "\"text/html\");\nFormatter.Register<Broken>(b => throw new Exception(\"no way\"), \"text/html\");");
        Assert.Equal("<b>shown</b>", kernel.Execute("new Shown()").Only("execute_result").Data("text/html"));
        var broken = kernel.Execute("new Broken()");
        Assert.Equal("ok", broken.Status);
        Assert.Contains("no way", broken.Result, StringComparison.Ordinal);
        Assert.Contains("Exception: on the way",
            kernel.Execute("IEnumerable<int> Ends() { yield return 1; throw new Exception(\"on the way\"); }\nEnds()").Result,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_declared_before_an_exception_stays()
    {
        var run = kernel.Execute("var kept = 41;\nint Fail(int x) => throw new InvalidOperationException(\"no \" + x);\nFail(3);");
        Assert.Equal("error", run.Status);
        Assert.Equal("InvalidOperationException", run.Error.Text("ename"));
        Assert.Equal("no 3", run.Error.Text("evalue"));
        var lines = run.Error.Content["traceback"]!.AsArray().Select(l => l!.GetValue<string>()).ToList();
        Assert.Equal("InvalidOperationException: no 3", lines[0]);
        Assert.Matches(@"^   at Fail in Cell \d+, line 2$", lines[1]);
        Assert.Matches(@"^   at Cell \d+, line 3$", lines[2]);
        Assert.Equal(3, lines.Count);
        Assert.Equal("42", kernel.Execute("kept + 1").Result);
    }

    [Theory]
    [InlineData("var few = new int[2];\nfew[5]", @"^   at Cell \d+, line 2$")]
    [InlineData("int big = int.MaxValue;\n\nchecked(big + few2.Length)", @"^   at Cell \d+, line 3$")]
    [InlineData("for (int i = 0; ; i++)\n    few2[i] = 1;", @"^   at Cell \d+$")]
    [InlineData("int Late(int[] from)\n{\n    var all = 0;\n    for (int i = 0; ; i++)\n        all += from[i];\n}\nLate(few2)",
        @"^   at Late in Cell \d+, line 2 or below$")]
    public void An_index_that_is_out_of_range_is_found(string code, string place)
    {
        kernel.Execute("var few2 = new int[2];");
        Assert.Matches(place, kernel.Execute(code).Error.Content["traceback"]![1]!.GetValue<string>());
    }

    [Fact]
    public void All_that_failed_together_is_told()
    {
        var traceback = kernel.Execute("Task.WaitAll(Task.Run(() => throw new Exception(\"one\", new Exception(\"under\"))), Task.Run(() "
            + "=> throw new Exception(\"two\")));")
            .Error.Content["traceback"]!.AsArray().Select(l => l!.GetValue<string>());
        Assert.Equal(["caused by Exception: one", "caused by Exception: under", "caused by Exception: two"],
            traceback.Where(l => l.StartsWith("caused by", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_assembly_of_the_framework_may_be_named_without_its_ending() =>
        Assert.Equal("5", kernel.Execute("#r \"System.Text.Json\"\n5").Result);

    [Fact]
    public void A_compile_error_shows_the_line_and_the_place()
    {
        var run = kernel.Execute("var fine = 1;\n\nvar broken = 2");
        Assert.Equal("CompilationError", run.Error.Text("ename"));
        Assert.Matches("^Cell [0-9]+, line 3, column 15: error CS1002: ; expected$", run.Error.Text("evalue"));
        Assert.Equal(
            [run.Error.Text("evalue"), "    var broken = 2", "                  ^"],
            run.Error.Content["traceback"]!.AsArray().Select(l => l!.GetValue<string>()));
        Assert.Equal("CompilationError", kernel.Execute("fine").Error.Text("ename"));
    }

    [Fact]
    public void Deep_recursion_has_room() =>
        Assert.Equal("60000", kernel.Execute("int Deep(int n) => n == 0 ? 0 : 1 + Deep(n - 1);\nDeep(60_000)").Result);

    [Fact]
    public void A_task_without_end_does_not_hold_the_cell()
    {
        Assert.Equal("ok", kernel.Execute("var endless = Task.Run(async () => { while (true) await Task.Delay(20); });").Status);
        Assert.Equal("False", kernel.Execute("endless.IsCompleted").Result);
    }

    [Fact]
    public void Output_of_a_task_goes_to_the_cell_that_started_it()
    {
        string id = kernel.Send("execute_request",
            KernelClient.Cell("var go = new TaskCompletionSource(); var later = Task.Run(async () => { await go.Task; "
            + "Console.WriteLine(\"late\"); });"));
        kernel.Reply(id);
        string other = kernel.Send("execute_request", KernelClient.Cell("go.SetResult(); await later;"));
        Assert.Equal("late\n", kernel.NextPublished(id, "stream").Text("text"));
        kernel.Reply(other);
    }

    [Fact]
    public void Cells_are_counted_but_for_silent_ones()
    {
        int first = kernel.Execute("1").Reply.Content["execution_count"]!.GetValue<int>();
        var silent = kernel.Execute("Console.WriteLine(2); display(3); 4", silent: true);
        Assert.All(silent.Published, m => Assert.Equal("status", m.Type));
        Assert.Equal(first, kernel.Execute("5", storeHistory: false).Reply.Content["execution_count"]!.GetValue<int>());
        Assert.Equal(first + 1, kernel.Execute("6").Reply.Content["execution_count"]!.GetValue<int>());
    }

    [Fact]
    public void Expressions_of_the_front_end_are_evaluated()
    {
        var run = kernel.Execute("var forExpression = 20;", expressions: new { good = "forExpression * 2", bad = "noSuchName" });
        Assert.Equal("40", run.Reply.Content["user_expressions"]!["good"]!["data"]!["text/plain"]!.GetValue<string>());
        Assert.Equal("error", run.Reply.Content["user_expressions"]!["bad"]!["status"]!.GetValue<string>());
    }

    [Fact]
    public void Input_is_asked_for_and_taken()
    {
        string id = kernel.Send("execute_request",
            KernelClient.Cell("var line = Console.ReadLine(); var number = Console.Read(); $\"{line}|{(char)number}\"", allowStdin: true));
        Assert.Equal(id, kernel.InputRequest().ParentId);
        kernel.Answer("hello there");
        kernel.InputRequest();
        kernel.Answer("x");
        Assert.Equal("hello there|x", kernel.NextPublished(id, "execute_result").Data("text/plain"));
    }

    [Fact]
    public void Input_that_is_not_allowed_is_an_error() =>
        Assert.Equal("StdinNotImplementedError", kernel.Execute("Console.ReadLine()").Error.Text("ename"));

    [Fact]
    public void Input_that_a_cell_leaves_is_not_the_next_ones()
    {
        string id = kernel.Send("execute_request", KernelClient.Cell("(char)Console.Read()", allowStdin: true));
        kernel.InputRequest();
        kernel.Answer("7 and more");
        kernel.Reply(id);
        kernel.Published(id);

        Assert.Equal("StdinNotImplementedError", kernel.Execute("Console.ReadLine()").Error.Text("ename"));
    }

    [Fact]
    public void Clear_output_is_sent() =>
        Assert.True(kernel.Execute("ClearOutput(wait: true);").Only("clear_output").Content["wait"]!.GetValue<bool>());

    [Fact]
    public void An_assembly_is_referred_to_by_its_path_anywhere_in_a_cell()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "AngleSharp.dll");
        Assert.Equal("hi", kernel.Execute(
            $"var html = \"<p>hi\";\n#r \"{path}\"\nnew AngleSharp.Html.Parser.HtmlParser().ParseDocument(html).Body.TextContent").Result);
        Assert.Equal("hi", kernel.Execute("new AngleSharp.Html.Parser.HtmlParser().ParseDocument(html).Body.TextContent").Result);
    }

    [Theory]
    [InlineData("#r \"nuget: GroupConv.Interactive\"\n12")]
    [InlineData("#r \"nuget:GroupConv.Interactive,0.0.1-any\"\n12")]
    [InlineData("12\n#i \"nuget:https://example.org/v3/index.json\"")]
    public void Our_package_and_sources_are_accepted(string code) => Assert.Equal("12", kernel.Execute(code).Result);

    [Theory]
    [InlineData("1\n#i \"somewhere\"", "Line 2: '#i \"somewhere\"' names no package source\\. Write #i \"nuget:SOURCE\"\\.")]
    [InlineData("#r \"no/such.dll\"", "Line 1: .*no/such\\.dll")]
    public void What_cannot_be_loaded_is_said(string code, string message) =>
        Assert.Matches(message, kernel.Execute(code).Error.Text("evalue"));

    [Fact]
    public void Magic_lines_stand_between_lines_of_code()
    {
        var run = kernel.Execute("#!csharp\nvar a1 = 1;\n#!csharp\nvar text = \"\"\"\n    #!not a magic\n    "
            + "\"\"\";\nConsole.WriteLine(text); // #!nor this\na1 + 1");
        Assert.Equal("#!not a magic\n", run.Stream("stdout"));
        Assert.Equal("2", run.Result);
        var failed = kernel.Execute("var before1 = 1;\n#!nonsense x\nConsole.WriteLine(\"never\");");
        Assert.StartsWith("There is no magic '#!nonsense'. This kernel knows #!about, #!csharp, #!groupconv, ", failed.Error.Text("evalue"),
            StringComparison.Ordinal);
        Assert.Equal("", failed.Stream("stdout"));
        Assert.Equal("1", kernel.Execute("before1").Result);
        Assert.EndsWith(", line 4, column 1: error CS0103: The name 'oops' does not exist in the current context",
            kernel.Execute("var c1 = 1;\n#!csharp\n\noops").Error.Text("evalue"), StringComparison.Ordinal);
    }
}

using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GroupConv.Kernel.Notebooks;

namespace GroupConv.Kernel.Tests;

/// <summary><c>groupconv run</c> as a process.</summary>
public sealed class RunNotebookTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_notebook_runs_in_its_folder_and_what_came_out_is_written()
    {
        _folder.Write("data.txt", "from the file");
        string path = Write(
            Cell("var text = File.ReadAllText(\"data.txt\");\ntext"),
            Cell("Console.WriteLine(\"a\"); Console.WriteLine(\"b\"); var d = display(1);"),
            Cell("d.Update(2);"),
            Cell("throw new Exception(\"skipped\");", "skip-execution"),
            Cell("throw new Exception(\"expected\");", "raises-exception"),
            Cell("text.Length"));
        var ran = await Programs.GroupConv("run", path, "--output", _folder.File("out.ipynb"), "--html", _folder.File("out.html"));
        Assert.True(ran.ExitCode == 0, ran.Error);
        Assert.Equal("", ran.Output);
        Assert.Matches(@"\[1/6\] var text = .* s", ran.Error);
        Assert.Contains("(skipped: tag skip-execution)", ran.Error, StringComparison.Ordinal);

        var notebook = JsonNode.Parse(await File.ReadAllTextAsync(_folder.File("out.ipynb"), TestContext.Current.CancellationToken))!;
        Assert.Equal(5, notebook["nbformat_minor"]!.GetValue<int>());
        Assert.Equal("kept", notebook["metadata"]!["other"]!.GetValue<string>());
        var cells = notebook["cells"]!.AsArray().Select(c => c!).ToList();
        Assert.Equal("from the file", cells[0]["outputs"]![0]!["data"]!["text/plain"]![0]!.GetValue<string>());
        Assert.Equal(["a\n", "b\n"], cells[1]["outputs"]![0]!["text"]!.AsArray().Select(l => l!.GetValue<string>()));
        Assert.Equal("2", cells[1]["outputs"]![1]!["data"]!["text/plain"]![0]!.GetValue<string>());
        Assert.Empty(cells[3]["outputs"]!.AsArray());
        Assert.Null(cells[3]["execution_count"]);
        Assert.Equal("expected", cells[4]["outputs"]![0]!["evalue"]!.GetValue<string>());
        Assert.Equal(5, cells[5]["execution_count"]!.GetValue<int>());
        Assert.Equal(6, cells.Select(c => c["id"]!.GetValue<string>()).Distinct().Count());
        Assert.Contains("from the file", await File.ReadAllTextAsync(_folder.File("out.html"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);

        var valid = await Programs.Run(
            "/usr/bin/python3", ["-W", "error", "-c", "import nbformat, sys; nbformat.validate(nbformat.read(sys.argv[1], 4))",
            _folder.File("out.ipynb")]);
        Assert.True(valid.ExitCode == 0, valid.Error);
        Assert.Equal(["data.txt", "in.ipynb", "out.html", "out.ipynb"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_failing_cell_gives_exit_code_1_and_is_named()
    {
        string path = Write(Cell("1"), Cell("var a = 1;\nint.Parse(\"x\");"), Cell("File.WriteAllText(\"never\", \"\");"));
        var ran = await Programs.GroupConv("run", path, "--output", path);
        Assert.Equal(1, ran.ExitCode);
        Assert.Contains("Cell 2 ('c1') failed: FormatException", ran.Error, StringComparison.Ordinal);
        Assert.Contains("at Cell 2, line 2", ran.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("never")));
        var cells = JsonNode.Parse(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken))!["cells"]!;
        Assert.Equal("error", cells[1]!["outputs"]![0]!["output_type"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("", "is no notebook: it is empty.")]
    [InlineData("[1]", "no JSON object")]
    [InlineData("{\"nbformat\":3,\"worksheets\":[]}", "nbformat 3")]
    [InlineData("{\"nbformat\":4}", "no list 'cells'")]
    [InlineData("{\"nbformat\":4,\"nbformat\":4,\"cells\":[]}", "is no notebook")]
    [InlineData("{\"nbformat\":4,\"cells\":[7]}", "cell 1 is no JSON object")]
    [InlineData("{\"nbformat\":4,\"cells\":[{\"cell_type\":\"code\",\"source\":{}}]}", "source of cell 1")]
    [InlineData("{\"nbformat\":4,\"cells\":[{\"cell_type\":\"x\",\"source\":\"\"}]}", "cell_type of cell 1")]
    [InlineData("{\"nbformat\":4,\"metadata\":{\"kernelspec\":{\"language\":\"python\"}},\"cells\":[]}", "notebook in python")]
    [InlineData("{\"nbformat\":4,\"metadata\":{\"kernelspec\":{\"name\":\".net-fsharp\"}},\"cells\":[]}", "notebook in F#")]
    [InlineData("{\"nbformat\":4,\"metadata\":{\"kernelspec\":{\"name\":\"python3\"}},\"cells\":[]}", "notebook in Python")]
    public void A_file_that_is_no_notebook_is_one_message(string json, string message)
    {
        string said = Assert.Throws<NotebookException>(() => NotebookDocument.Load(_folder.Write("in.ipynb", json))).Message;
        Assert.Contains(message, said, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', said);
    }

    [Fact]
    public async Task A_file_that_is_no_notebook_fails_and_writes_nothing()
    {
        var ran = await Programs.GroupConv("run", _folder.Write("in.ipynb", "[1]"), "--output", _folder.File("out.ipynb"));
        Assert.Equal(1, ran.ExitCode);
        Assert.Equal("in.ipynb is no notebook: it holds no JSON object.", ran.Error.Trim());
        Assert.False(File.Exists(_folder.File("out.ipynb")));
    }

    [Fact]
    public async Task A_folder_is_no_notebook()
    {
        Assert.Equal($"{_folder.Path} is a folder; groupconv run takes one notebook, .ipynb or .dib. There is none in it.",
            (await Programs.GroupConv("run", _folder.Path)).Error.Trim());
        _folder.Write("b.dib", "");
        _folder.Write("a.ipynb", "");
        var ran = await Programs.GroupConv("run", _folder.Path, "--timeout", "5");
        Assert.Equal(1, ran.ExitCode);
        Assert.Equal($"{_folder.Path} is a folder; groupconv run takes one notebook, .ipynb or .dib. In it: a.ipynb, b.dib. Try: groupconv "
            + $"run {_folder.File("a.ipynb")}", ran.Error.Trim());
    }

    /// <summary>What .NET Interactive and VS Code write about the language of cells.</summary>
    [Theory]
    [InlineData("{}", "{\"vscode\":{\"languageId\":\"fsharp\"}}", "#!fsharp\nlet x = 1")]
    [InlineData("{}", "{\"vscode\":{\"languageId\":\"dotnet-interactive.fsharp\"}}", "#!fsharp\nlet x = 1")]
    [InlineData("{}", "{\"vscode\":{\"languageId\":\"polyglot-notebook\"}}", "let x = 1")]
    [InlineData("{}", "{\"vscode\":{\"languageId\":\"csharp\"}}", "let x = 1")]
    [InlineData("{}", "{\"vscode\":{\"languageId\":\"powershell\"}}", "#!pwsh\nlet x = 1")]
    [InlineData("{}", "{\"dotnet_interactive\":{\"language\":\"fsharp\"}}", "#!fsharp\nlet x = 1")]
    [InlineData("{}", "{\"polyglot_notebook\":{\"kernelName\":\"csharp\"},\"vscode\":{\"languageId\":\"fsharp\"}}", "let x = 1")]
    [InlineData("{\"polyglot_notebook\":{\"kernelInfo\":{\"defaultKernelName\":\"fsharp\"}}}", "{}", "#!fsharp\nlet x = 1")]
    [InlineData("{\"polyglot_notebook\":{\"kernelInfo\":{\"defaultKernelName\":\"csharp\"}}}", "{}", "let x = 1")]
    [InlineData("{\"dotnet_interactive\":{\"defaultKernelName\":\"fsharp\"}}", "{\"polyglot_notebook\":{\"kernelName\":\"csharp\"}}",
        "let x = 1")]
    [InlineData("{\"kernelspec\":{\"language\":\"polyglot-notebook\",\"name\":\".net-csharp\"}}", "{}", "let x = 1")]
    public void The_language_of_a_cell_is_found(string notebook, string cell, string code) => Assert.Equal(code, NotebookFile.Parse(
        $"{{\"nbformat\":4,\"metadata\":{notebook},\"cells\":[{{\"cell_type\":\"code\",\"metadata\":{cell},\"source\":\"let x = 1\"}}]}}",
        "in.ipynb").Cells[0].Code);

    [Fact]
    public async Task What_is_not_there_is_said()
    {
        Assert.Contains("There is no notebook", (await Programs.GroupConv("run", "/no/such.ipynb")).Error, StringComparison.Ordinal);
        var ran = await Programs.GroupConv("run", Write(Cell("1")), "--html", _folder.File("no/such/folder.html"));
        Assert.Equal(1, ran.ExitCode);
        Assert.Contains("There is no folder", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parameters_are_injected_after_their_cell_in_the_types_that_it_declares()
    {
        string path = Write(
            Cell("// first"),
            Cell("double rate = 1;\nvar epochs = 3;\nstring name = \"a\";\nbool fast = false;\nint[] sizes = [1];\nint? limit = null;",
                "parameters"),
            Cell("var rate = 77.0;", "injected-parameters"),
            Cell("(rate / 4, epochs, name, fast, string.Join(\"+\", sizes), limit, other).ToString()"));
        var ran = await Programs.GroupConv(
            "run", path, "--output", _folder.File("out.ipynb"), "-p", "rate=2", "--param", "epochs=5", "-p", "name=7 \"quoted\"", "-p",
                "fast=true", "-p", "sizes=[3, 4]", "-p", "limit=9", "-p", "other=1.5e3");
        Assert.True(ran.ExitCode == 0, ran.Error);
        Assert.Contains("--param other: the cell with the tag 'parameters' declares no 'other'.", ran.Error, StringComparison.Ordinal);
        var cells = JsonNode.Parse(await File.ReadAllTextAsync(
            _folder.File("out.ipynb"), TestContext.Current.CancellationToken))!["cells"]!.AsArray();
        Assert.Equal(4, cells.Count);
        Assert.Equal("injected-parameters", cells[2]!["metadata"]!["tags"]![0]!.GetValue<string>());
        Assert.Equal("(0.5, 5, 7 \"quoted\", True, 3+4, 9, 1500)",
            cells[3]!["outputs"]![0]!["data"]!["text/plain"]![0]!.GetValue<string>());
    }

    [Theory]
    [InlineData("epochs", "is not NAME=VALUE")]
    [InlineData("1x=2", "is not NAME=VALUE")]
    [InlineData("int=2", "is not NAME=VALUE")]
    [InlineData("epochs=many", "the notebook declares 'int epochs', and 'many' is none")]
    public void A_parameter_that_cannot_be_meant_is_one_message(string parameter, string message)
    {
        var notebook = NotebookDocument.Load(Write(Cell("int epochs = 1;", "parameters")));
        string said = Assert.Throws<NotebookException>(() => Parameters.Inject(notebook, [Parameters.Parse(parameter)])).Message;
        Assert.Contains(message, said, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', said);
    }

    [Fact]
    public async Task A_cell_that_takes_too_long_is_stopped_and_fails()
    {
        string path = Write(Cell("while (true) { }"), Cell("File.WriteAllText(\"never\", \"\");"));
        var ran = await Programs.GroupConv("run", path, "--timeout", "0.5", "--output", path);
        Assert.Equal(1, ran.ExitCode);
        Assert.Contains("Cell 1 ('c0') failed: TimeoutError", ran.Error, StringComparison.Ordinal);
        Assert.Contains("The cell did not end within 0.5 s (--timeout).", ran.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("never")));
        Assert.Contains("TimeoutError", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cells_that_fail_or_take_too_long_may_be_allowed()
    {
        string[] endless = ["Thread.Sleep(-1);", "await Task.Delay(-1);", "while (true) Console.WriteLine();"];
        var ran = await Programs.GroupConv(
            "run", Write([.. endless.Select(code => Cell(code)), Cell("throw new Exception(\"a\");"),
            Cell("File.WriteAllText(\"reached\", \"\");")]), "--allow-errors", "--timeout", "4");
        Assert.Equal(0, ran.ExitCode);
        foreach (string code in endless)
            Assert.Matches(Regex.Escape(code) + @" \d+\.\d s \(TimeoutError, as --allow-errors allows\)", ran.Error);
        Assert.Contains("(Exception, as --allow-errors allows)", ran.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("reached")));
    }

    [Theory]
    [InlineData("Func<int, int> deep = null;\nSystem.Linq.Expressions.Expression<Func<int, int>> unchecked_ = i => deep(i + 1) + "
        + "1;\ndeep = unchecked_.Compile();\ndeep(0)", 134)]
    [InlineData("Environment.FailFast(\"meant\");", 134)]
    [InlineData("System.Diagnostics.Process.GetCurrentProcess().Kill();", 137)]
    public async Task A_cell_that_ends_the_process_is_the_last_one_named_and_what_ran_before_is_kept(string ends, int exitCode)
    {
        string path = Write(Cell("40 + 2"), Cell(ends), Cell("3"));
        var ran = await Programs.GroupConv("run", path, "--output", _folder.File("out.ipynb"));
        Assert.Equal(exitCode, ran.ExitCode);
        Assert.Contains($"[2/3] {ends.Split('\n')[0]}", ran.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("[3/3]", ran.Error, StringComparison.Ordinal);
        var cells = JsonNode.Parse(await File.ReadAllTextAsync(
            _folder.File("out.ipynb"), TestContext.Current.CancellationToken))!["cells"]!;
        Assert.Equal("42", cells[0]!["outputs"]![0]!["data"]!["text/plain"]![0]!.GetValue<string>());
        Assert.Empty(cells[1]!["outputs"]!.AsArray());
        Assert.Equal(["in.ipynb", "out.ipynb"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_file_that_is_replaced_keeps_its_permissions_and_the_links_to_it()
    {
        if (OperatingSystem.IsWindows())
            return;

        string path = Write(Cell("\"\U0001F600\""));
        File.SetUnixFileMode(path, KernelClient.Private);
        File.CreateSymbolicLink(_folder.File("link.ipynb"), path);
        Assert.Equal(0, (await Programs.GroupConv("run", path, "--output", _folder.File("link.ipynb"))).ExitCode);
        Assert.NotNull(new FileInfo(_folder.File("link.ipynb")).LinkTarget);
        Assert.Equal(KernelClient.Private, File.GetUnixFileMode(path));
        Assert.Contains("\"\U0001F600\"", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--output", "is a folder")]
    [InlineData("--html", "is a folder")]
    public async Task What_cannot_be_written_is_said_before_a_cell_runs(string option, string message)
    {
        var ran = await Programs.GroupConv("run", Write(Cell("File.WriteAllText(\"never\", \"\");")), option, _folder.Path);
        Assert.Equal(1, ran.ExitCode);
        Assert.Contains(message, ran.Error, StringComparison.Ordinal);
        Assert.Single(ran.Error.Trim().Split('\n'));
        Assert.False(File.Exists(_folder.File("never")));
    }

    [Theory]
    [InlineData("int", "-5", "int x = -5;")]
    [InlineData("uint", "3000000000", "uint x = 3000000000U;")]
    [InlineData("byte", "255", "byte x = 255;")]
    [InlineData("ulong", "18446744073709551615", "ulong x = 18446744073709551615UL;")]
    [InlineData("char", "'", "char x = '\\'';")]
    [InlineData("List<int>", "[3, 4]", "List<int> x = [3, 4];")]
    [InlineData("IReadOnlyList<string>", "[\"a\"]", "IReadOnlyList<string> x = [\"a\"];")]
    [InlineData("int[][]", "[[1], []]", "int[][] x = [[1], []];")]
    [InlineData("char[]", "[\"a\"]", "char[] x = ['a'];")]
    [InlineData("object", "1.5", "object x = (double)1.5D;")]
    [InlineData("string?", "null", "string? x = null;")]
    [InlineData("string", "null", "string x = \"null\";")]
    public void A_value_takes_the_type_that_is_declared(string type, string value, string declaration) =>
        Assert.Equal(declaration, Parameters.Declaration("x", value, type));

    [Theory]
    [InlineData("byte", "256", "and '256' is none")]
    [InlineData("char", "ab", "and 'ab' is none")]
    [InlineData("List<int>", "[1.5]", "and '[1.5]' is none")]
    [InlineData("DateTime", "2026-01-01", "--param gives bool, numbers, char, string and lists of these")]
    [InlineData("List<DateTime>", "[1]", "--param gives bool, numbers, char, string and lists of these")]
    public void A_value_that_is_none_of_its_type_is_said(string type, string value, string message) =>
        Assert.Contains(message, Assert.Throws<NotebookException>(() => Parameters.Declaration("x", value, type)).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("0")]
    [InlineData("soon")]
    public async Task A_time_limit_that_is_none_is_said(string limit)
    {
        var ran = await Programs.GroupConv("run", Write(Cell("1")), "--timeout", limit);
        Assert.Equal(1, ran.ExitCode);
        Assert.Contains("--timeout", ran.Error, StringComparison.Ordinal);
        Assert.Single(ran.Error.Trim().Split('\n'));
    }

    [Fact]
    public async Task A_dib_file_runs_and_is_converted_there_and_back()
    {
        const string dib = "#!meta\n\n"
            + "{\"kernelInfo\":{\"defaultKernelName\":\"csharp\",\"items\":[{\"aliases\":[],\"name\":\"csharp\"}]}}\n\n"
            + "#!markdown\n\n# Title\n\n#!csharp\n\nvar a = 20;\n\n#!html\n\n<b>bold</b>\n\n#!csharp\n\na + 1\n\n";
        string file = _folder.Write("in.dib", dib);
        var ran = await Programs.GroupConv("run", file, "--output", _folder.File("out.ipynb"));
        Assert.True(ran.ExitCode == 0, ran.Error);
        string executed = await File.ReadAllTextAsync(_folder.File("out.ipynb"), TestContext.Current.CancellationToken);
        Assert.Contains("\"21\"", executed, StringComparison.Ordinal);
        Assert.Contains("\"<b>bold</b>\"", executed, StringComparison.Ordinal);

        Assert.Equal(0, (await Programs.GroupConv("convert", file, _folder.File("converted.ipynb"))).ExitCode);
        Assert.Equal(0, (await Programs.GroupConv("convert", _folder.File("converted.ipynb"), _folder.File("back.dib"))).ExitCode);
        Assert.Equal(dib, await File.ReadAllTextAsync(_folder.File("back.dib"), TestContext.Current.CancellationToken));
        foreach (string? name in new[] { "out.ipynb", "converted.ipynb" })
        {
            var valid = await Programs.Run(
                "/usr/bin/python3", ["-W", "error", "-c", "import nbformat, sys; nbformat.validate(nbformat.read(sys.argv[1], 4))",
                _folder.File(name)]);
            Assert.True(valid.ExitCode == 0, valid.Error);
        }
    }

    [Theory]
    [InlineData("in.txt", "out.ipynb", "is neither .dib nor .ipynb")]
    [InlineData("missing.dib", "out.ipynb", "There is no notebook")]
    [InlineData("missing.ipynb", "out.dib", "There is no notebook")]
    public async Task What_cannot_be_converted_is_one_message(string from, string to, string message)
    {
        var ran = await Programs.GroupConv("convert", _folder.File(from), _folder.File(to));
        Assert.Equal(1, ran.ExitCode);
        Assert.Contains(message, ran.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    private static JsonObject Cell(string source, params string[] tags) => new()
    {
        ["cell_type"] = "code",
        ["metadata"] = new JsonObject { ["tags"] = new JsonArray([.. tags.Select(t => JsonValue.Create(t))]) },
        ["source"] = source,
        ["outputs"] = new JsonArray(),
        ["execution_count"] = null,
    };

    private string Write(params JsonObject[] cells)
    {
        for (int i = 0; i < cells.Length; i++)
            cells[i]["id"] = "c" + i;
        return _folder.Write("in.ipynb", new JsonObject
        {
            ["nbformat"] = 4,
            ["nbformat_minor"] = 4,
            ["metadata"] = new JsonObject { ["other"] = "kept" },
            ["cells"] = new JsonArray([.. cells]),
        }.ToJsonString());
    }
}

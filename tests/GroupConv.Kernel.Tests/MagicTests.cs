using System.Text.Json;

namespace GroupConv.Kernel.Tests;

/// <summary>Magics and the surface of .NET Interactive in the real kernel.</summary>
[Collection(SharedKernel.Cells)]
public sealed class MagicTests(KernelClient kernel)
{
    [Fact]
    public void A_cell_holds_several_languages_in_order()
    {
        var run = kernel.Execute("var lang1 = 1;\n#!html\n<p>it's</p>\n\n#!markdown\n# Title\n#!javascript\nconst a = "
            + "'</script>';\n#!csharp\nlang1 + 1");
        Assert.Equal(["display_data", "display_data", "display_data", "execute_result"], run.Outputs.Select(o => o.Type));
        var shown = run.Outputs.ToList();
        Assert.Equal("<p>it's</p>", shown[0].Data("text/html"));
        Assert.Equal("# Title", shown[1].Data("text/markdown"));
        Assert.Equal("<script type=\"text/javascript\">\n(async () => {\nconst a = '<\\/script>';\n})();\n</script>", shown[2]
            .Data("text/html"));
        Assert.Equal("2", run.Result);
    }

    [Theory]
    [InlineData("#!fsharp\nlet x = 1", "#!fsharp", "F#")]
    [InlineData("#!f#\nlet x = 1", "#!f#", "F#")]
    [InlineData("#!pwsh\nGet-Date", "#!pwsh", "PowerShell")]
    [InlineData("#!sql\nselect 1", "#!sql", "SQL")]
    [InlineData("#!sql-shop\nselect 1", "#!sql-shop", "SQL")]
    [InlineData("#!kql\nT | take 1", "#!kql", "KQL")]
    [InlineData("#!connect mssql --kernel-name shop", "#!connect", "connections to other kernels")]
    public void A_language_that_is_not_here_is_named_with_what_to_do(string code, string asked, string language)
    {
        var error = kernel.Execute(code).Error;
        Assert.Equal("NoSuchLanguageError", error.Text("ename"));
        Assert.StartsWith($"{asked}: this kernel runs C#; it has no {language}. ", error.Text("evalue"), StringComparison.Ordinal);
        Assert.EndsWith("To keep the cell for .NET Interactive and leave it out here, give it the tag skip-execution.",
            error.Text("evalue"), StringComparison.Ordinal);
    }

    [Fact]
    public void Values_are_set_shared_and_kept()
    {
        var run = kernel.Execute(
            "#!set --name set1 --value plain\n#!set --name set2 --value \"two 'words'\"\n#!set --name set3 --value {\"a\": [1, 2]} "
                + "--mime-type application/json\n"
            + "#!set --name set4 --value 2.5 --mime-type application/json\nvar set5 = new List<int> { 1 };\n#!set --name set6 --value "
                + "@csharp:set5\n"
            + "#!value --name kept1\nany \"text\"\n#!not a magic\n#!csharp\n#!share kept1 --from value --as set7\n#!set --name set8 "
                + "--value @value:kept1\n"
            + "$\"{set1}|{set2}|{set3.RootElement.GetProperty(\"a\")[1]}|{set4 + 1}|{object.ReferenceEquals(set5, set6)}|{set7}|{set7 == "
                + "set8}\"");
        Assert.Equal("plain|two 'words'|2|3.5|True|any \"text\"\n#!not a magic|True", run.Result);
    }

    [Theory]
    [InlineData("#!set --name x", "Option '--value' is required\\. Try: #!set --help")]
    [InlineData("#!set --name x --value \"open", "The quote \" in \"open is never closed\\.")]
    [InlineData("#!set --name x --value {\"a\": 1", "What begins with .* is never closed\\.")]
    [InlineData("#!set --name 1x --value 1", "'1x' is no name that a C# variable can have\\.")]
    [InlineData("#!set --name x --value {nonsense} --mime-type application/json", "{nonsense} is no JSON: ")]
    [InlineData("#!set --name x --value @csharp:noSuchVariable", "There is no C# variable 'noSuchVariable'\\.")]
    [InlineData("#!set --name x --value @fsharp:y", "'fsharp': this kernel runs C#; it has no F#\\.")]
    [InlineData("#!set --name x --value @nowhere:y", "There is no 'nowhere' to take 'y' from: this kernel has csharp and value\\.")]
    [InlineData("#!share nope --from value", "There is no value 'nope'\\..* Keep one with #!value --name nope\\.")]
    [InlineData("#!value --name v --from-file no/such.txt", "There is no file .*no/such\\.txt\\.")]
    [InlineData("#!import no/such.dib", "There is no notebook .*no/such\\.dib\\.")]
    [InlineData("#!import picture.png", "#!import reads \\.ipynb, \\.dib, \\.cs, .*'picture\\.png' is none of them\\.")]
    public void A_mistake_in_a_magic_is_one_message(string code, string message)
    {
        var error = kernel.Execute(code).Error;
        Assert.Equal("MagicError", error.Text("ename"));
        Assert.Matches("^" + message, error.Text("evalue"));
    }

    [Fact]
    public void A_magic_explains_itself() =>
        Assert.Matches("^Description:\n  Gives a variable a value(.|\n)*#!set \\[options\\](.|\n)*--name <NAME>",
            kernel.Execute("#!set --help").Stream("stdout").ReplaceLineEndings("\n"));

    [Fact]
    public void Input_is_asked_for_by_cells_and_by_magics()
    {
        string id = kernel.Send("execute_request", KernelClient.Cell(
            "#!set --name asked1 --value @input:\"Which file?\"\n#!set --name asked2 --value @password\n"
            + "var asked3 = await Kernel.GetInputAsync(\"Third?\");\nvar asked4 = await "
                + "Microsoft.DotNet.Interactive.Kernel.GetPasswordAsync(\"Fourth?\");\n"
            + "var asked5 = input(\"Fifth?\"); var asked6 = password();\n"
            + "string.Join(\"|\", asked1, asked2, asked3, asked4, asked5, asked6, asked6.GetClearTextPassword())",
            allowStdin: true));
        foreach (var (prompt, isPassword, answer) in new[]
        {
            ("Which file?", false, "a \"quoted\" name.txt"), ("", true, "s3cret"), ("Third?", false, "3"), ("Fourth?", true, "4"),
                ("Fifth?", false, "5"), ("", true, "six"),
        })
        {
            var request = kernel.InputRequest();
            Assert.Equal(prompt, request.Text("prompt"));
            Assert.Equal(isPassword, request.Content["password"]!.GetValue<bool>());
            kernel.Answer(answer);
        }

        Assert.Equal("a \"quoted\" name.txt|s3cret|3|4|5|***|six", kernel.NextPublished(id, "execute_result").Data("text/plain"));
        Assert.Equal("StdinNotImplementedError", kernel.Execute("#!set --name x --value @input").Error.Text("ename"));
    }

    [Fact]
    public void Other_notebooks_and_files_are_imported()
    {
        Write("helpers.dib", "#!meta\n{}\n#!csharp\n#r \"System.Net.Http.dll\"\nint Doubled(int x) => 2 * "
            + "x;\n\n#!markdown\n*imported*\n\n#!csharp\nvar fromDib = Doubled(21);\n");
        Write("more.csx", "var fromScript = fromDib + 1;");
        Write("more.cs", "public static class FromFile { public static int Value => 7; }");
        Write("all.ipynb", JsonSerializer.Serialize(new
        {
            nbformat = 4,
            nbformat_minor = 5,
            metadata = new { },
            cells = new object[]
            {
                new { cell_type = "markdown", metadata = new { }, source = "# Title" },
                new { cell_type = "code", metadata = new { }, source = new[] { "#!import helpers.dib\n", "#!import \"more.csx\"" },
                    outputs = Array.Empty<object>() },
                new { cell_type = "code", metadata = new { polyglot_notebook = new { kernelName = "html" } }, source = "<b>bold</b>",
                    outputs = Array.Empty<object>() },
            },
        }));
        var run = kernel.Execute("#!import all.ipynb\n#!import more.cs\nfromScript + FromFile.Value");
        Assert.Equal("50", run.Result);
        Assert.Equal(["# Title", "*imported*", "bold"], run.Outputs.Where(o => o.Type == "display_data")
            .Select(o => o.Data("text/plain")));
    }

    [Fact]
    public void What_fails_in_an_imported_file_names_it()
    {
        Write("broken.dib", "#!csharp\nvar fine2 = 1;\n#!csharp\n\nint Fail() => throw new InvalidOperationException(\"no\");\nFail();");
        var traceback = kernel.Execute("1.ToString();\n#!import broken.dib").Error.Content["traceback"]!.AsArray()
            .Select(l => l!.GetValue<string>()).ToList();
        Assert.Equal("InvalidOperationException: no", traceback[0]);
        Assert.Equal("   at Fail in Cell broken.dib cell 2, line 1", traceback[1]);
        Assert.Equal("in broken.dib cell 2, imported", traceback[^1]);
        Write("loop.dib", "#!csharp\n#!import loop2.csx");
        Write("loop2.csx", "#!import loop.dib");
        Assert.Equal("loop.dib imports itself: loop.dib → loop2.csx → loop.dib.", kernel.Execute("#!import loop.dib").Error.Text("evalue"));
    }

    [Theory]
    [InlineData("@input")]
    [InlineData("@password:Word")]
    public void What_the_user_types_is_text_whatever_it_looks_like(string token)
    {
        string id = kernel.Send("execute_request", KernelClient.Cell($"#!set --name typed --value {token}\ntyped", allowStdin: true));
        kernel.InputRequest();
        kernel.Answer("@csharp:secret");
        Assert.Equal("@csharp:secret", kernel.NextPublished(id, "execute_result").Data("text/plain"));
        Assert.Equal("ok", kernel.Reply(id).Text("status"));
    }

    [Fact]
    public void Time_is_shown_at_the_end_also_of_a_cell_that_fails()
    {
        var run = kernel.Execute("#!time\nThread.Sleep(60);\n5");
        Assert.Equal(["execute_result", "display_data"], run.Outputs.Select(o => o.Type));
        string text = run.Only("display_data").Data("text/plain");
        Assert.Matches(@"^Wall time: \d+(\.\d+)?ms$", text);
        Assert.InRange(double.Parse(text["Wall time: ".Length..^2], System.Globalization.CultureInfo.InvariantCulture), 55, 60_000);
        Assert.Matches("^Wall time", kernel.Execute("#!time\nthrow new Exception();").Only("display_data").Data("text/plain"));
    }

    [Fact]
    public void Variables_are_listed_with_types_values_and_sizes()
    {
        var fresh = new NotebookSession();
        Assert.Equal("No variables.", fresh.Execute("#!whos").Only("text/plain"));
        fresh.Execute("var big = new byte[20_000_000]; int? none = null; var pairs = new Dictionary<string, (int, double[])>(); var text "
            + "= \"<b>&amp;\";");
        Assert.Equal("big, none, pairs, text", fresh.Execute("#!who").Only("text/plain"));
        var table = fresh.Execute("#!whos");
        string[] lines = table.Only("text/plain").Split('\n');
        Assert.Matches(@"^Variable  Type +Value +Size$", lines[0]);
        Assert.Matches(@"^big +byte\[\] +\[ 0, 0, 0, .*… +20\.0 MB$", lines[1]);
        Assert.Matches(@"^none +int\? +<null> +0 B$", lines[2]);
        Assert.Matches(@"^pairs +Dictionary<string, \(int, double\[\]\)> .* \d+ B$", lines[3]);
        Assert.Contains("<td style=\"text-align:left;padding:2px 10px\">&lt;b&gt;&amp;amp;</td>", table.Only("text/html"),
            StringComparison.Ordinal);
        Assert.Matches(">20\\.0 MB</td>", table.Only("text/html"));
    }

    [Fact]
    public void Magics_are_listed()
    {
        string text = kernel.Execute("#!lsmagic").Only("display_data").Data("text/plain");
        foreach (string? magic in new[] { "#!csharp, #!c#, #!C#", "#!groupconv", "#!html", "#!import", "#!javascript, #!js", "#!lsmagic",
            "#!markdown, #!md", "#!set", "#!share", "#!time", "#!who ", "#!whos", "#r \"nuget: Id, Version\"", "#i \"nuget:SOURCE\"" })
            Assert.Contains(magic, text, StringComparison.Ordinal);
        Assert.DoesNotContain("fsharp", text, StringComparison.Ordinal);
        Assert.Matches(@"^GroupConv \d+\.\d+\.\d+.*: C# on \.NET 10\.", kernel.Execute("#!about").Only("display_data").Data("text/plain"));
    }

    [Fact]
    public void Values_are_displayed_as_asked_and_updated()
    {
        var shown = kernel.Execute("var shown1 = \"<i>one</i>\".DisplayAs(\"text/html\");").Only("display_data");
        Assert.Equal("<i>one</i>", shown.Data("text/html"));
        var updated = kernel.Execute("shown1.Update(HTML(\"<b>two</b>\"));").Only("update_display_data");
        Assert.Equal("<b>two</b>", updated.Data("text/html"));
        Assert.Equal(shown.Content["transient"]!["display_id"]!.GetValue<string>(),
            updated.Content["transient"]!["display_id"]!.GetValue<string>());

        var plain = kernel.Execute("display(new { A = 1 }, \"text/plain\");").Only("display_data");
        Assert.Equal(["text/plain"], plain.Content["data"]!.AsObject().Select(p => p.Key));
        var json = kernel.Execute("Kernel.display(new { A = 1 }, \"application/json\");").Only("display_data");
        Assert.Equal(1, json.Content["data"]!["application/json"]!["A"]!.GetValue<int>());
        Assert.Contains("<td>", kernel.Execute("new[] { new { A = 1 } }.DisplayTable();").Only("display_data")
            .Data("text/html"), StringComparison.Ordinal);
        Assert.Equal("<style>\np { color: red }\n</style>", kernel.Execute("CSS(\"p { color: red }\");").Only("display_data")
            .Data("text/html"));
        Assert.Equal("<script type=\"text/javascript\">\nalert(1)\n</script>", kernel.Execute("Javascript(\"alert(1)\");")
            .Only("display_data").Data("text/html"));
    }

    [Fact]
    public void Tags_that_a_notebook_asks_for_hide_the_kernels_names()
    {
        // Usings stay for the cells that follow, so not in the kernel of the other tests: input is a tag, too.
        var fresh = new NotebookSession();
        Assert.Equal("<b>x</b>", fresh.Execute("using static Microsoft.DotNet.Interactive.Formatting.PocketViewTags;\nb(\"x\")")
            .Data("text/html"));
        Assert.Equal("<input>x</input>", fresh.Execute("input(\"x\")").Data("text/html"));
    }

    [Fact]
    public void The_names_of_notebooks_may_be_written_in_full()
    {
        var run = kernel.Execute("using Microsoft.DotNet.Interactive;\nusing Microsoft.DotNet.Interactive.Formatting;\nusing static "
            + "Microsoft.DotNet.Interactive.Kernel;\n"
            + "Microsoft.DotNet.Interactive.DisplayedValue full1 = display(\"a\");\nDisplayedValue full2 = "
                + "System.DisplayExtensions.Display(\"b\");\nvar full3 = HTML(\"<p>\");");
        Assert.Equal("ok", run.Status);
        Assert.Equal(2, run.Outputs.Count());
    }

    [Fact]
    public void Magics_complete_their_words()
    {
        kernel.Execute("var completed1 = 1;");
        Assert.Contains("@csharp:completed1", Complete("#!set --name x --value @c"));
        Assert.Equal(["@input"], Complete("#!set --name x --value @i"));
        Assert.Equal(["#!lsmagic"], Complete("#!ls"));
        Assert.Contains("--from", Complete("#!share x --"));
        Write("to complete.dib", "");
        Write("complete2.csx", "");
        Assert.Equal(["complete2.csx"], Complete("#!import c"));
    }

    private IEnumerable<string> Complete(string code) =>
        kernel.Ask("complete_request", new { code, cursor_pos = code.Length }).Content["matches"]!.AsArray()
            .Select(m => m!.GetValue<string>());

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(kernel.Folder, name), text);
}

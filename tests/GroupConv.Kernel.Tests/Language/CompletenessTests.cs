using System.Text.Encodings.Web;
using System.Text.Json;

namespace GroupConv.Kernel.Tests.Language;

/// <summary>is_complete, and history: what consoles ask.</summary>
[Collection(SharedKernel.Cells)]
public sealed class CompletenessTests(KernelClient kernel)
{
    private static readonly JsonSerializerOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Theory]
    [InlineData("", "complete", "")]
    [InlineData("1 + 1", "complete", "")]
    [InlineData("var a = 1;\nvar b = 2;", "complete", "")]
    [InlineData("for (;;) {", "incomplete", "    ")]
    [InlineData("for (;;)\n{\n    if (true)\n    {", "incomplete", "        ")]
    [InlineData("class A\n{\n    int x;", "incomplete", "    ")]
    [InlineData("if (true)", "incomplete", "    ")]
    [InlineData("Console.WriteLine(1,", "incomplete", "")]
    [InlineData("var text = \"\"\"", "incomplete", "")]
    [InlineData("var text = \"\"\"\n  a", "incomplete", "  ")]
    [InlineData("/* not closed", "incomplete", "")]
    [InlineData("numbers.", "incomplete", "")]
    [InlineData("#if X", "incomplete", "")]
    [InlineData("int = 7q;", "invalid", "")]
    [InlineData("var a = 1; }", "invalid", "")]
    [InlineData("#!groupconv explain x", "complete", "")]
    [InlineData("#!csharp\nvar x = 1;", "complete", "")]
    [InlineData("#!csharp\nvar x = {", "incomplete", "    ")]
    [InlineData("#!nonesuch\nSELECT * FROM", "unknown", "")]
    [InlineData("#r \"nuget:GroupConv.Core\"", "complete", "")]
    public void It_knows_when_a_cell_is_complete(string code, string status, string indent)
    {
        var reply = kernel.Ask("is_complete_request", new { code });
        Assert.Equal(status, reply.Text("status"));
        Assert.Equal(indent, reply.Text("indent"));
    }

    [Fact]
    public void History_is_given_by_tail_by_range_and_by_pattern()
    {
        using var console = new KernelClient();
        string[] cells = ["var first = 1;", "first + 1", "\"text\"", "first + 1"];
        foreach (string cell in cells)
            console.Execute(cell);
        console.Execute("silent", silent: true);
        console.Execute("5", storeHistory: false);
        console.Execute("throw new Exception();");

        Assert.Equal("""[[1,4,"first + 1"],[1,5,"throw new Exception();"]]""",
            Ask(new { output = false, raw = true, hist_access_type = "tail", n = 2 }));
        Assert.Equal("""[[1,2,["first + 1","2"]],[1,3,["\"text\"","text"]]]""",
            Ask(new { output = true, raw = true, hist_access_type = "range", session = 0, start = 2, stop = 4 }));
        Assert.Equal("""[[1,4,"first + 1"],[1,5,"throw new Exception();"]]""",
            Ask(new { output = false, hist_access_type = "range", session = 1, start = 4 }));
        Assert.Equal("[]", Ask(new { output = false, hist_access_type = "range", session = -1, start = 1, stop = 4 }));
        Assert.Equal("""[[1,1,"var first = 1;"],[1,4,"first + 1"]]""",
            Ask(new { output = false, hist_access_type = "search", pattern = "*first*", unique = true }));
        Assert.Equal("""[[1,4,["first + 1","2"]]]""", Ask(new { output = true, hist_access_type = "search", pattern = "first*", n = 1 }));
        Assert.Equal("""[[1,1,["var first = 1;",null]]]""", Ask(new { output = true, hist_access_type = "search", pattern = "var*" }));
        Assert.Equal("[]", Ask(new { hist_access_type = "nonesuch" }));

        string Ask(object request) => console.Ask("history_request", request).Content["history"]!.ToJsonString(AsWritten);
    }

    [Fact]
    public void Compile_errors_name_the_cell_the_line_and_the_column()
    {
        kernel.Execute("var known = 1;");
        var error = kernel.Execute("var fine = 1;\n\n\tvar s = \"😀\" + missing;").Error;
        var count = error.Content["traceback"]!.AsArray().Select(l => l!.GetValue<string>()).ToList();
        Assert.Matches("^Cell [0-9]+, line 3, column 16: error CS0103: The name 'missing' does not exist in the current context$",
            count[0]);
        Assert.Equal("    \tvar s = \"😀\" + missing;", count[1]);
        Assert.Equal("    \t               ^~~~~~~", count[2]);
        Assert.Equal(count[0], error.Text("evalue"));
    }
}

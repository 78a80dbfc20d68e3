using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Tests;

public sealed class CellSplitterTests
{
    [Fact]
    public void Code_keeps_its_lines()
    {
        var cell = CellSplitter.Split("var a = 1;\n#!one x\r\n\nvar b = 2;\n#!two\n");
        Assert.Equal(
            [("var a = 1;\n", false), ("#!one x", true), ("\n\n\nvar b = 2;\n", false), ("#!two", true)],
            cell.Parts.Select(p => (p.Text, p.IsMagic)));
    }

    [Theory]
    [InlineData("var s = \"\"\"\n#!no\n\"\"\";")]
    [InlineData("var s = @\"\n#!no\n\";")]
    [InlineData("var s = $\"\"\"\n#!no {1}\n\"\"\";")]
    [InlineData("/*\n#!no\n*/ var x = 1;")]
    [InlineData("// a\n// #!no\nvar x = 1;")]
    [InlineData("#if NEVER\n#!no\n#endif\nvar x = 1;")]
    [InlineData("var x = 1; // #!no")]
    [InlineData("var s = \"#!no\";")]
    public void Lines_inside_of_strings_and_comments_are_no_magics(string code)
    {
        var part = Assert.Single(CellSplitter.Split(code).Parts);
        Assert.False(part.IsMagic);
        Assert.Equal(code, part.Text);
    }

    [Theory]
    [InlineData("#!groupconv explain \"Conv2d(64, 128, 3)\" // \" /* '")]
    [InlineData("#!m /* not a comment")]
    [InlineData("#!m \"\"\" not a string")]
    [InlineData("#!m 'x")]
    public void A_magic_ends_with_its_line(string magic)
    {
        var parts = CellSplitter.Split($"1;\n{magic}\n2;").Parts;
        Assert.Equal([false, true, false], parts.Select(p => p.IsMagic));
        Assert.Equal(magic, parts[1].Text);
        Assert.Equal("\n\n2;", parts[2].Text);
    }

    [Fact]
    public void References_are_taken_out_wherever_they_stand()
    {
        var cell = CellSplitter.Split("var a = 1;\n#r \"nuget: X, 1.0\"\n#i \"nuget:https://example.org/v3/index.json\"\nvar b = "
            + "\"\"\"\n#r \"no\"\n\"\"\";");
        Assert.Equal([('r', "nuget: X, 1.0", 2), ('i', "nuget:https://example.org/v3/index.json", 3)],
            cell.References.Select(r => (r.Kind, r.Target, r.Line)));
        Assert.Equal("var a = 1;\n\n\nvar b = \"\"\"\n#r \"no\"\n\"\"\";", Assert.Single(cell.Parts).Text);
    }

    [Theory]
    [InlineData("#r nuget:Serilog", 'r', "nuget:Serilog")]
    [InlineData("#r nuget: Serilog, 4.0.0", 'r', "nuget: Serilog, 4.0.0")]
    [InlineData("#r 'nuget: Serilog, 4.0.0'", 'r', "nuget: Serilog, 4.0.0")]
    [InlineData("#r \u201Cnuget: Serilog\u201D", 'r', "nuget: Serilog")]
    [InlineData("#r nuget: Serilog, 4.0.0 // logging", 'r', "nuget: Serilog, 4.0.0")]
    [InlineData("#r nuget:Serilog;", 'r', "nuget:Serilog")]
    [InlineData("  #r   NuGet:Serilog  ", 'r', "NuGet:Serilog")]
    [InlineData("#i nuget:https://example.org/v3/index.json", 'i', "nuget:https://example.org/v3/index.json")]
    [InlineData("#i 'nuget:folder'", 'i', "nuget:folder")]
    public void Packages_need_no_quotes(string line, char kind, string target)
    {
        var cell = CellSplitter.Split($"var a = 1;\n{line}\na");
        Assert.Equal([(kind, target, 2)], cell.References.Select(r => (r.Kind, r.Target, r.Line)));
        Assert.Equal("var a = 1;\n\na", Assert.Single(cell.Parts).Text);
    }

    [Theory]
    [InlineData("#r Serilog")]
    [InlineData("#r nuget")]
    public void What_names_no_package_stays_an_error_of_the_compiler(string line) =>
        Assert.Empty(CellSplitter.Split($"{line}\n1").References);

    [Theory]
    [InlineData("")]
    [InlineData("  \n\t\n")]
    [InlineData("// only a comment")]
    [InlineData("#r \"x.dll\"\n// and a comment")]
    [InlineData("#region a\n#endregion")]
    public void What_is_no_code_is_no_part(string code) => Assert.Empty(CellSplitter.Split(code).Parts);

    [Fact]
    public void Other_languages_end_at_the_next_language()
    {
        var cell = CellSplitter.Split("var a = 1;\n#!html\n<p>it's \" /* \n#r \"no.dll\"\n#!time\n#!markdown\n# title\n  #!csharp is "
            + "text\n#!csharp\n#r \"x.dll\"\na");
        Assert.Equal(["var a = 1;\n", "#!html", "#!markdown", "#!csharp", "\n\n\n\n\n\n\n\n\n\na"], cell.Parts.Select(p => p.Text));
        Assert.Equal([null, "<p>it's \" /* \n#r \"no.dll\"\n#!time\n", "# title\n  #!csharp is text\n", null, null],
            cell.Parts.Select(p => p.Body));
        Assert.Equal([('r', "x.dll", 10)], cell.References.Select(r => (r.Kind, r.Target, r.Line)));
    }

    [Theory]
    [InlineData("#!html", "")]
    [InlineData("#!md\n\ntext", "\ntext")]
    [InlineData("  #!js --quiet\r\nalert(\"#!csharp\")\r\n", "alert(\"#!csharp\")\r\n")]
    public void A_cell_may_be_of_another_language(string code, string body) =>
        Assert.Equal(body, Assert.Single(CellSplitter.Split(code).Parts).Body);

    [Theory]
    [InlineData("var s = \"\"\"\n    #!html\n    \"\"\";")]
    [InlineData("/*\n#!markdown\n*/ var x = 1;")]
    [InlineData("#if NEVER\n#!html\n<p>\n#endif\nvar x = 1;")]
    public void A_language_in_a_string_or_comment_is_none(string code) =>
        Assert.Equal(code, Assert.Single(CellSplitter.Split(code).Parts).Text);
}

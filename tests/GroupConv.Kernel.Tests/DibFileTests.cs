using GroupConv.Kernel.Notebooks;

namespace GroupConv.Kernel.Tests;

/// <summary>Notebooks in .NET Interactive's text format.</summary>
public sealed class DibFileTests
{
    private const string Sample = """
        #!meta

        {"kernelInfo":{"defaultKernelName":"csharp",
        "items":[{"aliases":[],"name":"csharp"},{"aliases":["db"],"languageName":"T-SQL","name":"sql-shop"}]}}

        #!csharp

        #r "nuget: Some.Package, 1.0"
        #!time
        var x = 1;

        x

        #!markdown

        # A title

        #!db

        select 1
        """;

    [Fact]
    public void Cells_start_at_their_language_and_magics_stay_in_them()
    {
        var file = DibFile.Parse(Sample, "a.dib");
        Assert.Equal(["csharp", "markdown", "sql-shop"], file.Cells.Select(c => c.Language));
        Assert.Equal("#r \"nuget: Some.Package, 1.0\"\n#!time\nvar x = 1;\n\nx", file.Cells[0].Text);
        Assert.Equal("# A title", file.Cells[1].Text);
        Assert.Equal("csharp", file.Metadata!["kernelInfo"]!["defaultKernelName"]!.GetValue<string>());
    }

    [Fact]
    public void What_was_read_is_written_again()
    {
        var file = DibFile.Parse(Sample, "a.dib");
        var again = DibFile.Parse(file.ToText(), "b.dib");
        Assert.Equal(file.Cells, again.Cells);
        Assert.Equal(file.ToText(), again.ToText());
    }

    [Fact]
    public void A_language_of_its_own_survives_the_way_there_and_back()
    {
        var file = DibFile.Parse(Sample, "a.dib");
        Assert.Equal(file.Cells, NotebookDocument.ToDib(NotebookDocument.ToNotebook(file)).Cells);
    }

    [Theory]
    [InlineData("1 + 2", "csharp:1 + 2")]
    [InlineData("\uFEFF#!csharp\r\n\r\n1\r\n2\r\n", "csharp:1\n2")]
    [InlineData("#!f#\nlet x = 1\n#!md\ntext\n#!C#\n3", "fsharp:let x = 1|markdown:text|csharp:3")]
    [InlineData("#!csharp\n\n#!html --no-cell\n<b>", "csharp:#!html --no-cell\n<b>")]
    [InlineData("#!csharp\n\n\n#!csharp\n4", "csharp:4")]
    [InlineData("#!meta\n{\"kernelInfo\":{\"defaultKernelName\":\"html\"}}\n#!unknown\n<b>", "html:#!unknown\n<b>")]
    [InlineData("#!meta\n\n#!csharp\n5", "csharp:5")]
    [InlineData("#!meta", "")]
    [InlineData("", "")]
    public void Texts_are_parted(string text, string cells) =>
        Assert.Equal(cells, string.Join('|', DibFile.Parse(text, "a.dib").Cells.Select(c => $"{c.Language}:{c.Text}")));

    [Theory]
    [InlineData("#!meta\n{\n#!csharp\n1", "a\\.dib: what stands under #!meta is no JSON: ")]
    [InlineData("#!meta\n[1]\n#!csharp\n1", "a\\.dib: what stands under #!meta must be a JSON object\\.")]
    public void Broken_metadata_is_said(string text, string message) =>
        Assert.Matches(message, Assert.Throws<NotebookException>(() => DibFile.Parse(text, "a.dib")).Message);

    [Fact]
    public void Odd_metadata_is_no_reason_to_fail()
    {
        const string metadata =
            "{\"kernelInfo\":{\"items\":[1,{\"name\":2},{\"name\":\"a\",\"aliases\":[3,\"b\"]}],\"defaultKernelName\":{}}}";
        var file = DibFile.Parse($"#!meta\n{metadata}\n#!b\nx", "a.dib");
        Assert.Equal([new DibCell("a", "x")], file.Cells);
    }

    [Fact]
    public void A_missing_file_is_said() =>
        Assert.Equal("There is no notebook no/such.dib.", Assert.Throws<NotebookException>(() => DibFile.Load("no/such.dib")).Message);
}

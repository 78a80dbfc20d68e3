using System.Globalization;

namespace GroupConv.Kernel.Tests;

/// <summary>Cells have the culture that the user sets; what the kernel and GroupConv show does not change with it.</summary>
[Collection(InProcess.Name)]
public sealed class CultureTests(NotebookSession notebook)
{
    private const string Read = "1.5.ToString() + \" \" + await Task.Run(() => 2.5.ToString())";

    [Theory]
    [InlineData("System.Globalization.CultureInfo.CurrentCulture = new System.Globalization.CultureInfo(\"fr-FR\");")]
    [InlineData("using System.Globalization;\nCultureInfo.CurrentCulture = new(\"fr-FR\");\nawait Task.Delay(1);")]
    [InlineData("Thread.CurrentThread.CurrentCulture = System.Globalization.CultureInfo.GetCultureInfo(\"fr-FR\");")]
    [InlineData("void French() { System.Globalization.CultureInfo.CurrentCulture = new(\"fr-FR\"); }\nFrench();")]
    [InlineData("System.Globalization.CultureInfo.CurrentCulture = new(\"fr-FR\");\n#!csharp\nthrow new Exception(\"after\");")]
    [InlineData("System.Globalization.CultureInfo.CurrentCulture = System.Globalization.CultureInfo.CurrentUICulture = new(\"fr-FR\");")]
    public void A_culture_lasts_until_the_next(string sets)
    {
        try
        {
            notebook.Execute(sets);
            Assert.Equal("1,5 2,5", notebook.Execute(Read).Result);
            Assert.Equal("1,5 2,5", notebook.Execute("var again = 1;\n#!csharp\n" + Read).Result);
            Assert.Equal("1.5", notebook.Execute("1.5").Result);
            Assert.Equal("2,25\n", notebook.Execute("Console.WriteLine(2.25);").Output.Text);
            Assert.Contains("[ 0.5, 1.5 ]", notebook.Execute("new[] { 0.5, 1.5 }").Result, StringComparison.Ordinal);
        }
        finally
        {
            notebook.Execute("System.Globalization.CultureInfo.CurrentCulture = System.Globalization.CultureInfo.InvariantCulture;\n"
                + "System.Globalization.CultureInfo.CurrentUICulture = System.Globalization.CultureInfo.InvariantCulture;");
        }

        Assert.Equal("1.5 2.5", notebook.Execute(Read).Result);
    }

    [Fact]
    public void A_task_that_sets_its_own_culture_changes_no_other()
    {
        notebook.Execute("await Task.Run(() => System.Globalization.CultureInfo.CurrentCulture = new(\"fr-FR\"));");
        Assert.Equal("1.5 2.5", notebook.Execute(Read).Result);
    }

    /// <summary>The default of threads holds where a cell set no other, which needs a notebook of its own.</summary>
    [Fact]
    public void The_default_culture_is_that_of_cells()
    {
        var fresh = new NotebookSession();
        try
        {
            fresh.Execute("System.Globalization.CultureInfo.DefaultThreadCurrentCulture = new(\"fr-FR\");");
            Assert.Equal("1,5 2,5", fresh.Execute(Read).Result);
        }
        finally
        {
            CultureInfo.DefaultThreadCurrentCulture = null;
        }
    }

    [Theory]
    [InlineData("fr-FR")]
    [InlineData("sv-SE")]
    [InlineData("ar-SA")]
    [InlineData("tr-TR")]
    [InlineData("fa-IR")]
    public void What_groupconv_shows_is_the_same_in_every_culture(string culture)
    {
        const string verb = "#!groupconv explain \"Conv2d(64, 128, 3, padding=1, groups=4)\" --size 57";
        string Shown() => string.Join('\n', notebook.Execute(verb).Output.Displayed.Select(d => d["text/plain"] + "\n" + d["text/html"]));
        string before = Ids(Shown());
        Assert.NotEqual("", before);
        notebook.Execute($"System.Globalization.CultureInfo.CurrentCulture = new(\"{culture}\");");
        try
        {
            Assert.Equal(before, Ids(Shown()));
        }
        finally
        {
            notebook.Execute("System.Globalization.CultureInfo.CurrentCulture = System.Globalization.CultureInfo.InvariantCulture;");
        }
    }

    /// <summary>Without the ids of elements, which are unique.</summary>
    private static string Ids(string html) => System.Text.RegularExpressions.Regex.Replace(html, "gc-[0-9a-f]{4,}", "gc-id");
}

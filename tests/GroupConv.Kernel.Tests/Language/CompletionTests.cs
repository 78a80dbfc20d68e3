using System.Diagnostics;

namespace GroupConv.Kernel.Tests.Language;

/// <summary>Tab, asked of a real kernel with a few cells behind it.</summary>
public sealed class CompletionTests(CompletionTests.Notebook notebook) : IClassFixture<CompletionTests.Notebook>
{
    public sealed class Notebook : IDisposable
    {
        public Notebook()
        {
            foreach (string cell in Cells)
                Assert.Equal("ok", Kernel.Execute(cell).Status);
            Kernel.StartLanguage();
        }

        internal KernelClient Kernel { get; } = new();

        private static string[] Cells =>
        [
            "using System.Net.Http;\nusing Text = System.Text.StringBuilder;\nvar numbers = new List<int> { 1, 2 };\nvar size = 3;",
            "class Person { public string Name { get; set; } = \"\"; public int Age; public virtual string Greet(string word) => word; "
                + "}\nrecord Point(int Across, int Down);\nvar someone = new Person();\nvar pair = (Left: 1, Right: \"r\");",
            "static string Shout(this string text, int times = 1) => text.ToUpperInvariant();\nint Twice(int number) => number * 2;",
            "var size = \"a text now\";\nvar odd = new { Inner = 1.5, Deep = new[] { new { Leaf = 1 } } };\nvar point = new Point(1, 2);",
            "var conv = new Conv2d(12, 18, 3, groups: 6);\nvar x = Tensor.Create<float>(new float[1 * 12 * 8 * 8], [1, 12, 8, 8]);",
        ];

        public void Dispose() => Kernel.Dispose();
    }

    [Theory]
    [InlineData("Console.Wri|", "Wri", "Write WriteLine", "function")]
    [InlineData("numbers.Cou|", "Cou", "Count CountBy", null)]
    [InlineData("numbers.Sel|", "Sel", "Select SelectMany", "function")]
    [InlineData("someone.|", "", "Age Greet Name", null)]
    [InlineData("pair.Le|", "Le", "Left", "property")]
    [InlineData("odd.In|", "In", "Inner", "property")]
    [InlineData("odd.Deep[0].Le|", "Le", "Leaf", "property")]
    [InlineData("point.Acr|", "Acr", "Across", "property")]
    [InlineData("size.Spl|", "Spl", "Split", "function")]
    [InlineData("\"a\".Shou|", "Shou", "Shout", "function")]
    [InlineData("numb|", "numb", "numbers", "variable")]
    [InlineData("Twi|", "Twi", "Twice", "function")]
    [InlineData("new Per|", "Per", "Person", "class")]
    [InlineData("HttpCli|", "HttpCli", "HttpClient", "class")]
    [InlineData("new Te|", "Te", "Text", "class")]
    [InlineData("using System.Coll|", "Coll", "Collections", "module")]
    [InlineData("forea|", "forea", "foreach", "keyword")]
    [InlineData("IEnumer|", "IEnumer", "IEnumerable", "interface")]
    [InlineData("DayOfWeek.Fri|", "Fri", "Friday", "constant")]
    [InlineData("new Person { |", "", "Age Name", "property")]
    [InlineData("new Person { Name = \"a\", |", "", "Age", "property")]
    [InlineData("Twice(num|", "num", "number: numbers", null)]
    [InlineData("someone is { Na|", "Na", "Name", "property")]
    [InlineData("for (var i = 0; i < 3; i++)\n{\n    var inside = i;\n    ins|", "ins", "inside", "variable")]
    [InlineData("numbers.Where(each => eac|", "eac", "each", null)]
    [InlineData("Conv2d layer = conv;\nlayer.Wei|", "Wei", "Weight", "property")]
    [InlineData("GroupArithmetic.Valid|", "Valid", "ValidGroups", "function")]
    [InlineData("await Task.Dela|", "Dela", "Delay", "function")]
    [InlineData("#!groupconv explain conv\nnumbers.Rev|", "Rev", "Reverse", "function")]
    [InlineData("numbers.aver|", "aver", "Average", "function")]
    [InlineData("Console.WL|", "WL", "WriteLine", "function")]
    [InlineData("numbers.Fi|rst()", "First", "First", "function")]
    public void Csharp_is_completed(string cell, string replaced, string expected, string? kind)
    {
        var completed = notebook.Kernel.Complete(cell);
        Assert.Equal(replaced, completed.Replaced);
        Assert.Empty(expected.Split(' ').Except(completed.Matches));
        if (kind is not null)
            Assert.All(expected.Split(' '), match => Assert.Equal(kind, completed.KindOf(match)));
    }

    [Theory]
    [InlineData("new Person { Name = \"a\", |", "Name")]
    [InlineData("size.|", "CompareOrdinal")]
    [InlineData("new List|", "ListDictionary")]
    [InlineData("fo|", "forr")]
    public void What_cannot_stand_there_is_not_offered(string cell, string unexpected) =>
        Assert.DoesNotContain(unexpected, notebook.Kernel.Complete(cell).Matches);

    [Fact]
    public void An_overriding_member_comes_whole()
    {
        var completed = notebook.Kernel.Complete("class Child : Person\n{\n    public override Gre|\n}");
        Assert.Equal("Gre", completed.Replaced);
        string text = Assert.Single(completed.Matches);
        Assert.StartsWith("string Greet(string word)", text, StringComparison.Ordinal);
        Assert.Contains("return base.Greet(word);", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_notebooks_own_names_come_first() => Assert.Equal("size", notebook.Kernel.Complete("s|").Matches[0]);

    [Theory]
    [InlineData("var s = \"😀😀\"; numbers.Cou|", "Cou")]
    [InlineData("// 😀\nvar ünï = 1; ün|", "ün")]
    [InlineData("#!gro|", "#!gro")]
    [InlineData("var s = \"😀\";\n#!groupconv explain conv --gro|ups 3", "--gro")]
    public void Positions_count_code_points(string cell, string replaced) =>
        Assert.Equal(replaced, notebook.Kernel.Complete(cell).Replaced);

    [Theory]
    [InlineData("#!|", "#!csharp #!groupconv", "magic")]
    [InlineData("#!groupconv |", "explain maps run wiring help", null)]
    [InlineData("#!groupconv exp|", "explain", "verb")]
    [InlineData("#!groupconv explain c|", "conv", "variable")]
    [InlineData("#!groupconv explain conv --gr|", "--groups", "option")]
    [InlineData("#!groupconv explain --in 12 --out 18 --groups |", "1 2 3 6", "value")]
    [InlineData("#!groupconv run conv --input |", "x", "variable")]
    [InlineData("var a = 1;\n#!groupconv wiring \"nn.Conv2d(8, 16, 3, groups=|", "1 2 4 8", "value")]
    public void Magics_are_completed(string cell, string expected, string? kind)
    {
        var completed = notebook.Kernel.Complete(cell);
        Assert.Empty(expected.Split(' ').Except(completed.Matches));
        if (kind is not null)
            Assert.All(expected.Split(' '), match => Assert.Equal(kind, completed.KindOf(match)));
    }

    [Fact]
    public void Group_counts_are_those_that_a_variables_layer_allows() =>
        Assert.Equal(["1", "2", "3", "6"], notebook.Kernel.Complete("#!groupconv explain conv --groups |").Matches);

    [Theory]
    [InlineData("#!html\n<b>Cons|")]
    [InlineData("#!markdown\nnumbers.Cou|")]
    [InlineData("var a = 1;\n#!html\nnumbers.|\n#!csharp\nvar b = 2;")]
    public void Another_languages_text_is_no_csharp(string cell) =>
        Assert.Empty(notebook.Kernel.Complete(cell).Matches);

    [Fact]
    public void Csharp_behind_another_language_is_completed() =>
        Assert.Equal(["Capacity"], notebook.Kernel.Complete("#!html\n<b>{</b> \"\n#!csharp\nnumbers.Capa|").Matches);

    [Fact]
    public void Files_are_offered_where_a_path_is_expected()
    {
        using var folder = new TemporaryFolder();
        folder.Write("other.ipynb", "");
        folder.Write("library.dll", "");
        folder.Write("two words.csx", "");
        Assert.Equal([folder.File("other.ipynb")], notebook.Kernel.Complete($"#!import {folder.Path}/o|").Matches);
        Assert.Equal([$"\"{folder.File("two words.csx")}\""], notebook.Kernel.Complete($"#!import {folder.Path}/t|").Matches);
        Assert.Equal([folder.File("library.dll")], notebook.Kernel.Complete($"#r \"{folder.Path}/|").Matches);
        Assert.Equal("path", notebook.Kernel.Complete($"#load \"{folder.Path}/t|").KindOf(folder.File("two words.csx")));
    }

    [Theory]
    [InlineData("|")]
    [InlineData("numbers.|.")]
    [InlineData("\"unclosed|")]
    [InlineData("/* comment |")]
    [InlineData("}}}}|{{{{")]
    [InlineData("#!nonesuch a|")]
    [InlineData("#!groupconv run \"nn.Conv2d(|")]
    [InlineData("#!groupconv 'a|")]
    [InlineData("#r \"/no/such/folder/|")]
    [InlineData("#if X\nnumbers.|\n#endif")]
    public void Whatever_is_typed_is_answered(string cell) =>
        Assert.Equal("ok", notebook.Kernel.Complete(cell).Content["status"]!.GetValue<string>());

    /// <summary>About 20 ms on an idle machine. The fastest of a row counts, which a busy machine slows down least.</summary>
    [Fact]
    public void An_answer_comes_at_once()
    {
        const double Longest = 500;
        var times = new List<double>();
        for (var patience = Stopwatch.StartNew();
            times.Count < 10 || (times.Min() > Longest && patience.Elapsed < KernelClient.Patience);)
        {
            var watch = Stopwatch.StartNew();
            Assert.NotEmpty(notebook.Kernel.Complete("numbers.Sel|").Matches);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        Assert.InRange(times.Min(), 0, Longest);
    }

    [Fact]
    public void A_cursor_that_is_nowhere_is_answered()
    {
        foreach (int cursor in new[] { -5, 1_000_000, int.MaxValue })
            Assert.Equal("ok", notebook.Kernel.Ask("complete_request", new { code = "Console.", cursor_pos = cursor }).Text("status"));
    }
}

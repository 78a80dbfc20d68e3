namespace GroupConv.Kernel.Tests.Language;

/// <summary>Shift-Tab, asked of a real kernel with a few cells behind it.</summary>
public sealed class InspectionTests(InspectionTests.Notebook notebook) : IClassFixture<InspectionTests.Notebook>
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
            "/// <summary>Adds two <c>numbers</c>.</summary>\n/// <param name=\"a\">The first.</param>\n/// <param name=\"b\">The "
                + "second, see <see cref=\"Math.Max(int, int)\"/>.</param>\n/// <returns>Their sum.</returns>\nint Add(int a, int b = 7) "
                + "=> a + b;",
            "/// <summary>Somebody.</summary>\nclass Person\n{\n    /// <summary>What one is called.</summary>\n    public string Name { "
                + "get; set; } = \"\";\n    public Person(string name) { Name = name; }\n    public Person() { }\n    /// <summary>Says "
                + "hello.</summary>\n    /// <returns>The words.</returns>\n    public virtual string Greet() => Name;\n}\nclass Child : "
                + "Person\n{\n    /// <inheritdoc/>\n    /// <returns>Other words.</returns>\n    public override string Greet() => "
                + "\"\";\n}\nvar someone = new Person();\nvar numbers = new List<int>();\nvar odd = new { A = 1 };",
        ];

        public void Dispose() => Kernel.Dispose();
    }

    [Theory]
    [InlineData("Console.WriteL|ine(1)", "void Console.WriteLine(int value) (+ ",
        "Writes the text representation of the specified 32-bit signed integer value", "Parameters\n  value  ")]
    [InlineData("Console.WriteLine(|", "void Console.WriteLine() (+ ", "Overloads\n", "... and ")]
    [InlineData("numbers.Select(|", "IEnumerable<TResult> IEnumerable<int>.Select", "Projects each element of a sequence", "selector")]
    [InlineData("Add(1, |", "int Add(int a, int b = 7)", "Adds two numbers.", "  b  The second, see Math.Max.")]
    [InlineData("Add|(1, 2)", "int Add(int a, int b = 7)", "Returns\n  Their sum.", "Adds")]
    [InlineData("someone.Na|me", "string Person.Name", "What one is called.", "")]
    [InlineData("someone|", "(variable) Person someone", "Somebody.", "")]
    [InlineData("odd|", "(variable) 'a odd", "'a is new { int A }", "")]
    [InlineData("new Person(|", "Person.Person", "(+ 1 overload)", "Somebody.")]
    [InlineData("new Per|son()", "Person.Person() (+ 1 overload)", "Person.Person(string name)", "")]
    [InlineData("Person pe|", "(variable) Person pe", "Somebody.", "")]
    [InlineData("List<i|nt> a;", "readonly struct System.Int32", "Represents a 32-bit signed integer.", "")]
    [InlineData("{ var local = 5; loc|al", "(local variable) int local", "Represents a 32-bit", "")]
    [InlineData("GroupArithmetic.ValidGroups(|", "IReadOnlyList<int> GroupArithmetic.ValidGroups(int inChannels, int outChannels)",
        "All group counts that a layer may have", "ConvException  A channel count below 1.")]
    [InlineData("Tensor.CreateFromShape<float>(|", "Tensor<float> Tensor.CreateFromShape<float>(",
        "A new tensor with the specified lengths.", "lengths")]
    [InlineData("someone.Gre|et()", "string Person.Greet()", "Says hello.", "Returns\n  The words.")]
    [InlineData("new Child().Gre|et()", "string Child.Greet()", "Says hello.", "Returns\n  Other words.")]
    [InlineData("Conv2|d c;", "class GroupConv.Core.Conv2d", "", "")]
    [InlineData("displ|ay(1)", "DisplayedValue Kernel.display(object? value", "Displays a value", "")]
    [InlineData("var s = \"😀😀\"; Ad|d(1)", "int Add(int a, int b = 7)", "", "")]
    [InlineData("var q = \"text|\"; ", "class System.String", "Represents text", "")]
    [InlineData("#!groupconv expl|ain conv", "explain: What a layer is", "Options\n", "")]
    [InlineData("#!groupconv explain conv --gro|ups 3", "--groups N", "How many convolutions stand side by side", "")]
    [InlineData("var a = 1;\n#!groupconv |", "GroupConv: see what the groups", "Verbs\n", "")]
    public void Names_are_explained(string cell, string first, string then, string also)
    {
        var inspected = notebook.Kernel.Inspect(cell);
        Assert.True(inspected["found"]!.GetValue<bool>());
        Assert.StartsWith(first, inspected.Text(), StringComparison.Ordinal);
        Assert.Contains(then, inspected.Text(), StringComparison.Ordinal);
        Assert.Contains(also, inspected.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Markdown_marks_code_up()
    {
        string markdown = notebook.Kernel.Inspect("Add(|").Markdown();
        Assert.StartsWith("```csharp\nint Add(int a, int b = 7)\n```\n\nAdds two `numbers`.", markdown, StringComparison.Ordinal);
        Assert.Contains("**Parameters**\n\n- `a`: The first.\n- `b`: The second, see `Math.Max`.", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void More_detail_shows_the_source_and_every_overload()
    {
        Assert.Contains("Source\nint Add(int a, int b = 7) => a + b;", notebook.Kernel.Inspect("Add|", detail: 1)
            .Text(), StringComparison.Ordinal);
        Assert.DoesNotContain("Source", notebook.Kernel.Inspect("Add|").Text(), StringComparison.Ordinal);
        Assert.DoesNotContain("more", notebook.Kernel.Inspect("Console.WriteLine(|", detail: 1).Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("|")]
    [InlineData("   |")]
    [InlineData("nonesuch|")]
    [InlineData("// just words| here")]
    [InlineData("#!nonesuch a|")]
    [InlineData("}}|{{")]
    public void What_is_not_known_is_not_found(string cell)
    {
        var inspected = notebook.Kernel.Inspect(cell);
        Assert.Equal("ok", inspected["status"]!.GetValue<string>());
        Assert.False(inspected["found"]!.GetValue<bool>());
    }
}

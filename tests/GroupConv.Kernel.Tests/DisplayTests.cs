using GroupConv.Kernel.Scripting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace GroupConv.Kernel.Tests;

/// <summary>What values look like: scalars, tables, the text beside HTML, and what has no end.</summary>
[Collection(InProcess.Name)]
public sealed class DisplayTests(NotebookSession notebook)
{
    [Theory]
    [InlineData("new DateOnly(2026, 3, 4)", "2026-03-04")]
    [InlineData("new TimeOnly(7, 8, 9)", "07:08:09")]
    [InlineData("new TimeOnly(7, 8, 9, 25)", "07:08:09.025")]
    [InlineData("(Half)1.5", "1.5")]
    [InlineData("Int128.MaxValue", "170141183460469231731687303715884105727")]
    [InlineData("(UInt128)7", "7")]
    [InlineData("System.Numerics.BigInteger.Pow(2, 100)", "1267650600228229401496703205376")]
    [InlineData("new System.Numerics.Complex(1.5, -2)", "<1.5; -2>")]
    [InlineData("new Rune('x')", "x")]
    [InlineData("^1", "^1")]
    [InlineData("1..^2", "1..^2")]
    [InlineData("new Version(1, 2, 3)", "1.2.3")]
    [InlineData("new Uri(\"https://example.org/a?b=1\")", "https://example.org/a?b=1")]
    [InlineData("System.Net.IPAddress.Loopback", "127.0.0.1")]
    [InlineData("new System.Globalization.CultureInfo(\"fr-FR\")", "fr-FR")]
    [InlineData("TimeSpan.FromMinutes(90)", "01:30:00")]
    [InlineData("Guid.Empty", "00000000-0000-0000-0000-000000000000")]
    public void A_scalar_is_one_text_also_inside_of_other_values(string code, string text)
    {
        Assert.Equal(text, notebook.Execute(code).Result);
        Assert.Contains(text, notebook.Execute($"new {{ Value = {code} }}").Result, StringComparison.Ordinal);
        var many = notebook.Execute($"new[] {{ {code}, {code} }}");
        Assert.Contains(text, many.Result, StringComparison.Ordinal);
        Assert.Contains(System.Net.WebUtility.HtmlEncode(text), many.Data("text/html"), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_is_shown_as_json()
    {
        var shown = notebook.Execute("System.Text.Json.Nodes.JsonNode.Parse(\"{\\\"a\\\":[1,2]}\")");
        Assert.Equal("{ \"a\": [ 1, 2 ] }", string.Join(' ', shown.Result.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        Assert.Contains("&quot;a&quot;", shown.Data("text/html"), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_of_newtonsoft_is_shown_as_json_also_inside_of_other_values()
    {
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        string library = Path.Combine(packages, "newtonsoft.json", "13.0.1", "lib", "netstandard2.0", "Newtonsoft.Json.dll");
        Assert.SkipUnless(File.Exists(library), "Newtonsoft.Json is not in the cache");
        notebook.Execute($"#r \"{library}\"\nvar o = Newtonsoft.Json.Linq.JObject.Parse(\"{{\\\"a\\\":[1,{{\\\"b\\\":null}}]}}\");");
        foreach (string code in new[] { "o", "o[\"a\"]", "new { Inner = o }", "new object[] { o }", "o.First" })
            Assert.Contains("\"b\": null", notebook.Execute(code).Result, StringComparison.Ordinal);
        Assert.StartsWith("<pre>", notebook.Execute("o").Data("text/html"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTML(\"<b>bold</b> &amp; <i>x</i>\")", "bold & x")]
    [InlineData("HTML(\"<style>.a { color: red }</style><script>go('<b>')</script>\")", "(HTML)")]
    [InlineData("HTML(\"<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>\")", "1 2\n3")]
    [InlineData("HTML(\"<p title='a > b'>one<br/>two<!-- <p>no --></p> 1 < 2\")", "one\ntwo\n1 < 2")]
    [InlineData("HTML(\"<svg viewBox='0 0 1 1'><text>x</text></svg>\")", "(HTML)")]
    [InlineData("HTML(\"<script>never closed\")", "(HTML)")]
    [InlineData("HTML(\"<\")", "<")]
    [InlineData("PocketViewTags.h1(\"Title\")", "Title")]
    public void Html_has_its_words_as_text(string code, string text) => Assert.Equal(text, notebook.Execute(code).Result);

    [Theory]
    [InlineData("#!html\n<p>it</p>", "it")]
    [InlineData("\"<b>x</b>\".DisplayAs(\"text/html\");", "x")]
    public void Displayed_html_has_its_words_as_text(string code, string text) =>
        Assert.Equal(text, Assert.Single(notebook.Execute(code).Output.Displayed)["text/plain"]);

    [Fact]
    public void Long_html_has_a_short_text() =>
        Assert.InRange(notebook.Execute("HTML(string.Concat(Enumerable.Repeat(\"<p>word</p>\", 100_000)))").Result.Length, 1000, 1010);

    [Fact]
    public void A_type_that_the_user_draws_has_a_short_text()
    {
        notebook.Execute("""
            class Plot { public List<Plot> Parts => new() { new Plot(), new Plot() }; public string Title => "t"; }
            class Named { public override string ToString() => "its own text"; public Plot Plot => new(); }
            class Told { public Plot Plot => new(); }
            Formatter.Register<Plot>(p => "<svg/>", "text/html");
            Formatter.Register<Named>(p => "<svg/>", "text/html");
            Formatter.Register<Told>(p => "<svg/>", "text/html");
            Formatter.Register<Told>(p => new string('x', 100_000), "text/plain");
            """);
        Assert.Equal("Plot", notebook.Execute("new Plot()").Result);
        Assert.Equal("<svg/>", notebook.Execute("new Plot()").Data("text/html"));
        Assert.Equal("its own text", notebook.Execute("new Named()").Result);

        // What the user wrote is never cut.
        Assert.Equal(100_000, notebook.Execute("new Told()").Result.Length);
    }

    [Fact]
    public void A_default_text_beside_html_is_cut()
    {
        notebook.Execute("class Wide { public string[] Lines => Enumerable.Repeat(new string('y', 3_000), 20).ToArray(); }");
        string text = notebook.Execute("new Wide()").Result;
        Assert.InRange(text.Length, 16_000, 17_000);
        Assert.EndsWith("(cut: its text is longer than 16,384 characters)", text, StringComparison.Ordinal);

        // A text that is all there is, is not.
        Assert.Equal(100_000, notebook.Execute("new string('z', 100_000)").Result.Length);
    }

    [Theory]
    [InlineData("class S1 : IEnumerable<S1> { public IEnumerator<S1> GetEnumerator() { yield return this; } "
        + "System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator(); }", "S1")]
    [InlineData("class S2 : IEnumerable<object> { public IEnumerator<object> GetEnumerator() { yield return this; } "
        + "System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator(); }", "S2")]
    [InlineData("class S3 : System.Collections.IEnumerable { public System.Collections.IEnumerator GetEnumerator() { yield return this; "
        + "} }", "S3")]
    [InlineData("class S4 : IEnumerable<S4> { public IEnumerator<S4> GetEnumerator() { yield return new S4(); } "
        + "System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator(); }", "S4")]
    public void A_sequence_of_itself_is_bounded_wherever_it_stands(string type, string name)
    {
        notebook.Execute(type);
        foreach (string code in new[] { $"new {name}()", $"new HashSet<object> {{ new {name}() }}", $"new object[] {{ new {name}() }}",
            $"new List<{name}> {{ new() }}", $"new {{ Inner = new {name}() }}",
            $"new Dictionary<string, object> {{ [\"a\"] = new {name}() }}",
            $"new Stack<object>(new object[] {{ new {name}() }})", $"(1, new {name}())", $"new Lazy<{name}>(new {name}())",
            $"Enumerable.Range(0, 2).Select(_ => new {name}())" })
        {
            Assert.InRange(notebook.Execute(code).Result.Length, 1, 100_000);
        }

        Assert.Equal("2", notebook.Execute("1 + 1").Result);
    }

    [Theory]
    [InlineData("class C1 { public object Me => this; }", "new C1()")]
    [InlineData("class C2 { public C2 Next => new C2(); }", "new HashSet<object> { new C2() }")]
    [InlineData("class C3 { public IEnumerable<object> Me => Enumerable.Repeat((object)this, 2); }", "new C3()")]
    [InlineData("class C6 : Dictionary<string, object> { }\nvar c6 = new C6(); c6[\"me\"] = c6;", "c6")]
    [InlineData("dynamic c7 = new System.Dynamic.ExpandoObject(); c7.Me = c7;", "(object)c7")]
    [InlineData("var c8 = new Tuple<object[]>(new object[1]); c8.Item1[0] = c8;", "c8")]
    [InlineData("var c9 = new object[1]; c9[0] = new KeyValuePair<string, object>(\"me\", c9);", "c9")]
    public void A_value_of_endless_depth_ends_in_a_short_text(string declared, string code)
    {
        Assert.Null(notebook.Execute(declared).Failure);
        var shown = notebook.Execute(code);
        Assert.True(shown.Failure is null || shown.Failure.Name == nameof(InsufficientExecutionStackException), shown.Failure?.Message);
        Assert.InRange(shown.Output.Value?["text/plain"].ToString()!.Length ?? 1, 1, 100_000);
        Assert.Equal("2", notebook.Execute("1 + 1").Result);
    }

    [Fact]
    public void Formatting_ends_after_its_time()
    {
        object node = new Many();
        var late = new DisplayBudget(int.MaxValue, TimeSpan.FromMilliseconds(50), Cuts: false);
        Assert.Equal("formatting took more than 0.1 s", Assert.ThrowsAny<InvalidOperationException>(
            () => DisplayWriter.Format(node, "text/plain", late, default)).Message);
        Assert.EndsWith("(cut: formatting took more than 0.1 s)",
            DisplayWriter.Format(node, "text/plain", late with { Cuts = true }, default), StringComparison.Ordinal);
        Assert.Throws<OperationCanceledException>(
            () => DisplayWriter.Format(node, "text/plain", DisplayBudget.Full, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Latex_is_shown_as_latex()
    {
        foreach (string code in new[] { "new LaTeXString(@\"\\alpha\")", "(LaTeXString)@\"\\alpha\"" })
        {
            var shown = notebook.Execute(code);
            Assert.Equal(@"\alpha", shown.Data("text/latex"));
            Assert.Equal(@"\alpha", shown.Result);
        }
    }

    /// <summary>The library's shape, in an assembly of its name.</summary>
    [Fact]
    public void A_data_frame_is_a_table()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("Microsoft.Data.Analysis.dll");
        var compilation = CSharpCompilation.Create(
            "Microsoft.Data.Analysis",
            [CSharpSyntaxTree.ParseText("""
                using System.Collections.Generic;
                namespace Microsoft.Data.Analysis;
                public abstract class DataFrameColumn
                {
                    public string Name { get; set; }
                    public long Length { get; set; }
                    public object this[long row] => Get(row);
                    protected abstract object Get(long row);
                }
                public class Numbers : DataFrameColumn
                {
                    public new double? this[long row] => row == 1 ? null : row + 0.5;
                    protected override object Get(long row) => this[row];
                }
                public class DataFrame { public List<DataFrameColumn> Columns { get; } = new(); }
                """)],
            [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var emitted = compilation.Emit(path, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));

        var shown = notebook.Execute($$"""
            #r "{{path}}"
            using Microsoft.Data.Analysis;
            var frame = new DataFrame { Columns = { new Numbers { Name = "a<b", Length = 30 }, new Numbers { Name = "c", Length = 30 } } };
            frame
            """);
        Assert.StartsWith("   a<b       c\n   0.5     0.5\n<null>  <null>\n   2.5     2.5\n", shown.Result, StringComparison.Ordinal);
        Assert.EndsWith("\n30 rows, 2 columns; 20 rows and 2 columns are shown", shown.Result, StringComparison.Ordinal);
        Assert.StartsWith("<table><thead><tr><th><i>index</i></th><th>a&lt;b</th><th>c</th></tr></thead><tbody><tr><td>0</td><td>0.5</td>",
            shown.Data("text/html"), StringComparison.Ordinal);
    }

    /// <summary>Shows itself without end.</summary>
    private sealed class Many
    {
        public Many A => this;

        public Many B => this;

        public Many C => this;

        public Many D => this;

        public Many E => this;

        public Many F => this;

        public Many G => this;

        public Many H => this;
    }
}

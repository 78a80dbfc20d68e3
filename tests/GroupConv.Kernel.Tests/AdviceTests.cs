namespace GroupConv.Kernel.Tests;

/// <summary>Errors that need a word more than the compiler or the exception has.</summary>
[Collection(InProcess.Name)]
public sealed class AdviceTests(NotebookSession notebook)
{
    private const string Generators = "In a cell source generators do not run.";
    private const string Apart = "In a cell: the parts of a partial type together. A part in another cell is another type.";

    [Theory]
    [InlineData("using System.Text.RegularExpressions;\npartial class G1 { [GeneratedRegex(\"a+\")] public static partial Regex A(); }")]
    [InlineData("using System.Text.RegularExpressions;\n"
        + "partial class G2 { [GeneratedRegex(\"a+\")] public static partial Regex A { get; } }")]
    [InlineData("using System.Text.Json.Serialization;\nrecord G3(int A);\n[JsonSerializable(typeof(G3))] partial class G4 : "
        + "JsonSerializerContext { }")]
    [InlineData("using System.Runtime.InteropServices;\npartial class G5 { [LibraryImport(\"c\")] public static partial int getpid(); }")]
    public void A_source_generator_is_told_of(string code) =>
        Assert.Contains(Traceback(code), line => line.StartsWith(Generators, StringComparison.Ordinal));

    [Theory]
    [InlineData("partial class P1 { public int A = 1; }", "partial class P1 { public int B => A + 1; }")]
    [InlineData("partial struct P2 { public int A => 1; }", "partial struct P2 { public int B => A + 1; }")]
    [InlineData("public partial record P3(int A);", "public partial record P3 { public int B() { return A; } }")]
    public void A_part_of_a_type_in_another_cell_is_told_of(string first, string second)
    {
        Assert.Null(notebook.Execute(first).Failure);
        Assert.Contains(Apart, Traceback(second));
    }

    [Fact]
    public void A_member_of_a_part_in_another_cell_is_told_of()
    {
        notebook.Execute("partial class P4 { public int A = 1; }");
        notebook.Execute("partial class P4 { public int B = 2; }");
        Assert.Contains(Apart, Traceback("new P4().A"));
        Assert.Equal("2", notebook.Execute("new P4().B").Result);
        Assert.DoesNotContain(Apart, Traceback("noSuchName + new P4().B"));
    }

    [Fact]
    public void A_whole_type_with_a_missing_name_gets_no_such_advice()
    {
        notebook.Execute("class W1 { public int A = 1; }");
        Assert.DoesNotContain(Apart, Traceback("class W1 { public int B => A; }"));
        Assert.DoesNotContain(Apart, Traceback("partial class W2 { public int B => noSuchName; }"));
    }

    [Theory]
    [InlineData("class M1 : Exception { public override string Message => throw new InvalidOperationException(); }\nthrow new M1();",
        "M1: (its Message throws InvalidOperationException)")]
    [InlineData("throw new Exception(\"outer\", new M1());", "caused by M1: (its Message throws InvalidOperationException)")]
    [InlineData("class M2 : Exception { public override string Message => null; }\nthrow new M2();", "M2: ")]
    [InlineData("await Task.Run(() => throw new M1());", "M1: (its Message throws InvalidOperationException)")]
    public void An_exception_whose_message_throws_is_named(string code, string line)
    {
        notebook.Execute("class M1 : Exception { public override string Message => throw new InvalidOperationException(); }");
        Assert.Contains(line, Traceback(code));
    }

    [Fact]
    public void A_formatter_whose_exception_has_no_message_leaves_a_line()
    {
        notebook.Execute("class M3 : Exception { public override string Message => throw new InvalidOperationException(); }\nclass F1 { }\n"
            + "Formatter.Register<F1>(f => throw new M3(), \"text/html\");");
        Assert.Equal("F1 (cannot be shown as text/html: M3: (its Message throws InvalidOperationException))",
            notebook.Execute("new F1()").Result);
    }

    private IReadOnlyList<string> Traceback(string code)
    {
        var failure = notebook.Execute(code).Failure;
        Assert.NotNull(failure);
        return failure.Traceback;
    }
}

namespace GroupConv.Kernel.Tests;

/// <summary>What C# scripting cannot do at the top level of a cell, and what to write instead: the table of docs/kernel.md.</summary>
[Collection(SharedKernel.Cells)]
public sealed class ScriptLimitsTests(KernelClient kernel)
{
    [Theory]
    [InlineData("using var stream = new MemoryStream();", "CS0825")]
    [InlineData("Span<int> span = stackalloc int[3];", "CS8345")]
    [InlineData("var bytes = \"x\"u8;", "CS8345")]
    [InlineData("int[] a = [1];\nref int first = ref a[0];", "CS0501")]
    [InlineData("namespace N { class C { } }", "CS7021")]
    [InlineData("namespace N;\nclass C { }", "CS7021")]
    [InlineData("static class E { public static int Twice(this int x) => 2 * x; }", "CS1109")]
    [InlineData("static class E { extension(int x) { public int Twice() => 2 * x; } }", "CS9283")]
    [InlineData("yield return 1;", "CS7020")]
    [InlineData("file class F { }", "CS9054")]
    [InlineData("extern alias X;", "CS7015")]
    [InlineData("args.Length", "CS0103")]
    public void This_does_not_compile(string code, string error) =>
        Assert.Contains(error, kernel.Execute(code).Error.Text("evalue"), StringComparison.Ordinal);

    [Theory]
    [InlineData("using var stream = new MemoryStream();", "In a cell: using (var x = ...) { ... }, or braces around all that uses it.")]
    [InlineData("namespace N { class C { } }", "In a cell: types without a namespace.")]
    [InlineData("static class E { public static int Twice(this int x) => 2 * x; }",
        "In a cell: the method alone, without its class: static int Twice(this int x) => 2 * x;")]
    [InlineData("var a = 1;\nusing System.Text;", "Lines with using stand first in a cell, or in a cell before it.")]
    public void The_error_says_what_to_write_instead(string code, string advice) =>
        Assert.Contains(advice, kernel.Execute(code).Error.Content["traceback"]!.AsArray().Select(l => l!.GetValue<string>()));

    [Theory]
    [InlineData("using (var stream = new MemoryStream()) stream.WriteByte(1);\n1", "1")]
    [InlineData("{ Span<int> span = stackalloc int[3]; Console.Write(span.Length); }\n2", "2")]
    [InlineData("{ var bytes = \"x\"u8; Console.Write(bytes.Length); }\n3", "3")]
    [InlineData("int[] b = [4];\n{ ref int first = ref b[0]; first++; }\nb[0]", "5")]
    [InlineData("static int Twice(this int x) => 2 * x;\n3.Twice()", "6")]
    [InlineData("IEnumerable<int> Numbers() { yield return 7; }\nNumbers().Single()", "7")]
    [InlineData("return 8;", "8")]
    [InlineData("unsafe { int i = 9; int* p = &i; Console.Write(*p); }\n9", "9")]
    [InlineData("await Task.Yield();\n10", "10")]
    [InlineData("int.TryParse(\"11\", out var parsed);\nparsed", "11")]
    public void This_does(string code, string result) => Assert.Equal(result, kernel.Execute(code).Result);
}

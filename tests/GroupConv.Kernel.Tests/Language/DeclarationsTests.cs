using GroupConv.Kernel.Language;
using GroupConv.Kernel.Scripting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace GroupConv.Kernel.Tests.Language;

public sealed class DeclarationsTests
{
    private static readonly PortableExecutableReference[] References =
        [.. new[] { typeof(object), typeof(List<>), typeof(Enumerable) }.Select(
            t => MetadataReference.CreateFromFile(t.Assembly.Location))];

    [Theory]
    [InlineData("int @a;\n", "var a = 1;")]
    [InlineData("System.Collections.Generic.List<string> @a;\n", "int a = 1;", "var a = new System.Collections.Generic.List<string>();")]
    [InlineData("(int X, string) @t;\nint @x;\nstring @y;\n", "var t = (X: 1, \"a\"); var (x, y) = t;")]
    [InlineData("var o = new { A = 1 };\n", "var o = new { A = 1 };")]
    [InlineData("const int N = 5;\n", "const int N = 5;")]
    [InlineData("int @f;\n", "int f(int a) => a;", "var f = 1;")]
    [InlineData("int f(int a) => throw null;\nint f(string a) => throw null;\n", "int f(int a) { return 1; }", "int f(string a) => 2;")]
    [InlineData("long f(int a) => throw null;\n", "int f(int a) => a;", "long f(int a) => 2L;")]
    [InlineData("/// <summary>S.</summary>\nvoid f() => throw null;\n", "#pragma warning disable\n/// <summary>S.</summary>\nvoid f() { }")]
    [InlineData("using System.Text;\nclass A { int x; }\nA @b;\n", "using System.Text;\nclass A { int x; }\nvar b = new A();")]
    [InlineData("System.Threading.Tasks.Task<int> f() => throw null;\n", "System.Threading.Tasks.Task<int> f() { return null; }")]
    [InlineData("int @n;\n", "int.TryParse(\"1\", out var n);")]
    [InlineData("", "1 + 1")]
    public void Cells_become_one_script_of_what_they_declare(string expected, params string[] cells)
    {
        var declarations = new Declarations();
        CSharpCompilation? previous = null;
        foreach (string cell in cells)
        {
            var tree = CSharpSyntaxTree.ParseText(cell, CellSplitter.ParseOptions);
            previous = CSharpCompilation.CreateScriptCompilation("S", tree, References, previousScriptCompilation: previous);
            declarations.Update(previous);
        }

        Assert.Equal(expected, declarations.Text);
    }
}

using GroupConv.Kernel.Magics;
using GroupConv.Kernel.Scripting;
using GroupConv.Kernel.Scripting.Instrumentation;
using GroupConv.Kernel.Scripting.Submissions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace GroupConv.Kernel.Tests;

/// <summary>Checks in cells' code change neither what it means nor where its lines are.</summary>
public sealed class CellInstrumenterTests
{
    private static readonly ScriptSession Session = Notebook.Start();

    public static TheoryData<string, object> Cells { get; } = new()
    {
        { "int s = 0; for (int i = 0; i < 3; i++) s += i; s", 3 },
        { "int s = 0; while (s < 3) s++; do s++; while (s < 5); s", 5 },
        { "int s = 0; foreach (var (a, b) in new[] { (1, 2) }) foreach (var c in new[] { 1, 2 }) if (c > a) s += b; s", 2 },
        { "int n = 0; again: n++; if (n < 3) goto again; else goto end; end: ; n", 3 },
        { "int n = 0; again:\nn++;while(n<2)n++;if(n<3)goto again;n", 3 },
        { "string F(int i) { switch (i) { case 1: goto case 2; case 2: return \"two\"; default: goto case 1; } } F(7)", "two" },
        { "int F(int n) => n <= 1 ? 1 : n * F(n - 1); F(5)", 120 },
        { "void G(List<int> to) => to.Add(1); var l = new List<int>(); G(l); l.Count", 1 },
        { "async Task G() => await Task.Delay(1); await G(); 4", 4 },
        { "async Task<int> G() => await Task.FromResult(await Task.FromResult(3)); await G()", 3 },
        { "async ValueTask<int> G() { await Task.Yield(); return 2; } await G() + await new ValueTask<int>(1)", 3 },
        { "int x = await Task.FromResult(1).ConfigureAwait(false); await Task.CompletedTask.ConfigureAwait(false); x", 1 },
        { "$\"{await Task.FromResult(5):D3}{(await Task.FromResult(6))}\"", "0056" },
        { "dynamic d = Task.FromResult(3); int r = await d; r", 3 },
        { "IEnumerable<int> F() { while (true) { yield return 1; yield break; } } F().Sum()", 1 },
        { "async IAsyncEnumerable<int> F() { for (int i = 0; i < 2; i++) { await Task.Yield(); yield return i; } } int s = 0; await "
            + "foreach (var i in F()) s += i; s", 1 },
        { "struct P { public int X; public P(int x) => X = Math.Abs(x); public int Y => X; public int this[int i] => X + i; public int Z "
            + "{ get => X; set => X = value; } public static P operator +(P a, P b) => new(a.X + b.X); public static implicit operator "
            + "int(P p) => p.X; } var p = new P(-2) { Z = 4 }; (int)(p + p) + p[1] + p.Y", 17 },
        { "class C { int[] a = { 1, 2 }; public ref int At(int i) => ref a[i]; public ref int First => ref a[0]; } var c = new C(); "
            + "c.At(1) = 5; c.First = 2; c.At(1) + c.First", 7 },
        { "System.Linq.Expressions.Expression<Func<int, int>> e = x => Math.Abs(x); e.Compile()(-3)", 3 },
        { "int F() => throw new Exception(); try { F(); } catch { } 1", 1 },
        { "Func<int, int> f = x => { foreach (var i in new[] { 1 }) x += Math.Abs(i); return x; }; f(1)", 2 },
        { "int s = 0; for (;;)\n{\n  if (++s > 3) break;\n}\ns", 4 },
        { "int s = 0; while (s < 2) // a comment\n  s++;\ns", 2 },
        { "#if NEVER\nwhile (true) ;\n#endif\nint s = 0; for (; s < 2; s++) ; s", 2 },
        { "record R(int A) { public int B => A + 1; public int Twice() => A.GetHashCode() * 2; } new R(1).B + new R(2).Twice()", 6 },
        { "delegate int D(int x); D d = delegate(int x) { return Math.Abs(x); }; d(-1)", 1 },
        { "static int Sum(params int[] n) { int s = 0; for (int i = 0; i < n.Length; i++) unchecked { s += n[i]; } return s; } Sum(1, 2)",
            3 },
        { "unsafe int F() { int x = 1; int* p = &x; while (*p < 3) (*p)++; return x; } F()", 3 },
        { "var q = from a in new[] { 1, 2 } from b in new[] { 3 } where a > 1 select a * b; q.Single()", 6 },
        { "var q = from a in new[] { 1, 2 } let c = a + 1 where c > 2 orderby c select new { c, a } into d select d.c * d.a; q.Single()",
            6 },
        { "(from a in new[] { 1, 2 }.AsQueryable() let c = new[] { a }.Select(x => x + 1).First() where c > 2 select c).Single()", 3 },
        { "(from a in new[] { 1, 2 }.AsQueryable() orderby new[] { a }.Sum(x => -x) select a).First()", 2 },
        { "Func<int, int> f = x => x + 1; Func<int, Func<int, int>> g = x => y => x + f(y); g(1)(2)", 4 },
        { "int n = 0; Action a = () => n++; Action<int> b = x => n += x; Func<int> c = () => n++; a(); b(2); c(); n", 4 },
        { "int n = 0; Action<Func<int>> a = f => f(); a(() => ++n); new[] { 1, 2 }.ToList().ForEach(x => n = Math.Max(n, x)); n", 2 },
        { "var f = (int x) => x * 2; var g = () => { }; g(); var h = (int x = 4) => x; var k = object () => 1; f(1) + h() + (int)k()", 7 },
        { "Func<Task> f = async () => await Task.FromResult(1); Func<Task<int>> g = async () => await Task.FromResult(2); "
            + "Func<ValueTask> h = async () => await Task.Yield(); await f(); await h(); await g()", 2 },
        { "async Task<int> One() { await Task.Yield(); return 1; } await Task.Run(() => One()) + await Task.Run(() => 2) + await "
            + "Task.Run(async () => await One())", 4 },
        { "delegate ref int R(int[] a); R r = a => ref a[0]; var a = new[] { 1 }; r(a) = 3; a[0]", 3 },
        { "Func<int, int> f = x => throw new Exception(); Func<string, int> g = s => int.TryParse(s, out var i) ? i : 0; g(\"5\")", 5 },
        { "$\"{new[] { 1, 2 }.Sum(x => x + Math.Abs(x)):D3}{$\"{new Func<int>(() => 3)()}\"}\"", "0063" },
        { "$$\"\"\"{{{new[] { 1 }.Select(x => $\"{x}\").First()}}}\"\"\"", "{1}" },
        { "System.Linq.Expressions.Expression<Func<int[], int>> e = a => a.Select(x => Math.Abs(x)).Sum(); $\"{e.Body.NodeType} "
            + "{e.Compile()(new[] { -3 })}\"", "Call 3" },
        { "System.Linq.Expressions.LambdaExpression e = (int x) => x + 1; e.Body.NodeType.ToString()", "Add" },
        { "new[] { 1, 2, 3 }.AsQueryable().Where(x => x > 1).Select(x => new { Y = x * 2 }).Select(p => "
            + "p.Y).ToString().Contains(\"CellGuard\")", "False" },
        { "class Once { public static int N; static Once() => N = Math.Abs(-2); static int Plus(int x) => x + 1; public static int "
            + "Next() => Plus(N); } Once.Next()", 3 },
    };

    [Fact]
    public void Recursion_of_a_lambda_without_end_is_an_exception() =>
        Assert.Equal(nameof(InsufficientExecutionStackException), Session
            .Run("Func<int, int> deep = null; deep = i => deep(i + 1) + 1; deep(0)", 1, new RecordedOutput(), default)!.Name);

    [Theory]
    [MemberData(nameof(Cells))]
    public void Code_with_checks_compiles_and_means_the_same(string code, object value)
    {
        var tree = CSharpSyntaxTree.ParseText(code, CellSplitter.ParseOptions);
        Assert.Empty(tree.GetDiagnostics());
        var text = CellInstrumenter.Instrument(Compile(tree).GetSemanticModel(tree));
        Assert.Equal(tree.GetText().Lines.Count, text.Lines.Count);
        using var image = new MemoryStream();
        var emitted = Compile(tree.WithChangedText(text)).Emit(image);
        var errors = emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error);
        Assert.True(emitted.Success, $"{text}\n{string.Join('\n', errors)}");

        var output = new RecordedOutput();
        Assert.Null(Session.Run(code, 1, output, default));
        Assert.Equal(value.ToString(), output.Value!["text/plain"]);
    }

    private static CSharpCompilation Compile(SyntaxTree cell) =>
        SubmissionCompiler.Compile("Unfinished", cell, [], [], Session.Latest, Directory.GetCurrentDirectory());
}

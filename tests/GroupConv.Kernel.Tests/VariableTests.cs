using GroupConv.Kernel.Magics;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Tests;

/// <summary>What becomes of variables that a later cell declares again.</summary>
public sealed class VariableTests(ITestOutputHelper report)
{
    private readonly ScriptSession _session = Notebook.Start();
    private int _cells;

    [Fact]
    public void What_nothing_can_reach_any_more_is_released()
    {
        Run("1");
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < 10; i++)
            Run("var big = new byte[20_000_000];");
        long held = GC.GetTotalMemory(forceFullCollection: true) - before;
        report.WriteLine($"ten times 20 MB: {held / 1e6:F1} MB held");
        // The last array lives; what other tests left may be collected meanwhile, so the total has no lower bound.
        Assert.Equal("20000000", Run("big.Length"));
        Assert.True(held < 40_000_000, $"{held} bytes are held");
    }

    [Theory]
    [InlineData("int Old() => text.Length;", "Old()")]
    [InlineData("Func<int> old = () => text.Length;", "old()")]
    [InlineData("var gate = new TaskCompletionSource(); var later = Task.Run(async () => { await gate.Task; return text.Length; });",
        "gate.SetResult(); await later")]
    [InlineData("var query = from c in \"abc\" select text.Length + c - c;", "query.First()")]
    [InlineData("int Old { get => text.Length; }", "Old")]
    public void What_a_function_captured_stays(string captures, string use)
    {
        Run("var text = \"four\";");
        Run(captures);
        Run("var text = 3;");
        Assert.Equal("4", Run(use));
        Assert.Equal("3", Run("text"));
    }

    [Fact]
    public void A_delegate_can_be_called_past_a_newer_variable()
    {
        Run("Func<int> f = () => 8;");
        Run("var f = 2;");
        Assert.Equal("10", Run("f() + f"));
    }

    [Fact]
    public void Types_and_values_of_every_kind_go_from_cell_to_cell()
    {
        Run("class Shown { public int A = 4; } var shown = new Shown(); var list = new List<Shown> { shown };");
        Run("var anonymous = new { A = 1, B = \"b\" }; var tuple = (First: 2, Second: 3.5);");
        Run("var after = 1;");
        Run("int.TryParse(\"17\", out var parsed); if (tuple is (var x, var y)) { }");
        Run("anonymous = new { A = 5, B = \"c\" };");
        Run("var f = (int a) => a + after; dynamic d = 3; const int Constant = 9; readonly int fixedOne = 10;");
        Assert.Equal("58", Run("list[0].A + shown.A + anonymous.A + tuple.First + parsed + f(4) + d + Constant + fixedOne - x + "
            + "anonymous.B.Length - 1 + after"));
    }

    [Fact]
    public void Sizes_are_told()
    {
        Run("var bytes = new byte[1000]; var words = new List<string> { new string('a', 500) }; var none = (string)null;");
        var sizes = _session.Variables.All.ToDictionary(v => v.Name, v => v.Bytes);
        Assert.InRange(sizes["bytes"], 1000, 1100);
        Assert.InRange(sizes["words"], 1000, 1300);
        Assert.Equal(0, sizes["none"]);
    }

    private string Run(string code)
    {
        var output = new RecordedOutput();
        var failure = _session.Run(code, ++_cells, output, default);
        Assert.True(failure is null, failure?.Message);
        return output.Value?["text/plain"].ToString() ?? "";
    }
}

using System.Diagnostics;

namespace GroupConv.Polyglot.Tests;

public sealed class InterruptTests(PolyglotNotebook notebook)
{
    // About 2 TFLOP: most of a minute on two cores. A computation that went on would hold up the next cell for as long.
    private const string Slow =
        """
        var slow = new Conv2d(64, 64, 31, padding: 15);
        var large = System.Numerics.Tensors.Tensor.CreateFromShape<float>([1, 64, 512, 512]);
        """;

    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("Console.WriteLine(\"started\");\n#!groupconv run slow --input large --as late")]
    [InlineData("Console.WriteLine(\"started\");\nlate = slow.Forward(large);")]
    public async Task An_interrupt_ends_the_computation_and_the_next_cell_runs_at_once(string code)
    {
        await notebook.RunWithoutError($"{Slow}\nSystem.Numerics.Tensors.Tensor<float> late = null;");

        var cell = await notebook.RunInterrupted(code);
        var clock = Stopwatch.StartNew();

        Assert.Equal("Command cancelled.", cell.Error);
        Assert.Equal("True", await notebook.Text("late is null"));
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, s_soon);
    }
}

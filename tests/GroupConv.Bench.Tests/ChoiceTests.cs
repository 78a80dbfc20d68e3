using GroupConv.Bench.Layers;
using GroupConv.Bench.Sections.Choice;
using GroupConv.Bench.Sections.Costs;

namespace GroupConv.Bench.Tests;

/// <summary>The grid of layers, the regret, and the names of costs.</summary>
public sealed class ChoiceTests
{
    [Fact]
    public void The_grid_holds_the_layer_table_and_reaches_far_beyond_it()
    {
        var layers = ChoiceGrid.All;
        Assert.Equal(LayerTable.All.Count(layer => layer.Algorithm is null), layers.Count(LayerTable.All.Contains));
        Assert.Equal(layers.Count, layers.DistinctBy(layer => layer.Name).Count());
        var grid = layers.Where(layer => !LayerTable.All.Contains(layer)).ToList();
        Assert.Equal([1, 512], Ends(grid.Select(layer => (long)layer.Spec.InChannelsPerGroup)));
        Assert.Equal([7, 512], Ends(grid.Select(layer => layer.Shape.InSize[0])));
        Assert.Contains(grid, layer => layer.Shape.Batch == 8);
        Assert.Contains(grid, layer => layer.Spec.Stride[0] == 2);
        Assert.Contains(grid, layer => layer.Spec.OutChannels == 2 * layer.Spec.InChannels);
        Assert.All(grid, layer => Assert.InRange(layer.Flops, 1e4, 1e9));
    }

    [Fact]
    public void Every_layer_of_the_grid_has_a_row_that_computes_it_unasked() =>
        Assert.All(ChoiceGrid.All, layer => Assert.NotEmpty(RowOffers.Of(layer)));

    [Fact]
    public void The_regret_is_a_mean_over_layers_and_its_worst_is_named()
    {
        var lines = RegretLine.Of([Row("a", 1), Row("b", 1.21), Row("c", 1, threads: 2)]);
        Assert.Equal([1, 2], lines.Select(line => line.Threads));
        Assert.Equal(1.1, lines[0].Geomean, 6);
        Assert.Equal(("b", 1.21, 1), (lines[0].WorstLayer, lines[0].Worst, lines[0].Beyond));
        Assert.Equal("short: geomean, worst", lines[0].Verdict);
        Assert.Equal("met", lines[1].Verdict);
    }

    [Fact]
    public void Every_cost_of_the_table_has_a_value_and_a_source_for_each_width()
    {
        Assert.NotEmpty(CostRow.OfTable);
        Assert.All(CostRow.OfTable, property =>
        {
            foreach (int lanes in new[] { 4, 8, 16 })
            {
                Assert.InRange(CostRow.Value(property, lanes), 0, double.MaxValue);
                Assert.Matches("^.+, 20[0-9-]+$", CostRow.Source(property, lanes));
            }
        });
    }

    private static long[] Ends(IEnumerable<long> numbers)
    {
        long[] sorted = [.. numbers.Order()];
        return [sorted[0], sorted[^1]];
    }

    private static ChoiceRow Row(string layer, double regret, int threads = 1) =>
        new(layer, "", [], true, threads, "direct", [new ChoiceEntry("direct", regret, 0, null)], regret, []);
}

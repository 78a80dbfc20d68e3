using GroupConv.Bench.Harness;
using GroupConv.Bench.Layers;

namespace GroupConv.Bench;

/// <summary>What the user asked for.</summary>
/// <param name="Filter">Rows whose name or category contains it; null for all.</param>
/// <param name="Threads">The thread counts to measure, each for itself.</param>
/// <param name="Effort">How long to measure.</param>
/// <param name="Only">Rows to measure, by layer and threads; null for all.</param>
internal sealed record Options(string? Filter, IReadOnlyList<int> Threads, Effort Effort, IReadOnlySet<RowKey>? Only = null)
{
    /// <summary>The layers that are to be measured, each at each thread count.</summary>
    /// <param name="layers">All layers of a section.</param>
    public IEnumerable<(Layer Layer, int Threads)> Pick(IEnumerable<Layer> layers) =>
        from layer in layers
        where layer.Matches(Filter)
        from threads in Threads
        where Only?.Contains(new RowKey(layer.Name, threads)) ?? true
        select (layer, threads);
}

/// <summary>What names a row of a section.</summary>
/// <param name="Layer">The layer's name.</param>
/// <param name="Threads">Threads of either side.</param>
internal readonly record struct RowKey(string Layer, int Threads);

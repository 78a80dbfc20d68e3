using GroupConv.Bench.Harness;
using GroupConv.Bench.Layers;

namespace GroupConv.Bench;

/// <summary>The command line's options.</summary>
/// <param name="Filter">Rows whose name or category contains it; null for all.</param>
/// <param name="Threads">The thread counts to measure.</param>
/// <param name="Effort">How long to measure.</param>
/// <param name="Only">Rows to measure, by layer and threads; null for all.</param>
internal sealed record Options(string? Filter, IReadOnlyList<int> Threads, Effort Effort, IReadOnlySet<RowKey>? Only = null)
{
    /// <summary>The layers to measure, each at each thread count.</summary>
    /// <param name="layers">All layers of a section.</param>
    public IEnumerable<(Layer Layer, int Threads)> Pick(IEnumerable<Layer> layers) =>
        from layer in layers
        where layer.Matches(Filter)
        from threads in Threads
        where Only?.Contains(new RowKey(layer.Name, threads)) ?? true
        select (layer, threads);
}

/// <summary>The key of a row in a section.</summary>
/// <param name="Layer">The layer's name.</param>
/// <param name="Threads">Threads of each side.</param>
internal readonly record struct RowKey(string Layer, int Threads);

using System.Globalization;
using GroupConv.Core.Algorithms;
using GroupConv.Core.Execution;

namespace GroupConv.Core.Parts;

/// <summary>Runs the planned problems of a layer one after another: see <see cref="LayerParts"/>.</summary>
internal sealed unsafe class PartsConv : IPreparedConv
{
    private readonly LayerParts _layer;
    private readonly Part[] _parts;
    private readonly double _outputFloats;
    private readonly long _copyFloats;
    private readonly long _convFloats;

    /// <summary>Combines the planned problems.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="convs">The planned convolution of each problem.</param>
    /// <param name="outputFloats">Elements of the output.</param>
    public PartsConv(LayerParts layer, IReadOnlyList<IPreparedConv> convs, double outputFloats)
    {
        (_layer, _outputFloats) = (layer, outputFloats);
        _parts = new Part[convs.Count];
        for (int i = 0; i < _parts.Length; i++)
        {
            (var part, var conv) = (layer.Parts[i], convs[i]);
            var weights = part.HasDenseFilters || conv.PacksFilters ? null : new PartWeights(part.Problem, part.Filters);
            _parts[i] = new Part(conv, weights, PackedFloats, part.OutputAt);
            PackedFloats += Workspace.WholeLines(conv.PackedFloats > 0 ? conv.PackedFloats : weights?.Floats ?? 0);
        }

        Threads = convs.Select(conv => conv.Threads).DefaultIfEmpty(1).Max();
        _copyFloats = layer.Slices is null ? 0 : Workspace.WholeLines((long)layer.Slices.CopyFloats);
        _convFloats = Workspace.WholeLines(convs.Select(conv => conv.ScratchFloats).DefaultIfEmpty(0).Max());
    }

    public int Threads { get; }

    public long ScratchFloats => _copyFloats + _convFloats + _layer.PhaseFloats;

    public long PackedFloats { get; }

    public string Blocking => $"{How}{_parts.FirstOrDefault()?.Conv.Blocking ?? "the bias alone"}";

    public TileUse Use
    {
        get
        {
            double copied = sizeof(float) * (2 * (_layer.Slices?.CopyFloats ?? 0) + (_layer.PhaseFloats > 0 ? 2 * _outputFloats : 0));
            var uses = _parts.Select(part => part.Conv.Use).ToArray();
            return new TileUse(
                Math.Max(1, uses.Sum(use => use.Macs)),
                Math.Max(1, uses.Sum(use => use.Bytes) + copied),
                (uses.FirstOrDefault().Detail ?? "the output once") + (copied > 0 ? ", volumes or outputs copied" : ""));
        }
    }

    public double? Error => _parts.Max(part => part.Conv.Error);

    private string How => (_layer.Slices is { Copies: true } ? "planes copied for slices; " : "")
        + (_parts.Length > 1 ? string.Create(CultureInfo.InvariantCulture, $"{_parts.Length} parts, the first with ") : "");

    public void Pack(in ConvBuffers buffers, Cancellation cancellation)
    {
        foreach (var part in _parts)
        {
            float* packed = buffers.Packed + part.PackedAt;
            if (part.Weights is null)
                part.Conv.Pack(new ConvBuffers(null, buffers.Weight, buffers.Bias, null, packed, null), cancellation);
            else if (part.Conv.PackedFloats == 0)
                Order(part.Weights, buffers, packed, Threads, cancellation);
            else
                PackOrdered(part, part.Weights, buffers, packed, cancellation);
        }
    }

    public void Run(in ConvBuffers buffers, Cancellation cancellation)
    {
        float* x = buffers.X, scratch = buffers.Scratch + _copyFloats, phases = scratch + _convFloats;
        if (_layer.Slices is { Copies: true } slices)
        {
            WorkerPool.Run(
                slices, new ConvBuffers(buffers.X, null, null, buffers.Scratch, null, null), slices.Items, Threads, cancellation);
            x = buffers.Scratch;
        }

        for (int step = 0; step < _layer.Steps.Count; step++)
        {
            (int first, int end, var interleaving) = _layer.Steps[step];
            for (int i = first; i < end; i++)
            {
                var part = _parts[i];
                float* packed = buffers.Packed == null ? null : buffers.Packed + part.PackedAt;
                float* y = interleaving is null ? buffers.Y : phases + part.OutputAt;
                bool isPacked = part.Conv.PackedFloats > 0;
                float* weight = isPacked ? null : part.Weights is null ? buffers.Weight : packed;
                part.Conv.Run(new ConvBuffers(x, weight, buffers.Bias, y, isPacked ? packed : null, scratch), cancellation);
            }

            if (interleaving is not null)
            {
                WorkerPool.Run(
                    interleaving,
                    new ConvBuffers(phases, null, buffers.Bias, buffers.Y, null, null),
                    interleaving.Items,
                    Threads,
                    cancellation);
            }
        }
    }

    private static void PackOrdered(Part part, PartWeights weights, in ConvBuffers buffers, float* packed, Cancellation cancellation)
    {
        using var ordered = Workspace.Rent(sizeof(float) * weights.Floats);
        Order(weights, buffers, ordered.Floats, part.Conv.Threads, cancellation);
        part.Conv.Pack(new ConvBuffers(null, ordered.Floats, buffers.Bias, null, packed, null), cancellation);
    }

    private static void Order(PartWeights weights, in ConvBuffers buffers, float* to, int threads, Cancellation cancellation) =>
        WorkerPool.Run(weights, new ConvBuffers(null, buffers.Weight, null, null, to, null), weights.Items, threads, cancellation);

    /// <summary>One planned problem. Weights copies its filters to a dense weight; null if it reads the layer's weight directly.</summary>
    private sealed record Part(IPreparedConv Conv, PartWeights? Weights, long PackedAt, long OutputAt);
}

using GroupConv.Core.Execution;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Parts;

/// <summary>
/// The outputs whose windows reach beyond the input, computed again by the definition where a filter holds an infinity or NaN, or where a
/// bias is −0.
/// </summary>
/// <remarks>
/// Beside the input a plain convolution multiplies zeros, and a transposed one has nothing to multiply. The fast paths multiply zeros or
/// leave them out, whichever is faster. That makes no difference, but for two things: zero times infinity is NaN, and a sum that is −0
/// becomes 0 when 0 is added.
/// </remarks>
internal sealed unsafe class EdgeOutputs
{
    // More parts than any layer that the fast paths compute.
    private const int MostParts = 1 << 14;

    private readonly ConvShape _shape;
    private readonly bool _isAdjoint;
    private readonly bool _all;
    private readonly long _weightElements;

    private EdgeOutputs(ConvShape shape, bool isAdjoint, bool all) =>
        (_shape, _isAdjoint, _all, _weightElements) = (shape, isAdjoint, all, (long)ConvCost.WeightElements(shape.Spec));

    /// <summary>Finds out whether a layer has such outputs.</summary>
    /// <param name="shape">The layer on its input.</param>
    /// <param name="isAdjoint">Whether it leads gradients back through another layer: see <see cref="ReferenceLoops"/>.</param>
    /// <param name="mixesTaps">Whether outputs are computed from sums of a filter's taps: then all of them are computed again.</param>
    /// <returns>Null where it has none.</returns>
    public static EdgeOutputs? Of(ConvShape shape, bool isAdjoint, bool mixesTaps)
    {
        bool any = mixesTaps;
        for (int d = 0; d < shape.Spec.Dims && !any && shape.Spec.PaddingMode == PaddingMode.Zeros; d++)
        {
            var parts = AxisPart.Of(shape, d, MostParts);
            any = parts is not null && parts.Any(part => part.Taps > 0 && (part.Before > 0 || part.Reach > shape.InSize[d]));
        }

        return any ? new EdgeOutputs(shape, isAdjoint, mixesTaps) : null;
    }

    /// <summary>Whether these numbers ask for it. One pass over the weight.</summary>
    /// <param name="weight">The weight.</param>
    /// <param name="bias">The bias, or null.</param>
    /// <param name="threads">How many threads may share the pass.</param>
    /// <param name="cancellation">Watched between pieces.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public bool Matter(float* weight, float* bias, int threads, Cancellation cancellation) =>
        (bias != null && new ReadOnlySpan<int>(bias, _shape.Spec.OutChannels).Contains(int.MinValue))
        || NonFinite.IsAmong(weight, _weightElements, threads, cancellation);

    /// <summary>Computes them again where it matters.</summary>
    /// <param name="x">The input, row-major.</param>
    /// <param name="weight">The weight, row-major.</param>
    /// <param name="bias">The bias, or null.</param>
    /// <param name="y">The output of a fast path, row-major.</param>
    /// <param name="cancellation">Watched between outputs.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Mend(float* x, float* weight, float* bias, float* y, Cancellation cancellation)
    {
        var loops = new ReferenceLoops(_shape, _isAdjoint);
        bool[][] edges = [.. Enumerable.Range(0, 3).Select(Edges)];
        for (int oc = 0; oc < _shape.Spec.OutChannels; oc++)
        {
            float start = bias == null ? 0 : bias[oc];
            bool isNegativeZero = start == 0 && float.IsNegative(start);
            if (HasNonFinite(weight, oc))
                Mend(loops, x, weight, y, oc, start, edges, zerosAlone: false, cancellation);
            else if (isNegativeZero)
                Mend(loops, x, weight, y, oc, start, edges, zerosAlone: true, cancellation);
        }
    }

    private void Mend(
        ReferenceLoops loops,
        float* x,
        float* weight,
        float* y,
        int oc,
        float start,
        bool[][] edges,
        bool zerosAlone,
        Cancellation cancellation)
    {
        long plane = (long)edges[0].Length * edges[1].Length * edges[2].Length;
        for (long n = 0; n < _shape.Batch; n++)
        {
            float* to = y + (n * _shape.Spec.OutChannels + oc) * plane;
            for (int od = 0; od < edges[0].Length; od++)
            {
                for (int oh = 0; oh < edges[1].Length; oh++)
                {
                    bool isEdge = _all || edges[0][od] || edges[1][oh];
                    for (int ow = 0; ow < edges[2].Length; ow++, to++)
                    {
                        if (!(isEdge || edges[2][ow]) || (zerosAlone && *to != 0))
                            continue;
                        cancellation.ThrowIfRequested();
                        *to = (float)loops.Sum(x, weight, start, n, oc, od, oh, ow);
                    }
                }
            }
        }
    }

    /// <summary>For each output position of a dimension of a volume, whether a tap that may meet the input there meets nothing.</summary>
    private bool[] Edges(int dimension)
    {
        int d = dimension - (3 - _shape.Spec.Dims);
        if (d < 0)
            return [false];
        bool[] edges = new bool[_shape.OutSize[d]];
        foreach (var part in AxisPart.Of(_shape, d, int.MaxValue)!)
        {
            for (long output = 0; output < part.Outputs; output++)
            {
                long first = output * part.Stride - part.Before, last = first + (part.Taps - 1) * part.Dilation;
                edges[part.FirstOutput + output * part.OutputStep] = part.Taps > 0 && (first < 0 || last >= _shape.InSize[d]);
            }
        }

        return edges;
    }

    private bool HasNonFinite(float* weight, int oc)
    {
        var spec = _shape.Spec;
        long taps = spec.KernelSize.Aggregate(1L, (product, length) => product * length);
        (int g, int oc1) = Math.DivRem(oc, spec.OutChannelsPerGroup);
        if (!spec.Transposed)
            return NonFinite.IsAmong(weight + oc * spec.InChannelsPerGroup * taps, spec.InChannelsPerGroup * taps);
        for (long ic = 0; ic < spec.InChannelsPerGroup; ic++)
        {
            if (NonFinite.IsAmong(weight + ((g * spec.InChannelsPerGroup + ic) * spec.OutChannelsPerGroup + oc1) * taps, taps))
                return true;
        }

        return false;
    }
}

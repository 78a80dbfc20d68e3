using System.Numerics;
using GroupConv.Core.Algorithms;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Parts;

/// <summary>
/// The definition for any number of dimensions, forward or transposed: plain loops in double, rounded once at the end. It shares no code
/// with the fast algorithms, so that tests can compare them with it. Missing dimensions have length 1.
/// </summary>
internal sealed unsafe class ReferenceLoops : IPreparedConv
{
    private readonly ConvShape _shape;
    private readonly bool _leavesOut;
    private readonly ReferenceLine _depth;
    private readonly ReferenceLine _rows;
    private readonly ReferenceLine _columns;

    /// <summary>The definition for a layer on an input.</summary>
    /// <param name="shape">The layer on its input.</param>
    /// <param name="isAdjoint">
    /// Whether the layer leads gradients back through a transposed convolution: then there is nothing beside its input, not zeros.
    /// </param>
    public ReferenceLoops(ConvShape shape, bool isAdjoint = false)
    {
        (_shape, _leavesOut) = (shape, shape.Spec.Transposed || isAdjoint);
        var lines = ReferenceLine.Of(shape);
        (_depth, _rows, _columns) = (lines[0], lines[1], lines[2]);
    }

    public int Threads => 1;

    public long ScratchFloats => 0;

    public long PackedFloats => 0;

    public string Blocking => "no blocks";

    public TileUse Use => new(ConvCost.Of(_shape).Macs, sizeof(double) * 2 * ConvCost.Of(_shape).Macs, "a double for each factor");

    public void Pack(in ConvBuffers buffers, Cancellation cancellation)
    {
    }

    public void Run(in ConvBuffers buffers, Cancellation cancellation) =>
        Run(buffers.X, buffers.Weight, buffers.Bias, buffers.Y, cancellation);

    /// <summary>Computes the output (y) in any precision. A null bias means none.</summary>
    public void Run<T>(T* x, T* weight, T* bias, T* y, Cancellation cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (long n = 0; n < _shape.Batch; n++)
        {
            for (int oc = 0; oc < _shape.Spec.OutChannels; oc++)
            {
                double start = bias == null ? 0 : double.CreateTruncating(bias[oc]);
                for (long od = 0; od < _depth.Outputs; od++)
                {
                    for (long oh = 0; oh < _rows.Outputs; oh++)
                    {
                        for (long ow = 0; ow < _columns.Outputs; ow++)
                        {
                            cancellation.ThrowIfRequested();
                            *y++ = T.CreateTruncating(Sum(x, weight, start, n, oc, od, oh, ow));
                        }
                    }
                }
            }
        }
    }

    /// <summary>One output, not yet rounded: the sum begins with what is given.</summary>
    public double Sum<T>(T* inputs, T* weights, double sum, long n, int oc, long od, long oh, long ow)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var spec = _shape.Spec;
        (int g, int oc1) = Math.DivRem(oc, spec.OutChannelsPerGroup);
        // NaN stays NaN, whatever is added.
        for (int ic = 0; ic < spec.InChannelsPerGroup && !double.IsNaN(sum); ic++)
        {
            long channel = (long)g * spec.InChannelsPerGroup + ic;
            T* x = inputs + (n * spec.InChannels + channel) * _depth.Length * _rows.Length * _columns.Length;
            long filter = spec.Transposed ? channel * spec.OutChannelsPerGroup + oc1 : (long)oc * spec.InChannelsPerGroup + ic;
            T* weight = weights + filter * _depth.Taps * _rows.Taps * _columns.Taps;
            for (long kd = 0; kd < _depth.Taps; kd++)
            {
                long id = _depth.Source(od, kd);
                for (long kh = 0; kh < _rows.Taps; kh++, weight += _columns.Taps)
                {
                    long ih = _rows.Source(oh, kh);
                    // Zeros of the padding are multiplied, so that NaN and infinite weights give NaN. In a transposed convolution a tap
                    // without an input contributes nothing.
                    if (_leavesOut && (id < 0 || ih < 0))
                        continue;
                    for (long kw = 0; kw < _columns.Taps; kw++)
                    {
                        long iw = _columns.Source(ow, kw);
                        bool meets = id >= 0 && ih >= 0 && iw >= 0;
                        if (!meets && _leavesOut)
                            continue;
                        double pixel = meets ? double.CreateTruncating(x[(id * _rows.Length + ih) * _columns.Length + iw]) : 0;
                        sum += pixel * double.CreateTruncating(weight[kw]);
                    }
                }
            }
        }

        return sum;
    }
}

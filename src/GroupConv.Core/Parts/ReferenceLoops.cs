using System.Numerics;
using GroupConv.Core.Algorithms;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Parts;

/// <summary>
/// The definition over any number of dimensions, forward or transposed, as plain loops in double, rounded once. It shares nothing with the fast paths, so that it can
/// judge them. Fewer dimensions than three are volumes of length 1.
/// </summary>
internal sealed unsafe class ReferenceLoops : IPreparedConv
{
    private readonly ConvShape _shape;
    private readonly long[] _in;
    private readonly long[] _out;
    private readonly long[] _taps;

    // For each dimension, output position and tap, the input position that they meet at, or −1 for none.
    private readonly long[][] _sources;

    public ReferenceLoops(ConvShape shape)
    {
        _shape = shape;
        var spec = shape.Spec;
        (_in, _out, _taps, _sources) = ([1, 1, 1], [1, 1, 1], [1, 1, 1], [[0], [0], [0]]);
        for (int d = 0; d < spec.Dims; d++)
        {
            int to = 3 - spec.Dims + d;
            (_in[to], _out[to], _taps[to]) = (shape.InSize[d], shape.OutSize[d], spec.KernelSize[d]);
            _sources[to] = Sources(shape, d);
        }
    }

    public int Threads => 1;

    public long ScratchFloats => 0;

    public long PackedFloats => 0;

    public string Blocking => "no blocks";

    public TileUse Use => new(Conv2dCost.Of(_shape).Macs, sizeof(double) * 2 * Conv2dCost.Of(_shape).Macs, "a double for each factor");

    public void Pack(in ConvBuffers buffers, Cancellation cancellation)
    {
    }

    public void Run(in ConvBuffers buffers, Cancellation cancellation) => Run(buffers.X, buffers.Weight, buffers.Bias, buffers.Y, cancellation);

    /// <summary>Computes the output (y) in any precision; null for no bias.</summary>
    public void Run<T>(T* x, T* weight, T* bias, T* y, Cancellation cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (long n = 0; n < _shape.Batch; n++)
        {
            for (int oc = 0; oc < _shape.Spec.OutChannels; oc++)
            {
                double start = bias == null ? 0 : double.CreateTruncating(bias[oc]);
                for (long od = 0; od < _out[0]; od++)
                {
                    for (long oh = 0; oh < _out[1]; oh++)
                    {
                        cancellation.ThrowIfRequested();
                        for (long ow = 0; ow < _out[2]; ow++)
                            *y++ = T.CreateTruncating(Sum(x, weight, start, n, oc, od, oh, ow));
                    }
                }
            }
        }
    }

    /// <summary>For each output position and tap of a dimension, the input position that they meet at, or −1 for none.</summary>
    internal static long[] Sources(ConvShape shape, int d)
    {
        var spec = shape.Spec;
        long length = shape.InSize[d], before = shape.Padding.Before[d], stride = spec.Stride[d], dilation = spec.Dilation[d], taps = spec.KernelSize[d];
        var sources = new long[shape.OutSize[d] * taps];
        for (long i = 0; i < sources.Length; i++)
        {
            (long position, long tap) = Math.DivRem(i, taps);
            if (spec.Transposed)
            {
                // Input pixel p and tap k meet at output position p·stride + k·dilation − before.
                long spread = position + before - tap * dilation;
                sources[i] = spread < 0 || spread % stride != 0 || spread / stride >= length ? -1 : spread / stride;
            }
            else
            {
                sources[i] = Inside(position * stride + tap * dilation - before, length, spec.PaddingMode);
            }
        }

        return sources;
    }

    /// <summary>Where a position in or beside a line of the input takes its value from; −1 for a zero.</summary>
    private static long Inside(long position, long length, PaddingMode mode)
    {
        if (position >= 0 && position < length)
            return position;
        return mode switch
        {
            PaddingMode.Replicate => position < 0 ? 0 : length - 1,
            PaddingMode.Circular => position < 0 ? position + length : position - length,
            PaddingMode.Reflect => position < 0 ? -position : 2 * (length - 1) - position,
            _ => -1,
        };
    }

    private double Sum<T>(T* inputs, T* weights, double sum, long n, int oc, long od, long oh, long ow)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var spec = _shape.Spec;
        (int g, int oc1) = Math.DivRem(oc, spec.OutChannelsPerGroup);
        for (int ic = 0; ic < spec.InChannelsPerGroup; ic++)
        {
            long channel = (long)g * spec.InChannelsPerGroup + ic;
            T* x = inputs + (n * spec.InChannels + channel) * _in[0] * _in[1] * _in[2];
            long filter = spec.Transposed ? channel * spec.OutChannelsPerGroup + oc1 : (long)oc * spec.InChannelsPerGroup + ic;
            T* weight = weights + filter * _taps[0] * _taps[1] * _taps[2];
            for (long kd = 0; kd < _taps[0]; kd++)
            {
                long id = _sources[0][od * _taps[0] + kd];
                for (long kh = 0; kh < _taps[1]; kh++)
                {
                    long ih = _sources[1][oh * _taps[1] + kh];
                    for (long kw = 0; kw < _taps[2]; kw++, weight++)
                    {
                        long iw = _sources[2][ow * _taps[2] + kw];
                        double value = id < 0 || ih < 0 || iw < 0 ? 0 : double.CreateTruncating(x[(id * _in[1] + ih) * _in[2] + iw]);
                        sum += value * double.CreateTruncating(*weight);
                    }
                }
            }
        }

        return sum;
    }
}

using System.Numerics;
using GroupConv.Core.Execution;
using GroupConv.Core.Parts;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Gradients;

/// <summary>
/// The gradients by their definition: plain loops that sum in double and round once. An output's gradient flows to both factors of each
/// product in its sum. Shares no code with the fast paths, so that tests can compare them. Missing dimensions have length 1.
/// </summary>
internal sealed unsafe class ReferenceGradients
{
    private readonly ConvShape _shape;
    private readonly long _outPixels;
    private readonly long _inPixels;
    private readonly long _tapCount;

    // Per output pixel and tap: the input pixel that they combine with, or −1 for a zero. Padding that copies a pixel maps to that pixel.
    private readonly Func<long, long, long> _source;

    public ReferenceGradients(ConvShape shape)
    {
        _shape = shape;
        var lines = ReferenceLine.Of(shape);
        (ReferenceLine depth, ReferenceLine rows, ReferenceLine columns) = (lines[0], lines[1], lines[2]);
        (_inPixels, _outPixels, _tapCount) = (
            depth.Length * rows.Length * columns.Length,
            depth.Outputs * rows.Outputs * columns.Outputs,
            depth.Taps * rows.Taps * columns.Taps);
        _source = (pixel, tap) =>
        {
            (long od, long oh, long ow) = Split(pixel, rows.Outputs, columns.Outputs);
            (long kd, long kh, long kw) = Split(tap, rows.Taps, columns.Taps);
            long id = depth.Source(od, kd), ih = rows.Source(oh, kh), iw = columns.Source(ow, kw);
            return id < 0 || ih < 0 || iw < 0 ? -1 : (id * rows.Length + ih) * columns.Length + iw;
        };
    }

    /// <summary>With respect to the input: for each product, the weight times the output's gradient.</summary>
    public void Input<T>(T* weight, T* gradOutput, T* gradInput, Cancellation cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var spec = _shape.Spec;
        var sums = new double[_inPixels];
        for (long plane = 0; plane < _shape.Batch * spec.InChannels; plane++)
        {
            Array.Clear(sums);
            (long n, long channel) = Math.DivRem(plane, spec.InChannels);
            (long g, long ic) = Math.DivRem(channel, spec.InChannelsPerGroup);
            for (long oc1 = 0; oc1 < spec.OutChannelsPerGroup; oc1++)
            {
                long oc = g * spec.OutChannelsPerGroup + oc1;
                T* gradients = gradOutput + (n * spec.OutChannels + oc) * _outPixels, filter = weight + Filter(oc, ic) * _tapCount;
                for (long pixel = 0; pixel < _outPixels; pixel++)
                {
                    cancellation.ThrowIfRequested();
                    for (long tap = 0; tap < _tapCount; tap++)
                    {
                        long source = _source(pixel, tap);
                        if (source >= 0)
                            sums[source] += double.CreateTruncating(filter[tap]) * double.CreateTruncating(gradients[pixel]);
                    }
                }
            }

            for (long pixel = 0; pixel < _inPixels; pixel++)
                gradInput[plane * _inPixels + pixel] = T.CreateTruncating(sums[pixel]);
        }
    }

    /// <summary>With respect to the weight: for each product, the input times the output's gradient.</summary>
    public void Weight<T>(T* x, T* gradOutput, T* gradWeight, Cancellation cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        WeightWhere(x, gradOutput, gradWeight, _ => true, cancellation);
    }

    /// <summary>
    /// The numbers that are NaN anew: a fast path may have multiplied zeros beside the input by an infinite gradient, where the definition
    /// has nothing.
    /// </summary>
    public void WeightWhereNaN(float* x, float* gradOutput, float* gradWeight, Cancellation cancellation) =>
        WeightWhere(x, gradOutput, gradWeight, float.IsNaN, cancellation);

    private void WeightWhere<T>(T* x, T* gradOutput, T* gradWeight, Func<T, bool> isWanted, Cancellation cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var spec = _shape.Spec;
        for (long oc = 0; oc < spec.OutChannels; oc++)
        {
            for (long ic = 0; ic < spec.InChannelsPerGroup; ic++)
            {
                for (long tap = 0; tap < _tapCount; tap++)
                {
                    cancellation.ThrowIfRequested();
                    T* sum = gradWeight + Filter(oc, ic) * _tapCount + tap;
                    if (isWanted(*sum))
                        *sum = T.CreateTruncating(WeightSum(x, gradOutput, oc, ic, tap));
                }
            }
        }
    }

    private double WeightSum<T>(T* x, T* gradOutput, long oc, long ic, long tap)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var spec = _shape.Spec;
        long channel = oc / spec.OutChannelsPerGroup * spec.InChannelsPerGroup + ic;
        double sum = 0;
        for (long n = 0; n < _shape.Batch; n++)
        {
            T* inputs = x + (n * spec.InChannels + channel) * _inPixels;
            T* gradients = gradOutput + (n * spec.OutChannels + oc) * _outPixels;
            // NaN stays NaN, whatever is added.
            for (long pixel = 0; pixel < _outPixels && !double.IsNaN(sum); pixel++)
            {
                long source = _source(pixel, tap);
                if (source >= 0)
                    sum += double.CreateTruncating(inputs[source]) * double.CreateTruncating(gradients[pixel]);
            }
        }

        return sum;
    }

    /// <summary>With respect to the bias: the sum of the gradients of the channel's outputs.</summary>
    public void Bias<T>(T* gradOutput, T* gradBias)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int channels = _shape.Spec.OutChannels;
        for (long oc = 0; oc < channels; oc++)
        {
            double sum = 0;
            for (long n = 0; n < _shape.Batch; n++)
            {
                for (long pixel = 0; pixel < _outPixels; pixel++)
                    sum += double.CreateTruncating(gradOutput[(n * channels + oc) * _outPixels + pixel]);
            }

            gradBias[oc] = T.CreateTruncating(sum);
        }
    }

    private static (long D, long H, long W) Split(long index, long height, long width) =>
        (index / (height * width), index / width % height, index % width);

    /// <summary>Index of the filter from an input channel of a group to an output channel.</summary>
    private long Filter(long oc, long ic)
    {
        var spec = _shape.Spec;
        (long g, long oc1) = Math.DivRem(oc, spec.OutChannelsPerGroup);
        return spec.Transposed ? (g * spec.InChannelsPerGroup + ic) * spec.OutChannelsPerGroup + oc1 : oc * spec.InChannelsPerGroup + ic;
    }
}

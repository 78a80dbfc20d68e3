using GroupConv.Core.Execution;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms;

/// <summary>
/// The definition as seven plain loops in double, rounded once. It shares nothing with the fast paths, so that it can judge them.
/// </summary>
internal sealed class ReferenceConvolution : IConvAlgorithm
{
    public const string RowName = "reference";
    public const string Why = "plain loops in double: right for every shape, and slow";

    public string Name => RowName;

    public string Reason => Why;

    public string? Refusal(Conv2dShape shape) => null;

    public double Cycles(Conv2dShape shape) => double.PositiveInfinity;

    public IPreparedConv Prepare(Conv2dShape shape, int threads) => new Prepared(shape);

    private sealed class Prepared(Conv2dShape shape) : IPreparedConv
    {
        public int Threads => 1;

        public long ScratchFloats => 0;

        public long PackedFloats => 0;

        public string Blocking => "no blocks";

        public TileUse Use => new(Conv2dCost.Of(shape).Macs, sizeof(double) * 2 * Conv2dCost.Of(shape).Macs, "a double for each factor");

        public void Pack(in ConvBuffers buffers, Cancellation cancellation)
        {
        }

        public unsafe void Run(in ConvBuffers buffers, Cancellation cancellation)
        {
            var spec = shape.Spec;
            long ic1 = spec.InChannelsPerGroup, oc1 = spec.OutChannelsPerGroup;
            long h = shape.InHeight, w = shape.InWidth;
            var places = new ImagePlaces(shape);
            for (long n = 0; n < shape.Batch; n++)
            {
                for (long oc = 0; oc < spec.OutChannels; oc++)
                {
                    float* x = buffers.X + places.Input(n, oc / oc1);
                    float* y = buffers.Y + places.Output(n) + oc * places.OutputPlane;
                    for (long oh = 0; oh < shape.OutHeight; oh++)
                    {
                        for (long ow = 0; ow < shape.OutWidth; ow++)
                        {
                            cancellation.ThrowIfRequested();
                            double sum = buffers.Bias == null ? 0 : buffers.Bias[oc];
                            float* weight = buffers.Weight + oc * ic1 * spec.KernelSize.Height * spec.KernelSize.Width;
                            for (long ic = 0; ic < ic1; ic++)
                            {
                                for (long kh = 0; kh < spec.KernelSize.Height; kh++)
                                {
                                    long ih = Inside(oh * spec.Stride.Height + kh * spec.Dilation.Height - shape.Padding.Top, h, spec.PaddingMode);
                                    for (long kw = 0; kw < spec.KernelSize.Width; kw++, weight++)
                                    {
                                        long iw = Inside(ow * spec.Stride.Width + kw * spec.Dilation.Width - shape.Padding.Left, w, spec.PaddingMode);
                                        double value = ih < 0 || iw < 0 ? 0 : x[(ic * h + ih) * w + iw];
                                        sum += value * *weight;
                                    }
                                }
                            }

                            *y++ = (float)sum;
                        }
                    }
                }
            }
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
    }
}

using GroupConv.Core.Execution;
using GroupConv.Core.Problems;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms;

/// <summary>
/// The definition as seven nested loops in double, rounded once at the end. It shares no code with the fast algorithms, so that tests can
/// compare them with it.
/// </summary>
internal sealed class ReferenceConvolution : IConvAlgorithm
{
    public const string RowName = "reference";
    public const string Why = "plain loops in double: correct for every shape, but slow";

    public string Name => RowName;

    public string Reason => Why;

    public Offer Offer(ImageProblem problem, int threads) => Offered.Once(double.PositiveInfinity, () => new Prepared(problem));

    private sealed class Prepared(ImageProblem problem) : IPreparedConv
    {
        public int Threads => 1;

        public long ScratchFloats => 0;

        public long PackedFloats => 0;

        public string Blocking => "no blocks";

        public TileUse Use => new(problem.Macs, sizeof(double) * 2 * problem.Macs, "a double for each factor");

        public void Pack(in ConvBuffers buffers, Cancellation cancellation)
        {
        }

        public unsafe void Run(in ConvBuffers buffers, Cancellation cancellation)
        {
            long ic1 = problem.InChannels, oc1 = problem.OutChannels;
            long h = problem.Rows.In, w = problem.Columns.In;
            var layout = problem.Layout;
            for (long n = 0; n < problem.Batch; n++)
            {
                for (long oc = 0; oc < problem.AllOutChannels; oc++)
                {
                    float* x = buffers.X + layout.Input(n, oc / oc1);
                    float* y = buffers.Y + layout.Output(n) + oc * layout.ChannelStep;
                    for (long oh = 0; oh < problem.Rows.Out; oh++)
                    {
                        for (long ow = 0; ow < problem.Columns.Out; ow++)
                        {
                            cancellation.ThrowIfRequested();
                            double sum = buffers.Bias == null ? 0 : buffers.Bias[oc];
                            float* weight = buffers.Weight + oc * ic1 * problem.Rows.Taps * problem.Columns.Taps;
                            for (long ic = 0; ic < ic1; ic++)
                            {
                                for (long kh = 0; kh < problem.Rows.Taps; kh++)
                                {
                                    long ih = Inside(
                                        oh * problem.Rows.Stride + kh * problem.Rows.Dilation - problem.Rows.Before,
                                        h,
                                        problem.PaddingMode);
                                    for (long kw = 0; kw < problem.Columns.Taps; kw++, weight++)
                                    {
                                        long iw = Inside(
                                            ow * problem.Columns.Stride + kw * problem.Columns.Dilation - problem.Columns.Before,
                                            w,
                                            problem.PaddingMode);
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

        /// <summary>The input position whose value is used at a position inside or outside of the line; −1 for zero.</summary>
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

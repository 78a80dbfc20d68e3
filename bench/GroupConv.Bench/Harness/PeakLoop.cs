using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GroupConv.Bench.Harness;

/// <summary>
/// The peak rate of fused multiply-adds at a vector width: independent chains, enough of them to hide the latency (4 cycles on 2 ports need
/// 8 chains; 12 leave a margin, and with two constants fit 16 registers).
/// </summary>
internal static class PeakLoop
{
    private const int Chains = 12;
    private const int Iterations = 60_000;

    /// <summary>The widths of this CPU, in bits, narrowest first.</summary>
    public static IReadOnlyList<int> Widths { get; } =
    [
        .. Vector256.IsHardwareAccelerated ? new[] { 256 } : [128],
        .. Vector512.IsHardwareAccelerated ? new[] { 512 } : [],
    ];

    /// <summary>One measurement of well under a millisecond, in GFLOP/s of all threads together.</summary>
    /// <param name="bits">One of <see cref="Widths"/>.</param>
    /// <param name="threads">Threads that run the loop at once.</param>
    public static double Measure(int bits, int threads)
    {
        Func<int, float> loop = bits switch
        {
            128 => Loop<Width128, Vector128<float>>,
            256 => Loop<Width256, Vector256<float>>,
            512 => Loop<Width512, Vector512<float>>,
            _ => throw new ArgumentOutOfRangeException(nameof(bits), bits, "128, 256 or 512."),
        };
        double flops = 2.0 * Chains * Iterations * bits / (8 * sizeof(float));
        double[] seconds = new double[threads];
        using var together = new Barrier(threads);
        var others = Enumerable.Range(1, threads - 1).Select(i => new Thread(() => Time(i)) { IsBackground = true }).ToList();
        others.ForEach(thread => thread.Start());
        Time(0);
        others.ForEach(thread => thread.Join());
        return seconds.Sum(time => flops / time) / 1e9;

        void Time(int i)
        {
            together.SignalAndWait();
            long start = Stopwatch.GetTimestamp();
            GC.KeepAlive(loop(Iterations));
            seconds[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Loop<TWidth, TVector>(int iterations)
        where TWidth : IWidth<TVector>
    {
        TVector m = TWidth.Create(.999f), c = TWidth.Create(.001f);
        TVector a0 = c, a1 = c, a2 = c, a3 = c, a4 = c, a5 = c, a6 = c, a7 = c, a8 = c, a9 = c, a10 = c, a11 = c;
        for (int i = 0; i < iterations; i++)
        {
            a0 = TWidth.Fma(a0, m, c);
            a1 = TWidth.Fma(a1, m, c);
            a2 = TWidth.Fma(a2, m, c);
            a3 = TWidth.Fma(a3, m, c);
            a4 = TWidth.Fma(a4, m, c);
            a5 = TWidth.Fma(a5, m, c);
            a6 = TWidth.Fma(a6, m, c);
            a7 = TWidth.Fma(a7, m, c);
            a8 = TWidth.Fma(a8, m, c);
            a9 = TWidth.Fma(a9, m, c);
            a10 = TWidth.Fma(a10, m, c);
            a11 = TWidth.Fma(a11, m, c);
        }

        return TWidth.Sum(a0) + TWidth.Sum(a1) + TWidth.Sum(a2) + TWidth.Sum(a3) + TWidth.Sum(a4) + TWidth.Sum(a5)
            + TWidth.Sum(a6) + TWidth.Sum(a7) + TWidth.Sum(a8) + TWidth.Sum(a9) + TWidth.Sum(a10) + TWidth.Sum(a11);
    }

    private interface IWidth<TVector>
    {
        static abstract TVector Create(float value);

        static abstract TVector Fma(TVector a, TVector b, TVector c);

        static abstract float Sum(TVector vector);
    }

    private readonly struct Width128 : IWidth<Vector128<float>>
    {
        public static Vector128<float> Create(float value) => Vector128.Create(value);

        public static Vector128<float> Fma(Vector128<float> a, Vector128<float> b, Vector128<float> c) =>
            Vector128.MultiplyAddEstimate(a, b, c);

        public static float Sum(Vector128<float> vector) => Vector128.Sum(vector);
    }

    private readonly struct Width256 : IWidth<Vector256<float>>
    {
        public static Vector256<float> Create(float value) => Vector256.Create(value);

        public static Vector256<float> Fma(Vector256<float> a, Vector256<float> b, Vector256<float> c) =>
            Vector256.MultiplyAddEstimate(a, b, c);

        public static float Sum(Vector256<float> vector) => Vector256.Sum(vector);
    }

    private readonly struct Width512 : IWidth<Vector512<float>>
    {
        public static Vector512<float> Create(float value) => Vector512.Create(value);

        public static Vector512<float> Fma(Vector512<float> a, Vector512<float> b, Vector512<float> c) =>
            Vector512.MultiplyAddEstimate(a, b, c);

        public static float Sum(Vector512<float> vector) => Vector512.Sum(vector);
    }
}

using System.Numerics.Tensors;
using GroupConv.Core.Algorithms;
using GroupConv.Core.Execution;
using GroupConv.Core.Problems;
using GroupConv.Core.Specs;
using GroupConv.Core.Tests.Support;

namespace GroupConv.Core.Tests.Execution;

/// <summary>A prepared layer: its own weight and memory, no allocation, any number of callers, an end at any time.</summary>
[Collection(Serial.Name)]
public sealed class PreparedConvTests
{
    public static TheoryData<string> Shapes =>
    [
        "N1 G3 IC6 OC9 H20 W21 K3x3 S1 P1 D1",
        "N2 G1 IC40 OC36 H14 W14 K3x3 S1 P1 D1",
        "N1 G2 IC32 OC64 H16 W16 K1x1 S1 P0 D1",
        "N2 G24 IC24 OC24 H30 W30 K3x3 S2 P1 D1",
        "N1 G8 IC8 OC32 H9 W7 K5x5 S1 P2 D1 nobias",
        "N1 G2 IC4 OC6 H12 W12 K3x3 S1 P2 D2 nobias reflect",
    ];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void It_gives_what_the_layer_gives_by_every_algorithm_and_any_number_of_threads(string name)
    {
        var shape = ConvCase.Parse(name).Shape;
        var conv = ConvLayer.Create(shape.Spec, seed: 4);
        var x = Tensors.Input(1, Lengths(shape.Input));
        var y = Tensor.CreateFromShape<float>(Lengths(shape.Output));
        foreach (var row in AlgorithmTable.Rows.Where(row => row.Offer(ImageProblem.Of(shape), 1).Way is not null))
        {
            Variables.With(AlgorithmTable.Variable, row.Name, () =>
            {
                var expected = Tensors.Flat(conv.Forward(x));
                for (int threads = 1; threads <= 7; threads++)
                {
                    Variables.With(ConvExecution.ThreadsVariable, FormattableString.Invariant($"{threads}"), () =>
                    {
                        using var prepared = conv.Prepare(x.Lengths);
                        Assert.Equal(row.Name, prepared.Plan.Algorithm);
                        Assert.InRange(prepared.Plan.Threads, 1, threads);
                        prepared.Forward(x, y);
                        Computation.AssertSameBits(expected, Tensors.Flat(y), $"{row.Name}, {prepared.Plan.Threads} threads");
                        Computation.AssertSameBits(expected, Tensors.Flat(prepared.Forward(x)), row.Name);
                        Computation.AssertSameBits(expected, Tensors.Flat(conv.Forward(x)), row.Name);
                    });
                }
            });
        }
    }

    [Fact]
    public void Its_weight_is_that_of_when_it_was_prepared()
    {
        foreach (string algorithm in (string[])["", .. AlgorithmTable.Rows.Select(row => row.Name)])
        {
            var conv = new Conv2d(32, 32, 3, padding: 1, groups: 1, seed: 1);
            var x = Tensors.Input(2, 1, 32, 12, 12);
            if (AlgorithmTable.Rows.FirstOrDefault(row => row.Name == algorithm)?.Offer(ImageProblem.Of(conv.OutputShape(x.Lengths)),
                1) is Refused)
                continue;
            Variables.With(AlgorithmTable.Variable, algorithm, () =>
            {
                using var prepared = conv.Prepare(x.Lengths);
                var before = Tensors.Flat(prepared.Forward(x));
                conv.Weight.Fill(0);
                conv.Bias!.Fill(3);
                Computation.AssertSameBits(before, Tensors.Flat(prepared.Forward(x)), algorithm);
                Assert.All(Tensors.Flat(conv.Forward(x)), value => Assert.Equal(3, value));
            });
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_call_allocates_nothing_on_the_managed_heap(int threads)
    {
        foreach (string name in Shapes.Select(row => row.Data))
        {
            var shape = ConvCase.Parse(name).Shape;
            var x = Tensors.Input(1, Lengths(shape.Input));
            var y = Tensor.CreateFromShape<float>(Lengths(shape.Output));
            ConvExecution.Threads = threads;
            try
            {
                var conv = ConvLayer.Create(shape.Spec, seed: 4);
                using var prepared = conv.Prepare(x.Lengths);
                Calls(1000);
                long thread = GC.GetAllocatedBytesForCurrentThread();
                Calls(1000);
                Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - thread);

                // The layer itself allocates nothing either where the output is the caller's, once its plan and its memory are there.
                conv.Forward(x, y);
                thread = GC.GetAllocatedBytesForCurrentThread();
                for (int i = 0; i < 100; i++)
                    conv.Forward(x, y);
                Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - thread);

                // On all threads. The test runner's may allocate, too, but not in every one of these batches.
                long least = long.MaxValue;
                for (int batch = 0; batch < 20 && least > 0; batch++)
                {
                    long total = GC.GetTotalAllocatedBytes(precise: true);
                    Calls(100);
                    least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - total);
                }

                Assert.True(least == 0, FormattableString.Invariant($"{name}: {least} bytes"));

                void Calls(int count)
                {
                    for (int i = 0; i < count; i++)
                        prepared.Forward(x, y);
                }
            }
            finally
            {
                ConvExecution.Threads = null;
            }
        }
    }

    [Fact]
    public void The_environment_is_not_read_after_preparing()
    {
        var conv = new Conv2d(4, 8, 3, groups: 2);
        var x = Tensors.Input(3, 1, 4, 10, 10);
        using var prepared = conv.Prepare(x.Lengths);
        var expected = Tensors.Flat(prepared.Forward(x));
        Variables.With(AlgorithmTable.Variable, "nothing", () => Variables.With(ConvExecution.ThreadsVariable, "none", () =>
            Computation.AssertSameBits(expected, Tensors.Flat(prepared.Forward(x)), "with a wrong environment")));
    }

    [Fact]
    public void Eight_threads_may_call_it_and_its_layer_at_once()
    {
        var conv = new Conv2d(48, 48, 3, padding: 1, groups: 3, seed: 5);
        var inputs = Enumerable.Range(0, 8).Select(i => Tensors.Input(i, 1, 48, 19, 17)).ToArray();
        using var prepared = conv.Prepare(inputs[0].Lengths);
        var expected = inputs.Select(x => Tensors.Flat(conv.Forward(x))).ToArray();
        RunAtOnce(8, thread =>
        {
            var y = Tensor.CreateFromShape<float>([1, 48, 19, 17]);
            for (int i = 0; i < 60; i++)
            {
                y.Fill(float.NaN);
                if (i % 3 == 0)
                    conv.Forward(inputs[thread], y);
                else
                    prepared.Forward(inputs[thread], y);
                Computation.AssertSameBits(expected[thread], Tensors.Flat(y), "concurrent call");
            }
        });
    }

    [Fact]
    public void Some_of_several_callers_may_cancel()
    {
        var conv = new Conv2d(48, 48, 3, padding: 1, groups: 3, seed: 5);
        var x = Tensors.Input(1, 1, 48, 40, 40);
        using var prepared = conv.Prepare(x.Lengths);
        var expected = Tensors.Flat(conv.Forward(x));
        RunAtOnce(4, thread =>
        {
            var y = Tensor.CreateFromShape<float>([1, 48, 40, 40]);
            for (int i = 0; i < 40; i++)
            {
                if (thread % 2 == 0)
                {
                    prepared.Forward(x, y);
                    Computation.AssertSameBits(expected, Tensors.Flat(y), "beside cancelled calls");
                    continue;
                }

                using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(i % 4));
                try
                {
                    prepared.Forward(x, y, source.Token);
                    Computation.AssertSameBits(expected, Tensors.Flat(y), "done before it was cancelled");
                }
                catch (OperationCanceledException)
                {
                    Assert.True(source.IsCancellationRequested);
                }
            }
        });
    }

    [Fact]
    public void Strided_inputs_and_destinations_are_right()
    {
        var conv = new Conv2d(6, 9, 3, padding: 1, groups: 3, seed: 11);
        var x = Tensor.PermuteDimensions(Tensors.Input(2, 2, 13, 11, 6), [0, 3, 1, 2]);
        using var prepared = conv.Prepare(x.Lengths);
        var frame = Tensor.CreateFromShape<float>([2, 10, 13, 12]);
        prepared.Forward(x, frame.Slice([0..2, 1..10, 0..13, 1..12]));
        Computation.AssertSameBits(Tensors.Flat(conv.Forward(x)), Tensors.Flat(frame.Slice([0..2, 1..10, 0..13, 1..12])), "strided");

        var transposed = new Conv2d(conv.Spec, Tensor.PermuteDimensions(conv.Weight, [0, 1, 3, 2]), Tensor.Reverse<float>(conv.Bias!));
        using var strided = transposed.Prepare(x.Lengths);
        Computation.AssertSameBits(Tensors.Flat(transposed.Forward(x)), Tensors.Flat(strided.Forward(x)), "strided weight");
    }

    [Fact]
    public void One_image_and_an_empty_batch_are_shapes_of_their_own()
    {
        var conv = new Conv2d(6, 9, 3, groups: 3);
        var x = Tensors.Input(9, 6, 8, 8);
        using var one = conv.Prepare([6, 8, 8]);
        Assert.Equal([9, 6, 6], one.Forward(x).Lengths.ToArray());
        Computation.AssertSameBits(Tensors.Flat(conv.Forward(x)), Tensors.Flat(one.Forward(x)), "unbatched");
        using var empty = conv.Prepare([0, 6, 8, 8]);
        Assert.Equal([0, 9, 6, 6], empty.Forward(Tensor.CreateFromShape<float>([0, 6, 8, 8])).Lengths.ToArray());
    }

    [Fact]
    public void Mistakes_are_told()
    {
        var conv = new Conv2d(6, 9, 3, groups: 3);
        using var prepared = conv.Prepare([1, 6, 8, 8]);
        var x = Tensors.Input(9, 1, 6, 8, 8);
        Assert.Equal(
            "The input has the shape [1, 6, 8, 9], but the layer was prepared for [1, 6, 8, 8]. Give an input of that shape, or prepare the layer for this one. Try: conv.Prepare([1, 6, 8, 9])",
            Assert.Throws<ConvException>(() => prepared.Forward(Tensors.Input(9, 1, 6, 8, 9))).Message);
        Assert.StartsWith("The destination has the shape [1, 9, 8, 8]",
            Assert.Throws<ConvException>(() => prepared.Forward(x, Tensor.CreateFromShape<float>([1, 9, 8, 8]))).Message,
            StringComparison.Ordinal);
        Assert.StartsWith("The input is null.", Assert.Throws<ConvException>(() => prepared.Forward((Tensor<float>)null!)).Message,
            StringComparison.Ordinal);
        Assert.StartsWith("The destination is null.", Assert.Throws<ConvException>(() => prepared.Forward(x, (Tensor<float>)null!)).Message,
            StringComparison.Ordinal);
        Assert.Contains("has 5 channels", Assert.Throws<ConvException>(() => conv.Prepare([1, 5, 8, 8])).Message, StringComparison.Ordinal);
        Assert.Contains("has 0 dimensions", Assert.Throws<ConvException>(() => conv.Prepare([])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void After_Dispose_a_call_says_so()
    {
        var x = Tensors.Input(9, 1, 6, 8, 8);
        var prepared = new Conv2d(6, 9, 3, groups: 3).Prepare(x.Lengths);
        prepared.Dispose();
        prepared.Dispose();
        for (int i = 0; i < 3; i++)
        {
            var error = Assert.Throws<ObjectDisposedException>(() => prepared.Forward(x));
            Assert.Contains("Prepare the layer again: conv.Prepare([1, 6, 8, 8]).", error.Message, StringComparison.Ordinal);
        }

        prepared.Dispose();
    }

    [Fact]
    public void Dispose_may_come_while_others_call()
    {
        var conv = new Conv2d(24, 24, 3, padding: 1, groups: 3, seed: 5);
        var x = Tensors.Input(1, 1, 24, 33, 33);
        var expected = Tensors.Flat(conv.Forward(x));
        int refused = 0;
        for (int round = 0; round < 40; round++)
        {
            var prepared = conv.Prepare(x.Lengths);
            RunAtOnce(4, thread =>
            {
                if (thread == 0)
                {
                    Thread.SpinWait(round * 500);
                    prepared.Dispose();
                    return;
                }

                try
                {
                    for (int i = 0; i < 20; i++)
                        Computation.AssertSameBits(expected, Tensors.Flat(prepared.Forward(x)), "beside Dispose");
                }
                catch (ObjectDisposedException)
                {
                    Interlocked.Increment(ref refused);
                }
            });
            Assert.Throws<ObjectDisposedException>(() => prepared.Forward(x));
        }

        Assert.True(refused > 0, "no call came after Dispose");
    }

    private static nint[] Lengths(IReadOnlyList<long> lengths) => [.. lengths.Select(length => (nint)length)];

    private static void RunAtOnce(int threads, Action<int> action)
    {
        using var start = new Barrier(threads);
        var tasks = Enumerable.Range(0, threads).Select(thread => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                action(thread);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToArray();
        foreach (var task in tasks)
            task.GetAwaiter().GetResult();
    }
}

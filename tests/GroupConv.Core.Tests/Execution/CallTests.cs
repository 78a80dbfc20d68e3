using System.Numerics.Tensors;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;
using GroupConv.Core.Tests.Support;

namespace GroupConv.Core.Tests.Execution;

/// <summary>What can happen around a call: other calls, an interrupt, settings of the process.</summary>
[Collection(Serial.Name)]
public sealed class CallTests
{
    [Fact]
    public void Calls_on_one_layer_from_many_threads_are_right()
    {
        var conv = new Conv2d(12, 24, 3, padding: 1, groups: 4, seed: 5);
        var inputs = Enumerable.Range(0, 6).Select(i => Tensors.Input(i, 2, 12, 9 + i, 17)).ToArray();
        var expected = inputs.Select(x => Tensors.Flat(conv.Forward(x))).ToArray();
        Parallel.For(0, 120, new ParallelOptions { MaxDegreeOfParallelism = 6 }, i =>
            Computation.AssertSameBits(expected[i % 6], Tensors.Flat(conv.Forward(inputs[i % 6])), "concurrent call"));
    }

    public enum Calls
    {
        Forward,
        Prepared,
    }

    [Theory]
    [InlineData(Calls.Forward, false)]
    [InlineData(Calls.Forward, true)]
    [InlineData(Calls.Prepared, false)]
    [InlineData(Calls.Prepared, true)]
    public void A_cancelled_call_says_so_and_leaves_the_layer_usable(Calls calls, bool ambient)
    {
        var conv = new Conv2d(64, 64, 3, padding: 1, seed: 5);
        var x = Tensors.Input(1, 1, 64, 64, 64);
        var y = Tensor.CreateFromShape<float>([1, 64, 64, 64]);
        using var prepared = conv.Prepare(x.Lengths);
        Action<CancellationToken> call = calls == Calls.Forward ? token => conv.Forward(x, y, token) : token =>
            prepared.Forward(x, y, token);
        var expected = Tensors.Flat(conv.Forward(x));
        using var source = new CancellationTokenSource();
        var token = ambient ? default : source.Token;
        ConvExecution.Cancellation = ambient ? source.Token : default;
        try
        {
            // The timer's thread cancels while calls run, one after the other.
            source.CancelAfter(TimeSpan.FromMilliseconds(30));
            Assert.ThrowsAny<OperationCanceledException>(() =>
            {
                for (int i = 0; i < 100_000; i++)
                    call(token);
            });

            y.Fill(-7);
            Assert.ThrowsAny<OperationCanceledException>(() => call(token));
            Assert.All(Tensors.Flat(y), value => Assert.Equal(-7, value));
            if (ambient)
                Assert.ThrowsAny<OperationCanceledException>(() => conv.Prepare([1, 64, 65, 64]));
        }
        finally
        {
            ConvExecution.Cancellation = default;
        }

        call(default);
        Computation.AssertSameBits(expected, Tensors.Flat(y), "after the cancelled call");
    }

    [Fact]
    public async Task The_ambient_token_stays_within_its_asynchronous_flow()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        await Task.Run(() => ConvExecution.Cancellation = source.Token);
        Assert.False(ConvExecution.Cancellation.IsCancellationRequested);
    }

    [Fact]
    public void The_environment_forces_an_algorithm_and_the_threads()
    {
        var conv = new Conv2d(8, 8, 3, groups: 2);
        nint[] lengths = [1, 8, 40, 40];
        // Which of the fast rows is chosen depends on the vectors that the machine has.
        Assert.NotEqual("reference", conv.Plan(lengths).Algorithm);
        Variables.With("GROUPCONV_ALGORITHM", "reference", () =>
        {
            var plan = conv.Plan(lengths);
            Assert.Equal("reference", plan.Algorithm);
            Assert.Contains("forced by GROUPCONV_ALGORITHM", plan.Reason, StringComparison.Ordinal);
        });
        Variables.With("GROUPCONV_ALGORITHM", "quick", () =>
        {
            var error = Assert.Throws<ConvException>(() => conv.Plan(lengths));
            Assert.Equal("GROUPCONV_ALGORITHM=direct", error.Fix);
            Assert.Contains("GROUPCONV_ALGORITHM=quick is not known. Algorithms: channelwise, depthwise, pointwise, strips, channels, direct, spread, winograd, winograd-2x2, reference.", error.Message, StringComparison.Ordinal);
        });
        Variables.With("GROUPCONV_ALGORITHM", " Strips", () =>
            Assert.Equal("GROUPCONV_ALGORITHM=strips", Assert.Throws<ConvException>(() => conv.Plan(lengths)).Fix));
        Variables.With("GROUPCONV_ALGORITHM", "depthwise", () => Assert.Equal(
            "GROUPCONV_ALGORITHM=depthwise cannot compute ConvTranspose2d(8, 8, kernel_size=3, stride=2, groups=2), a part of which is Conv2d(8, 8, kernel_size=2, groups=2): each group reads 4 channels, not 1."
            + " These can: strips, channels, direct, reference; without GROUPCONV_ALGORITHM, the best of them is chosen. Try: GROUPCONV_ALGORITHM=strips",
            Assert.Throws<ConvException>(() => new ConvTranspose2d(8, 8, 3, stride: 2, groups: 2).Plan(lengths)).Message));
        Variables.With("GROUPCONV_THREADS", "1", () => Assert.Equal(1, conv.Plan(lengths).Threads));
        Variables.With("GROUPCONV_THREADS", "3", () => Assert.Equal(3, conv.Plan(lengths).Threads));
        foreach (string wrong in new[] { "0", "-1", "many", "257", "1.5" })
        {
            Variables.With("GROUPCONV_THREADS", wrong, () =>
                Assert.Contains($"GROUPCONV_THREADS={wrong} is not", Assert.Throws<ConvException>(() => conv.Plan(lengths)).Message,
                    StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_number_of_threads_can_be_set_and_returned_to_its_default()
    {
        var conv = new Conv2d(8, 8, 3, groups: 2);
        try
        {
            ConvExecution.Threads = 2;
            Assert.Equal(2, conv.Plan([1, 8, 40, 40]).Threads);
            Assert.Throws<ConvException>(() => ConvExecution.Threads = 0);
            Assert.Throws<ConvException>(() => ConvExecution.Threads = 1000);
            Assert.Equal(2, ConvExecution.Threads);
        }
        finally
        {
            ConvExecution.Threads = null;
        }

        Assert.Null(ConvExecution.Threads);
    }
}

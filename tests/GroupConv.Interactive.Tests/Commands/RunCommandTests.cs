using System.Numerics.Tensors;
using GroupConv.Core;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Tests.Commands;

public sealed class RunCommandTests : CommandFixture
{
    [Fact]
    public void The_output_is_that_of_the_layer_and_is_stored()
    {
        var result = Run<RunResult>("run conv --input x --as made");

        var expected = ((Conv2d)Host.Variables["conv"]!).Forward((Tensor<float>)Host.Variables["x"]!);
        Assert.Equal(expected, result.Output);
        Assert.Same(result.Output, Host.Variables["made"]);
        Assert.Equal("made", result.StoredAs);
        Assert.Equal("x", result.Source);
        Assert.Equal(0, result.InputNonFinite);
        Assert.True(result.Elapsed > TimeSpan.Zero);
    }

    [Fact]
    public void New_weights_come_from_the_seed()
    {
        const string Layer = "\"Conv2d(3, 9, 3, groups=3)\"";
        var seven = Run<RunResult>($"run {Layer} --input x --seed 7").Output;

        Assert.Equal(new Conv2d(3, 9, 3, groups: 3, seed: 7).Forward((Tensor<float>)Host.Variables["x"]!), seven);
        Assert.NotEqual(seven, Run<RunResult>($"run {Layer} --input x").Output);
    }

    [Fact]
    public void A_file_is_read()
    {
        var result = Run<RunResult>($"run conv --input \"{Photo}\"");

        Assert.Equal([1, 9, 5, 6], result.Shape.Output);
        Assert.Equal("photo.png", result.Source);
        Assert.Null(result.StoredAs);
    }

    [Fact]
    public void Weights_of_a_variable_stay_where_flags_leave_them_right()
    {
        var conv = (Conv2d)Host.Variables["conv"]!;
        var x = (Tensor<float>)Host.Variables["x"]!;

        var result = Run<RunResult>("run conv --input x --stride 2 --padding 0");

        var strided = new Conv2d(Core.Specs.ConvSpec.Conv2d(3, 9, 3, stride: 2, groups: 3), conv.Weight, conv.Bias);
        Assert.Equal(strided.Forward(x), result.Output);
    }

    [Fact]
    public void Values_that_are_no_numbers_are_counted()
    {
        Host.Variables["odd"] = Tensor.Create([float.NaN, 1, float.PositiveInfinity, 2], [1, 1, 2, 2]);

        Assert.Equal(2, Run<RunResult>("run Conv2d(1, 1, 1) --input odd").InputNonFinite);
    }

    [Fact]
    public void An_empty_batch_gives_an_empty_output()
    {
        Host.Variables["none"] = Tensor.Create(Array.Empty<float>(), [0, 3, 8, 8]);

        Assert.Equal([0, 9, 8, 8], Run<RunResult>("run conv --input none").Shape.Output);
    }

    [Fact]
    public void An_interrupt_reaches_the_layer()
    {
        var host = new Hosting.FakeHost { Cancellation = new CancellationToken(canceled: true) };
        host.Variables["x"] = Ramp([1, 3, 64, 64]);

        Assert.ThrowsAny<OperationCanceledException>(() => new Engine.Engine().Execute("run Conv2d(3, 9, 3) --input x", "", host));
        Assert.Empty(host.Displayed);
    }

    [Theory]
    [InlineData("run conv", "run needs --input", "Try: run conv --input x")]
    [InlineData("run x", "x is a Tensor<float> [1, 3, 8, 8], not a layer", "run LAYER --input x")]
    [InlineData("run conv --input z", "There is no variable 'z'", "Variables that do hold tensors: x, y.")]
    [InlineData("run conv --input title", "title is a string, not a Tensor<float>", "")]
    [InlineData("run conv --input ./no.png", "There is no file './no.png' in ", ".png")]
    [InlineData("run conv --input /no/such.png", "There is no file '/no/such.png'. ", ".png")]
    [InlineData("run conv --input .", "'.' is a folder, not a file.", ".png")]
    [InlineData("run conv --input y", "has 9 channels", "in_channels=3")]
    [InlineData("run conv --input x --seed 4", "has weights already", "\"Conv2d(3, 9,")]
    [InlineData("run conv --input x --groups 1", "does not fit", "\"Conv2d(3, 9, kernel_size=3, padding=1)\"")]
    [InlineData("run --in 3 --out 2000000000 --kernel 7 --input x", "The output [1, 2000000000, 2, 2]", "32.0 GB")]
    public void Mistakes_say_what_is_wrong_and_what_would_be_right(string line, string says, string andSays)
    {
        string error = Mistake(line);

        Assert.Contains(says, error);
        Assert.Contains(andSays, error);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("maps")]
    public void An_output_that_fits_no_memory_is_refused_before_weights_are_made(string verb)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Contains(
            "The output [1, 100000000, 2008, 2008] would need 1.6 PB",
            Mistake($"{verb} --in 3 --out 100000000 --kernel 1 --padding 1000 --input x"));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000_000);
    }

    [Fact]
    public void A_file_that_is_no_image_is_refused_with_what_is_accepted()
    {
        string path = Path.Combine(Path.GetDirectoryName(Photo)!, "notes.png");
        File.WriteAllText(path, "not a picture");

        string error = Mistake($"run conv --input {path}");

        Assert.Contains("begins with the text \"not a picture\"", error);
        Assert.Contains(".png", error);
    }
}

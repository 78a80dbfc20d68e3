using System.Numerics.Tensors;
using GroupConv.Core;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Tests.Commands;

public sealed class MapsCommandTests : CommandFixture
{
    [Fact]
    public void A_tensor_is_drawn_as_it_is()
    {
        var result = Run<MapsResult>("maps y --groups 3 --scale channel --all");

        Assert.Same(Host.Variables["y"], result.Maps);
        Assert.Null(result.Spec);
        Assert.Equal((3, MapScale.Channel, true, "y"), (result.Groups, result.Scale, result.All, result.Source));
    }

    [Theory]
    [InlineData("maps --input x")]
    [InlineData("maps x")]
    public void A_tensor_of_unknown_origin_is_one_group(string line) => Assert.Equal(1, Run<MapsResult>(line).Groups);

    [Fact]
    public void A_tensor_that_run_made_remembers_its_layer()
    {
        var engine = new Engine.Engine();
        Assert.Null(engine.Execute("run conv --input x --as made", "", Host).Error);
        Assert.Null(engine.Execute("maps made", "", Host).Error);
        Assert.Null(engine.Execute("maps made --groups 9", "", Host).Error);

        var results = Host.Displayed.OfType<MapsResult>().ToArray();
        Assert.Equal((3, ((Conv2d)Host.Variables["conv"]!).Spec), (results[0].Groups, results[0].Spec));
        Assert.Equal((9, null), (results[1].Groups, results[1].Spec));
    }

    [Fact]
    public void A_layer_is_run_and_its_outputs_are_drawn()
    {
        var result = Run<MapsResult>("maps conv --input x --scale group --as maps");

        var conv = (Conv2d)Host.Variables["conv"]!;
        Assert.Equal(conv.Forward((Tensor<float>)Host.Variables["x"]!), result.Maps);
        Assert.Equal((conv.Spec, 3, MapScale.Group), (result.Spec, result.Groups, result.Scale));
        Assert.Same(result.Maps, Host.Variables["maps"]);
    }

    [Fact]
    public void A_layer_by_flags_is_run() =>
        Assert.Equal(6, Run<MapsResult>("maps --in 3 --out 6 --kernel 3 --groups 3 --input x").Spec!.OutChannels);

    [Fact]
    public void A_photo_is_drawn_by_its_name() => Assert.Equal([1, 3, 5, 6], Run<MapsResult>($"maps {Photo}").Maps.Lengths.ToArray());

    [Theory]
    [InlineData("maps", "What should be drawn?", "Try: maps y")]
    [InlineData("maps yy", "There is no variable 'yy'. Did you mean 'y'?", "")]
    [InlineData("maps conv", "maps needs --input", "Try: maps conv --input x")]
    [InlineData("maps y --groups 4", "does not divide the 9 channels of y", "Possible: 1, 3, 9. Try: --groups 3")]
    [InlineData("maps y --groups 0", "does not divide", "Try: --groups 1")]
    [InlineData("maps y --stride 2", "only --groups has a meaning", "")]
    [InlineData("maps x --input y", "x is a Tensor<float>", "not a layer")]
    [InlineData("maps empty", "no elements", "[1, 3, 0, 4]")]
    [InlineData("maps flat", "feature maps are (N, C, L) of signals, (N, C, H, W) of images", "Reshape")]
    [InlineData("maps y --slice 0", "--slice chooses a depth of volumes", "without --slice")]
    [InlineData("maps volume --slice 5", "--slice 5 does not exist: the depth is 4", "Try: --slice 2")]
    public void Mistakes_say_what_is_wrong_and_what_would_be_right(string line, string says, string andSays)
    {
        Host.Variables["empty"] = Tensor.Create(Array.Empty<float>(), [1, 3, 0, 4]);
        Host.Variables["flat"] = Ramp([4]);
        Host.Variables["volume"] = Ramp([1, 3, 4, 6, 5]);

        string error = Mistake(line);

        Assert.Contains(says, error);
        Assert.Contains(andSays, error);
    }
}

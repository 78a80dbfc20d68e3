using GroupConv.Core;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Tests.Commands;

public sealed class WiringCommandTests : CommandFixture
{
    [Fact]
    public void The_layer_of_a_variable_is_drawn_with_the_groups_asked_for()
    {
        var result = Run<WiringResult>("wiring conv --groups 1 --all --as diagram");

        Assert.Equal(((Conv2d)Host.Variables["conv"]!).Spec.WithGroups(1), result.Spec);
        Assert.True(result.All);
        Assert.Same(result, Host.Variables["diagram"]);
    }

    [Fact]
    public void Not_every_channel_is_drawn_unless_asked_for() => Assert.False(Run<WiringResult>("wiring conv").All);
}

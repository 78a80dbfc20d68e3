using GroupConv.Core;
using GroupConv.Interactive.Engine.Views;
using GroupConv.Learning;

namespace GroupConv.Interactive.Tests.Views;

/// <summary>A cell that ends in a value of a public type shows a card or a line, never a table of its properties.</summary>
public sealed class PublicTypesTests
{
    [Fact]
    public void Every_public_type_of_Core_and_Learning_has_a_view()
    {
        var types = new[] { typeof(ConvLayer).Assembly, typeof(Module).Assembly }
            .SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => !type.IsAbstract && !type.IsEnum && !type.IsInterface && !type.ContainsGenericParameters);

        Assert.All(types, type => Assert.True(ViewTable.Types.Any(drawn => drawn.IsAssignableFrom(type)), $"{type} has no view"));
    }

    [Fact]
    public void Plain_values_are_shown_as_their_text()
    {
        var net = new Sequential(new Conv2d(1, 8, 3, padding: 1), new ReLU());

        var bundle = ViewTable.Render(net);

        Assert.Equal(net.ToString(), bundle.Text);
        Assert.DoesNotContain("\\n", bundle.Html);
        Assert.Contains("Conv2d(1, 8, kernel_size=3, padding=1)", bundle.Html);
    }
}

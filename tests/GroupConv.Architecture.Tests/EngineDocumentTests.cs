using System.Globalization;
using GroupConv.Core.Specs;

namespace GroupConv.Architecture.Tests;

/// <summary>The numbers of docs/engine.md are those of the shapes.</summary>
public sealed class EngineDocumentTests
{
    [Fact]
    public void The_roofline_of_its_three_layers_follows_from_their_shapes()
    {
        string document = Repository.Read("docs/engine.md");
        ConvShape[] shapes =
        [
            ConvShape.Infer(ConvSpec.Conv2d(256, 256, 3, padding: 1), [1, 256, 14, 14]),
            ConvShape.Infer(ConvSpec.Conv2d(128, 128, 3, padding: 1, groups: 32), [1, 128, 56, 56]),
            ConvShape.Infer(ConvSpec.Conv2d(144, 144, 3, padding: 1, groups: 144), [1, 144, 56, 56]),
        ];
        Assert.All(shapes, shape =>
        {
            var cost = ConvCost.Of(shape);
            double bytes = cost.InputBytes + cost.OutputBytes + cost.ParameterBytes;
            string row = string.Create(
                CultureInfo.InvariantCulture,
                $"| `{shape.Spec}` | {shape.Input} | {cost.Flops / 1e6:0.0} | {bytes / 1e3:0.0} | {cost.Flops / bytes:0.0} |");
            Assert.Contains(row, document, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("docs/engine.md")]
    [InlineData("docs/architecture.md")]
    public void Every_file_that_it_names_is_there(string path)
    {
        string folder = Path.GetDirectoryName(Path.Combine(Repository.Root, path))!;
        var links = Repository.Read(path).Split("](").Skip(1).Select(rest => rest[..rest.IndexOf(')', StringComparison.Ordinal)]);
        // A heading's name follows the file, or stands alone for one of this file.
        var files = links.Where(link => !link.Contains(':', StringComparison.Ordinal)).Select(link => link.Split('#')[0])
            .Where(file => file.Length > 0);
        Assert.All(files, file => Assert.True(File.Exists(Path.Combine(folder, file)), file));
    }
}

using GroupConv.Core;
using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Rendering;
using GroupConv.Interactive.Engine.Views;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Tests.Commands;

public sealed class BlockCommandTests : CommandFixture
{
    [Theory]
    [InlineData("nn.Conv2d(8, 16, 3, groups=4)")]
    [InlineData("nn.Conv1d(6, 12, 5, groups=3)")]
    [InlineData("nn.Conv3d(4, 4, (2, 3, 1), groups=2)")]
    [InlineData("nn.ConvTranspose2d(8, 4, (4, 2), groups=4)")]
    [InlineData("nn.Conv2d(4, 4, 3)")]
    public void Each_tap_stands_where_the_block_diagonal_weight_has_it(string layer)
    {
        var result = Run<BlockResult>($"block \"{layer}\" --seed 2");
        var spec = result.Spec;
        var dense = ConvEquivalence.BlockDiagonal(
            ConvLayer.Create(spec, result.Weight, spec.Bias ? ConvLayer.Create(spec).Bias : null)).Weight;

        var cells = new BlockMatrix(spec, Planes.Of(result.Weight)).Dense();

        int slices = spec.Dims == 3 ? spec.KernelSize[0] : 1, down = spec.Dims == 1 ? 1 : spec.KernelSize[^2], across = spec.KernelSize[^1];
        int absent = 0;
        for (int row = 0; row < cells.Rows; row++)
        {
            for (int column = 0; column < cells.Columns; column++)
            {
                int channel = row / down, other = column / (across * slices), slice = column / across % slices;
                nint[] index = spec.Dims switch
                {
                    1 => [channel, other, column % across],
                    2 => [channel, other, row % down, column % across],
                    _ => [channel, other, slice, row % down, column % across],
                };
                bool isAbsent = cells.Absent![row * cells.Columns + column];
                absent += isAbsent ? 1 : 0;
                Assert.Equal(isAbsent ? 0 : dense[index], cells[row, column]);
            }
        }

        Assert.Equal(cells.Values.Length * (spec.Groups - 1) / spec.Groups, absent);
        Assert.Equal(result.DenseNumbers, dense.FlattenedLength);
    }

    [Fact]
    public void The_packed_weight_has_every_number()
    {
        var result = Run<BlockResult>("block conv");

        var cells = new BlockMatrix(result.Spec, Planes.Of(result.Weight)).Packed();

        Assert.Equal((27, 3), (cells.Rows, cells.Columns));
        Assert.DoesNotContain(true, cells.Absent!);
    }

    [Theory]
    [InlineData("block \"Conv2d(512, 512, 3, groups=512)\"")]
    [InlineData("block \"Conv2d(720, 1440, 1, groups=720)\"")]
    [InlineData("block \"Conv1d(2, 4000, 3, groups=2)\"")]
    public void Large_weights_keep_the_budget(string line)
    {
        var bundle = ViewTable.Render(Run<BlockResult>(line));

        Assert.InRange(bundle.Html!.Length, 1_000, 600_000);
        Assert.Contains("is stored", bundle.Text.Split('\n')[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Its_first_line_says_what_is_stored() => Assert.Equal(
        "Conv2d 8→16 k3 p1 g4 · dense weight [16, 8, 3, 3] · packed [16, 2, 3, 3] · 1/4 of it is stored",
        ViewTable.Render(Run<BlockResult>("block \"nn.Conv2d(8, 16, 3, padding=1, groups=4)\"")).Text.Split('\n')[0]);
}

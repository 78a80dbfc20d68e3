using GroupConv.Core.Algorithms.Channels;
using GroupConv.Core.Specs;
using GroupConv.Core.Tests.Support;

namespace GroupConv.Core.Tests.Numerics;

public sealed class InsideRowsTests
{
    [Theory]
    [InlineData("N1 G1 IC1 OC1 H14 W14 K3x3 S1 P1 D1")]
    [InlineData("N1 G1 IC1 OC1 H17 W17 K7x1 S1 P3,3,0,0 D1")]
    [InlineData("N1 G1 IC1 OC1 H9 W9 K5x5 S3 P4,1,0,0 D2")]
    [InlineData("N1 G1 IC1 OC1 H3 W12 K4x4 S2 P7,9,0,0 D3")]
    [InlineData("N1 G1 IC1 OC1 H5 W5 K3x3 S1 P0 D1")]
    public void Each_row_takes_the_taps_that_read_the_input(string name)
    {
        var problem = ConvCase.Parse(name).Problem;
        var down = problem.Rows;
        var rows = InsideRows.Of(problem);
        double inside = 0;
        int row = 0;
        foreach (var part in rows)
        {
            Assert.Equal(row, part.FirstRow);
            for (; row < part.LastRow; row++)
            {
                int[] expected = [.. Enumerable.Range(0, down.Taps).Where(tap =>
                    row * down.Stride + tap * down.Dilation - down.Before is var place && place >= 0 && place < down.In)];
                Assert.Equal(expected, Enumerable.Range(part.FirstTap, part.LastTap - part.FirstTap));
                inside += expected.Length;
            }
        }

        Assert.Equal(down.Out, row);
        Assert.Equal(inside / (down.Out * down.Taps), InsideRows.Share(problem), 1e-12);
    }

    [Fact]
    public void Margins_that_are_not_zeros_are_not_left_out()
    {
        var problem = ConvCase.Parse("N1 G1 IC1 OC1 H14 W14 K3x3 S1 P1 D1 reflect").Problem;
        Assert.Equal([new InsideRows(0, 14, 0, 3)], InsideRows.Of(problem));
        Assert.Equal(1, InsideRows.Share(problem));
    }
}

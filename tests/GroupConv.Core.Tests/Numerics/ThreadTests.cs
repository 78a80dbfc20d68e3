using GroupConv.Core.Tests.Support;

namespace GroupConv.Core.Tests.Numerics;

public sealed class ThreadTests
{
    [Theory]
    [InlineData("N2 G4 IC32 OC48 H23 W19 K3x3 S1 P1 D1")]
    [InlineData("N1 G1 IC130 OC70 H14 W14 K3x3 S1 P1 D1")]
    [InlineData("N1 G1 IC200 OC90 H7 W7 K3x3 S2 P1 D1")]
    [InlineData("N2 G1 IC20 OC30 H33 W25 K3x3 S1 P1 D1")]
    [InlineData("N3 G24 IC24 OC48 H30 W30 K5x5 S1 P2 D1")]
    [InlineData("N1 G20 IC20 OC20 H50 W6 K3x5 S1 P1 D2x1")]
    [InlineData("N2 G5 IC5 OC5 H80 W70 K3x3 S2 P1 D1")]
    [InlineData("N1 G2 IC64 OC256 H20 W20 K1x1 S1 P0 D1")]
    public void Any_number_of_threads_and_any_width_of_vectors_give_the_same_bits(string name)
    {
        var problem = ConvCase.Parse(name).Problem;
        var tensors = Tensors.Random(problem, 3, whole: false);
        var firsts = new Dictionary<string, float[]>();
        foreach ((string algorithm, var row) in Computation.Fast(problem))
        {
            for (int threads = 1; threads <= 7; threads++)
            {
                var y = Computation.Run(row, problem, tensors, threads, guardEnd: true);
                // Widths of one algorithm share its name, and must share its bits; another algorithm may add in another order.
                firsts.TryAdd(row.Name, y);
                Computation.AssertSameBits(firsts[row.Name], y, FormattableString.Invariant($"{algorithm}, {threads} threads"));
            }
        }
    }
}

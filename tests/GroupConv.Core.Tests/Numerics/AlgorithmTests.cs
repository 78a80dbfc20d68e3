using GroupConv.Core.Tests.Support;

namespace GroupConv.Core.Tests.Numerics;

/// <summary>
/// Every algorithm against the reference, in memory that ends (and, in a second run, begins) at a page that must not be touched. A test's
/// name is its shape.
/// </summary>
public sealed class AlgorithmTests
{
    // What a rule may get wrong: one of everything, rows shorter than a vector, remainders of tiles, several blocks of input channels,
    // bands, phases that no tap reads, filters as large as the image.
    private static readonly string[] s_corners =
    [
        "N1 G1 IC1 OC1 H1 W1 K1x1 S1 P0 D1",
        "N1 G3 IC3 OC9 H64 W64 K3x3 S1 P1 D1",
        "N2 G4 IC8 OC12 H7 W5 K3x3 S2 P1 D2",
        "N1 G2 IC96 OC64 H13 W13 K5x5 S1 P2 D1",
        "N1 G1 IC64 OC20 H14 W14 K3x3 S1 P1 D1",
        "N1 G1 IC300 OC6 H5 W5 K1x1 S1 P0 D1",
        "N1 G1 IC320 OC40 H7 W7 K1x1 S1 P0 D1",
        "N1 G2 IC80 OC70 H28 W28 K1x1 S1 P0 D1",
        "N3 G3 IC12 OC15 H9 W11 K1x1 S2 P0 D1",
        "N1 G1 IC4 OC5 H40 W3 K1x3 S1 P0 D1",
        "N1 G1 IC4 OC5 H3 W40 K3x1 S1 P0 D1",
        "N1 G8 IC8 OC8 H16 W16 K7x7 S1 P3 D1",
        "N1 G8 IC8 OC16 H15 W15 K5x5 S2 P2 D1",
        "N1 G1 IC3 OC8 H64 W64 K7x7 S2 P3 D1",
        "N1 G1 IC3 OC8 H32 W32 K16x16 S16 P0 D1",
        "N1 G1 IC2 OC3 H20 W20 K2x2 S7 P0 D1",
        "N1 G1 IC2 OC3 H30 W30 K3x3 S2x3 P3,0,1,4 D5x2",
        "N2 G2 IC4 OC4 H1 W50 K1x7 S1 P0x3 D1",
        "N1 G5 IC5 OC35 H12 W12 K3x3 S1 P1 D1",
        "N1 G1 IC1 OC1 H31 W31 K31x31 S1 P0 D1",
        "N1 G1 IC2 OC2 H4 W4 K3x3 S1 P3 D1 nobias reflect",
        "N1 G1 IC4 OC4 H4 W4 K3x3 S1 P3 D1 nobias reflect",
        "N1 G2 IC8 OC10 H5 W6 K3x3 S1 P5,2,6,1 D1 circular",
        "N3 G1 IC5 OC7 H3 W2 K3x3 S1 P2 D1 replicate",
        "N1 G1 IC4 OC9 H3 W150 K3x3 S1 P1 D1",
        "N2 G1 IC7 OC30 H14 W14 K3x3 S1 P1 D1",
        "N5 G1 IC6 OC6 H7 W7 K3x3 S1 P1 D1",
        "N20 G2 IC8 OC8 H2 W2 K3x3 S1 P1 D1",
        "N1 G1 IC4 OC4 H40 W30 K3x3 S1 P4,0,0,4 D1",
        "N1 G2 IC4 OC4 H5 W6 K4x3 S2 P5,2,6,1 D1 circular",
        "N1 G1 IC3 OC4 H3 W3 K5x5 S1 P9 D2 replicate",
    ];

    public static IEnumerable<TheoryDataRow<string>> Corners() => s_corners.Select(Row);

    // Every width of vectors that the machine has is tested here; a process without some instructions compiles the same code for others.
    public static IEnumerable<TheoryDataRow<string>> RandomShapes() =>
        CaseGenerator.Cases(InstructionSetTests.IsChild ? 1000 : 4000, stream: 7, seed: 20261122).Select(c => Row(c.Name));

    [Theory]
    [MemberData(nameof(Corners))]
    public void Corner_shapes_agree_with_the_reference(string name) => Check(name);

    [Theory]
    [MemberData(nameof(RandomShapes))]
    public void Random_shapes_agree_with_the_reference(string name) => Check(name);

    [Theory]
    [InlineData("N1 G19 IC19 OC38 H6 W5 K4x4 S1 P3 D1")]
    [InlineData("N1 G16 IC16 OC16 H40 W30 K2x5 S2 P2 D1")]
    [InlineData("N1 G3 IC3 OC6 H20 W20 K5x1 S1 P4,4,0,0 D2")]
    public void Zeros_around_an_image_keep_the_sign_of_a_sum_of_zeros(string name)
    {
        var problem = ConvCase.Parse(name).Problem;
        int taps = problem.PlaneTaps;
        // Products are −0 but for a tap of every other filter, wherever that tap lies: beside the image, too.
        var zeros = new Tensors(
            new float[(int)(problem.InputBytes / sizeof(float))],
            [.. Enumerable.Range(0, problem.AllOutChannels * taps).Select(i => i / taps % 2 == 0 && i % taps == i / taps % taps ? 1f
                : -1f)],
            [.. Enumerable.Repeat(-0f, problem.AllOutChannels)]);
        float[] exact = Computation.Reference(problem, zeros);
        Assert.Contains(exact, float.IsNegative);
        Assert.Contains(exact, float.IsPositive);
        foreach ((string algorithm, var row) in Computation.Fast(problem).Where(fast =>
            fast.Name.StartsWith("channelwise", StringComparison.Ordinal) || fast.Name.StartsWith("depthwise", StringComparison.Ordinal)))
            Computation.AssertSameBits(exact, Computation.Run(row, problem, zeros, threads: 3, guardEnd: true), algorithm);
    }

    private static TheoryDataRow<string> Row(string name) => new(name) { TestDisplayName = name };

    private static void Check(string name)
    {
        var problem = ConvCase.Parse(name).Problem;
        var real = Tensors.Random(problem, 1, whole: false);
        var whole = Tensors.Random(problem, 2, whole: true);
        var expected = Computation.Reference(problem, real);
        var exact = Computation.Reference(problem, whole);
        var sizes = Computation.Sizes(problem, real, expected);
        foreach ((string algorithm, var row) in Computation.Fast(problem))
        {
            Computation.AssertWithin(
                Computation.Tolerance(row, problem, sizes), expected, Computation.Run(row, problem, real, threads: 1, guardEnd: true),
                    algorithm);
            var sums = Computation.Run(row, problem, whole, threads: 3, guardEnd: false);
            if (Computation.IsExactOnWholeNumbers(row, problem))
                Computation.AssertSameBits(exact, sums, algorithm);
            else
                Computation.AssertWithin(Computation.Tolerance(row, problem, Computation.Sizes(problem, whole, exact)), exact, sums,
                    algorithm);
        }
    }
}

using GroupConv.Core.Algorithms;
using GroupConv.Core.Algorithms.Direct;
using GroupConv.Core.Algorithms.Winograd;
using GroupConv.Core.Kernels;
using GroupConv.Core.Planning;
using GroupConv.Core.Tests.Support;

namespace GroupConv.Core.Tests.Numerics;

/// <summary>What plans and documents say of Winograd's rows.</summary>
public sealed class WinogradTests
{
    private const string Layer = "N1 G1 IC64 OC32 H24 W24 K3x3 S1 P1 D1";

    [Theory]
    [InlineData(4, "N1 G1 IC4 OC16 H40 W40 K3x3 S1 P1 D1")]
    [InlineData(4, Layer)]
    [InlineData(4, "N1 G1 IC256 OC16 H16 W16 K3x3 S1 P1 D1")]
    [InlineData(2, "N1 G1 IC4 OC16 H40 W40 K3x3 S1 P1 D1")]
    [InlineData(2, Layer)]
    [InlineData(2, "N1 G1 IC256 OC16 H16 W16 K3x3 S1 P1 D1")]
    public void Its_error_is_what_its_plan_says_and_in_the_mean_within_4_times_that_of_a_direct_sum(int outputs, string name)
    {
        var problem = ConvCase.Parse(name).Problem;
        var tensors = Tensors.Random(problem, 4, whole: false);
        var exact = Computation.Reference(problem, tensors);
        var winograd = new WinogradConvolution(VectorUnit.BestLanes, outputs);
        double[] errors = Errors(winograd), direct = Errors(new DirectConvolution(VectorUnit.BestLanes));
        double bound = winograd.Offer(problem, 1).Way!.Build(problem.DenseFilters).Error!.Value * exact.Max(MathF.Abs);
        Assert.InRange(errors.Max(), bound / 200, bound);
        Assert.True(Root(errors) <= (outputs == 4 ? 4 : 1.5) * Root(direct),
            FormattableString.Invariant($"{Root(errors):g3} against {Root(direct):g3}"));

        double[] Errors(IConvAlgorithm algorithm) =>
            [.. Computation.Run(algorithm, problem, tensors, 1, guardEnd: true).Zip(exact, (y, e) => Math.Abs((double)y - e))];
    }

    /// <summary>Filters of differences on pixels with a large mean: products cancel, and the estimate, a part of the outputs, does not
    /// hold. What holds is relative to the products.</summary>
    [Theory]
    [InlineData("N1 G1 IC16 OC16 H24 W24 K3x3 S1 P0 D1", 1000, 10, 1000)]
    [InlineData("N1 G1 IC64 OC16 H24 W24 K3x3 S1 P0 D1", 10, 1, 100)]
    public void Where_products_cancel_its_error_is_a_larger_part_of_the_outputs(string name, int mean, double least, double most)
    {
        var problem = ConvCase.Parse(name).Problem;
        var drawn = Tensors.Random(problem, 4, whole: false);
        float[] laplace = [0, 1, 0, 1, -4, 1, 0, 1, 0];
        var tensors = new Tensors(
            [.. drawn.X.Select(value => mean + (value + 1) / 2)], [.. drawn.Weight.Select((_, i) => laplace[i % 9])], drawn.Bias);
        var exact = Computation.Reference(problem, tensors);
        var winograd = new WinogradConvolution(VectorUnit.BestLanes, outputs: 4);
        float[] y = Computation.Run(winograd, problem, tensors, 1, guardEnd: true);
        double error = y.Zip(exact, (own, right) => Math.Abs((double)own - right)).Max();
        double estimate = winograd.Offer(problem, 1).Way!.Build(problem.DenseFilters).Error!.Value * exact.Max(MathF.Abs);
        Assert.InRange(error / estimate, least, most);
        Computation.AssertWithin(Computation.Tolerance(winograd, problem, Computation.Sizes(problem, tensors, exact)), exact, y, name);
        Assert.Contains("more where products cancel", Planner.Plan(ConvCase.Parse(name).Shape, "winograd", 1).Describe().ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void It_runs_only_where_it_is_asked_for()
    {
        var shape = ConvCase.Parse(Layer).Shape;
        var chosen = Planner.Plan(shape, default, 1).Describe();
        Assert.DoesNotContain("winograd", chosen.Algorithm, StringComparison.Ordinal);
        Assert.Null(chosen.Error);
        Assert.Contains("not winograd unless forced: ", chosen.Reason, StringComparison.Ordinal);
        var forced = Planner.Plan(shape, "winograd", 1).Describe();
        Assert.Equal("winograd", forced.Algorithm);
        Assert.InRange(forced.Error!.Value, 1e-7, 1e-4);
    }

    [Theory]
    [InlineData("N1 G1 IC64 OC64 H56 W56 K3x3 S1 P1 D1", 4)]
    [InlineData("N1 G1 IC256 OC256 H14 W14 K3x3 S1 P1 D1", 4)]
    [InlineData("N1 G1 IC512 OC512 H7 W7 K3x3 S1 P1 D1", 2)]
    [InlineData("N8 G1 IC512 OC512 H7 W7 K3x3 S1 P1 D1", 4)]
    public void Tiles_are_large_where_many_share_the_weight(string name, int outputs) =>
        Assert.Equal(outputs, new WinogradConvolution(VectorUnit.BestLanes, outputs: null).Outputs(ConvCase.Parse(name).Problem));

    [Theory]
    [InlineData("N1 G1 IC8 OC8 H9 W9 K3x3 S2 P1 D1")]
    [InlineData("N1 G1 IC8 OC8 H9 W9 K3x3 S1 P1 D2")]
    [InlineData("N1 G1 IC8 OC8 H9 W9 K3x1 S1 P1 D1")]
    [InlineData("N1 G4 IC8 OC8 H9 W9 K3x3 S1 P1 D1")]
    public void It_refuses_what_it_does_not_compute(string name)
    {
        var shape = ConvCase.Parse(name).Shape;
        Assert.IsType<Refused>(new WinogradConvolution(1, outputs: 4).Offer(ConvCase.Parse(name).Problem, 1));
        Assert.DoesNotContain("winograd", Planner.Plan(shape, default, 1).Describe().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Infinity_stays_within_its_tiles()
    {
        var problem = ConvCase.Parse(Layer).Problem;
        var tensors = Tensors.Random(problem, 5, whole: false);
        tensors.X[0] = float.PositiveInfinity;
        var y = Computation.Run(new WinogradConvolution(VectorUnit.BestLanes, outputs: 4), problem, tensors, 2, guardEnd: true);
        for (int i = 0; i < y.Length; i++)
        {
            (int row, int column) = (i / 24 % 24, i % 24);
            Assert.Equal(row < 4 && column < 4, !float.IsFinite(y[i]));
        }
    }

    private static double Root(double[] errors) => Math.Sqrt(errors.Average(error => error * error));
}

using System.Numerics.Tensors;
using GroupConv.Core;
using GroupConv.Core.Specs;
using GroupConv.Interactive.Hosting;
using GroupConv.Interactive.Results;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;

namespace GroupConv.Interactive.Tests.Commands;

/// <summary>What a C# cell sees.</summary>
/// <param name="conv">A layer.</param>
/// <param name="spec">Hyperparameters.</param>
/// <param name="x">A tensor.</param>
/// <param name="y">A tensor.</param>
public sealed record Cell(Conv2d conv, ConvSpec spec, Tensor<float> x, Tensor<float> y);

/// <summary>The C# shown with a result is compiled and run, and gives the same.</summary>
public sealed class CSharpOfResultsTests : CommandFixture
{
    private static readonly ScriptOptions Options = ScriptOptions.Default
        .AddReferences(typeof(Conv2d).Assembly, typeof(GroupConvExtension).Assembly, typeof(Tensor<float>).Assembly)
        .AddImports(GroupConvExtension.Usings);

    [Theory]
    [InlineData("explain conv")]
    [InlineData("explain spec --size 9x7")]
    [InlineData("explain conv --stride 2,1 --padding 1,2 --dilation 2 --no-bias --padding-mode reflect --batch 3")]
    [InlineData("explain \"Conv2d(3, 9, (1, 3), padding='same', groups=3)\"")]
    public async Task Of_explain(string line)
    {
        var result = Run<ExplainResult>(line);

        Assert.Equal(result.Cost, await Evaluate<ConvCost>(result.CSharp));
    }

    [Theory]
    [InlineData("wiring conv")]
    [InlineData("wiring spec --all")]
    [InlineData("wiring --in 4 --out 8 --kernel 3 --groups 2")]
    public async Task Of_wiring(string line)
    {
        var result = Run<WiringResult>(line);

        Assert.Equal(result with { CSharp = "" }, await Evaluate<WiringResult>(result.CSharp));
    }

    [Theory]
    [InlineData("run conv --input x")]
    [InlineData("run conv --input x --stride 2")]
    [InlineData("run spec --input x --seed 5")]
    [InlineData("run spec --input x --dilation 2 --seed 5")]
    [InlineData("run Conv2d(3, 6, 3, groups=3) --input x")]
    [InlineData("run conv --input PHOTO")]
    public async Task Of_run(string line)
    {
        var result = Run<RunResult>(line.Replace("PHOTO", Photo));

        Assert.Equal(result.Output, await Evaluate<Tensor<float>>(result.CSharp));
    }

    [Fact]
    public async Task Of_run_that_stores()
    {
        var result = Run<RunResult>("run conv --input x --as z");

        Assert.Equal(result.Output, await Evaluate<Tensor<float>>(result.CSharp + "\nz"));
    }

    [Theory]
    [InlineData("maps y")]
    [InlineData("maps y --groups 3 --scale channel --all")]
    [InlineData("maps conv --input x --scale group")]
    [InlineData("maps Conv2d(3, 6, 3, groups=3) --input x")]
    [InlineData("maps PHOTO")]
    public async Task Of_maps(string line)
    {
        var result = Run<MapsResult>(line.Replace("PHOTO", Photo));

        var again = await Evaluate<MapsResult>(result.CSharp);

        Assert.Equal(result.Maps, again.Maps);
        Assert.Equal(result with { CSharp = "", Maps = again.Maps }, again);
    }

    [Theory]
    [InlineData("prove conv --input x")]
    [InlineData("prove conv --seed 5")]
    [InlineData("prove Conv2d(4, 8, 3, groups=4) --seed 5")]
    public async Task Of_prove(string line)
    {
        foreach (var proof in Run<ProveResult>(line).Proofs)
            Assert.Equal(proof.MaxAbsDifference, await Evaluate<double>(proof.CSharp));
    }

    [Theory]
    [InlineData("block conv")]
    [InlineData("block Conv2d(4, 8, 3, groups=4) --seed 5")]
    public async Task Of_block(string line)
    {
        var result = Run<BlockResult>(line);

        Assert.Equal(result.Weight, (await Evaluate<BlockResult>(result.CSharp)).Weight);
    }

    private Task<T> Evaluate<T>(string csharp) => CSharpScript.EvaluateAsync<T>(
        csharp,
        Options,
        new Cell(
            (Conv2d)Host.Variables["conv"]!, (ConvSpec)Host.Variables["spec"]!, (Tensor<float>)Host.Variables["x"]!,
                (Tensor<float>)Host.Variables["y"]!),
        cancellationToken: TestContext.Current.CancellationToken);
}

using GroupConv.Core.Algorithms;
using GroupConv.Core.Problems;
using GroupConv.Core.Specs;
using GroupConv.Core.Tests.Support;
using GroupConv.Formats;

namespace GroupConv.Core.Tests.Numerics;

/// <summary>PyTorch's outputs: whole numbers to the bit, others within 1e-5 + 1e-5·|y|.</summary>
public sealed class VectorTests
{
    public static IEnumerable<TheoryDataRow<string>> Names() => Vectors.Load("index.json").GetProperty("cases").EnumerateArray()
        .Select(entry => entry.GetProperty("name").GetString()!)
        .Select(name => new TheoryDataRow<string>(name) { TestDisplayName = name });

    [Fact]
    public void All_kinds_of_values_are_there()
    {
        var kinds = Vectors.Load("index.json").GetProperty("cases").EnumerateArray().CountBy(entry =>
            entry.GetProperty("values").GetString()!).ToDictionary();
        Assert.Equal(57, kinds["exact"]);
        Assert.Equal(56, kinds["f32"]);
        Assert.Equal(22, kinds["f64"]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Outputs_agree_with_PyTorch(string name)
    {
        var entry = Vectors.Load("index.json").GetProperty("cases").EnumerateArray().Single(entry =>
            entry.GetProperty("name").GetString() == name);
        using var file = NpzFile.Open(Path.Combine(Vectors.Folder, entry.GetProperty("file").GetString()!));
        var spec = Vectors.Spec(entry);
        var x = file.Read("x");
        var conv = ConvLayer.Create(spec, file.Read("weight"), spec.Bias ? file.Read("bias") : null);
        var expected = Tensors.Flat(file.Read("y"));
        var outputSize = Vectors.OutputSize(entry);
        var y = Vectors.Forward(conv, x, outputSize);
        Assert.Equal(Vectors.Lengths(entry.GetProperty("y_shape")), y.Lengths.ToArray());

        bool exact = entry.GetProperty("values").GetString() == "exact";
        Check("Forward", Tensors.Flat(y));
        var shape = ConvShape.Infer(spec, x.Lengths, outputSize);
        var tensors = new Tensors(Tensors.Flat(x), Tensors.Flat(conv.Weight), conv.Bias is null ? null : Tensors.Flat(conv.Bias));
        Check("reference loops", Computation.Loops(shape, tensors));
        if (spec is { Dims: 2, Transposed: false })
        {
            var image = ImageProblem.Of(shape);
            Check("reference", Computation.Reference(image, tensors));
            foreach ((string algorithm, IConvAlgorithm row) in Computation.Fast(image))
                Check(algorithm, Computation.Run(row, image, tensors, threads: 2, guardEnd: true));
        }

        void Check(string what, float[] actual)
        {
            if (exact)
                Computation.AssertSameBits(expected, actual, what);
            else
                Computation.AssertWithin([.. expected.Select(value => 1e-5 + 1e-5 * Math.Abs((double)value))], expected, actual, what);
        }
    }
}

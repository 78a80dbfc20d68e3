using System.Numerics;
using System.Numerics.Tensors;
using System.Text.Json;
using GroupConv.Core.Specs;
using GroupConv.Core.Tests.Support;
using GroupConv.Formats;

namespace GroupConv.Core.Tests.Numerics;

/// <summary>The definition in float64 against PyTorch in float64, to nearly all of its digits; in float32 and Half; and what it
/// refuses.</summary>
public sealed class ReferenceTests
{
    public static IEnumerable<TheoryDataRow<string>> Names() => Entries()
        .Select(entry => entry.GetProperty("name").GetString()!)
        .Select(name => new TheoryDataRow<string>(name) { TestDisplayName = name });

    [Fact]
    public void All_vectors_in_float64_are_tried() =>
        Assert.Equal((22, 7), (Entries().Count(), Entries().Count(entry => entry.GetProperty("gradients").GetBoolean())));

    [Theory]
    [MemberData(nameof(Names))]
    public void Float64_agrees_with_PyTorch(string name)
    {
        var entry = Entries().Single(entry => entry.GetProperty("name").GetString() == name);
        string path = Path.Combine(Vectors.Folder, entry.GetProperty("file").GetString()!);
        var spec = Vectors.Spec(entry);
        var (x, weight) = (Read(path, "x"), Read(path, "weight"));
        var y = ConvReference.Forward(spec, x, weight, spec.Bias ? Read(path, "bias") : null, Vectors.OutputSize(entry));
        AssertNear(Read(path, "y"), y, "y");
        if (!entry.GetProperty("gradients").GetBoolean())
            return;
        var gradients = ConvReference.Backward(spec, x, weight, Read(path, "grad_y"));
        AssertNear(Read(path, "grad_x"), gradients.Input, "grad_x");
        AssertNear(Read(path, "grad_weight"), gradients.Weight, "grad_weight");
        Assert.Equal(spec.Bias, gradients.Bias is not null);
        if (spec.Bias)
            AssertNear(Read(path, "grad_bias"), gradients.Bias!, "grad_bias");
    }

    [Fact]
    public void Every_precision_is_exact_on_whole_numbers()
    {
        for (int seed = 1; seed <= 40; seed++)
        {
            var it = GradientCase.Draw(seed, whole: true, mostMacs: 2e4);
            var spec = it.Shape.Spec;
            float[] y = Tensors.Flat(Vectors.Forward(it.Layer, it.X, it.OutputSize));
            var gradients = it.Layer.Backward(it.X, it.GradOutput);
            Check<double>();
            Check<float>();
            Check<Half>();

            void Check<T>()
                where T : unmanaged, IBinaryFloatingPointIeee754<T>
            {
                var (x, weight) = (To<T>(it.X), To<T>(it.Layer.Weight));
                Assert.Equal(Rounded<T>(y), Flat(ConvReference.Forward(spec, x, weight, it.Layer.Bias is null ? null : To<T>(it.Layer.Bias),
                    it.OutputSize)));
                var theirs = ConvReference.Backward(spec, x, weight, To<T>(it.GradOutput));
                Assert.Equal(Rounded<T>(Tensors.Flat(gradients.Input!)), Flat(theirs.Input));
                Assert.Equal(Rounded<T>(Tensors.Flat(gradients.Weight!)), Flat(theirs.Weight));
                if (gradients.Bias is not null)
                    Assert.Equal(Rounded<T>(Tensors.Flat(gradients.Bias)), Flat(theirs.Bias!));
            }
        }
    }

    /// <summary>Where a transposed convolution's tap meets no input there is no product: an infinite weight reaches the outputs that it
    /// belongs to, and no other.</summary>
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void What_is_not_finite_reaches_the_sums_that_it_is_part_of(float value)
    {
        var spec = new ConvSpec(1, true, 1, 1, 3, stride: 2, padding: 1, bias: false);
        var weight = Tensor.Create([1f, value, 1f], [1, 1, 3]);
        var x = Tensor.Create([1f, 2f, 3f], [1, 1, 3]);
        float[] expected = [value, 3, value, 5, value];
        Assert.Equal(expected, Tensors.Flat(ConvReference.Forward(spec, x, weight)));
        Assert.Equal(expected, Tensors.Flat(new ConvTranspose1d(spec, weight).Forward(x)));
    }

    [Fact]
    public void It_refuses_what_layers_refuse()
    {
        var spec = ConvSpec.Conv2d(4, 4, 3, groups: 2);
        Tensor<double> x = New(1, 4, 8, 8), weight = New(4, 2, 3, 3), bias = New(4);
        Says("The weight has the shape [4, 4, 3, 3], but Conv2d(4, 4, kernel_size=3, groups=2) takes [4, 2, 3, 3].", () =>
            ConvReference.Forward(spec, x, New(4, 4, 3, 3), bias));
        Says("Conv2d(4, 4, kernel_size=3, groups=2) has a bias, but none is given.", () => ConvReference.Forward(spec, x, weight));
        Says("The input [1, 3, 8, 8] has 3 channels", () => ConvReference.Forward(spec, New(1, 3, 8, 8), weight, bias));
        Says("The gradient has the shape [1, 4, 8, 8], but the output for an input [1, 4, 8, 8] is [1, 4, 6, 6].", () =>
            ConvReference.Backward(spec, x, weight, x));
        Says("output_size=[6, 6] is given for Conv2d(", () => ConvReference.Forward(spec, x, weight, bias, [6, 6]));
        Says("The hyperparameters are null.", () => ConvReference.Forward(null!, x, weight));
        Says("The input is null.", () => ConvReference.Forward(spec, null!, weight, bias));
        Says("The weight is null.", () => ConvReference.Forward(spec, x, null!, bias));
        Says("The gradient with respect to the output is null.", () => ConvReference.Backward(spec, x, weight, null!));
        Assert.Throws<OperationCanceledException>(() =>
            ConvReference.Forward(spec, x, weight, bias, cancellationToken: new CancellationToken(canceled: true)));
        Assert.Equal([0, 4, 6, 6], ConvReference.Forward(spec, New(0, 4, 8, 8), weight, bias).Lengths.ToArray());
    }

    private static void Says(string message, Action mistake) =>
        Assert.StartsWith(message, Assert.Throws<ConvException>(mistake).Message, StringComparison.Ordinal);

    private static IEnumerable<JsonElement> Entries() =>
        Vectors.Load("index.json").GetProperty("cases").EnumerateArray().Where(entry =>
            entry.GetProperty("dtype").GetString() == "float64");

    private static void AssertNear(Tensor<double> expected, Tensor<double> actual, string what)
    {
        Assert.Equal(expected.Lengths.ToArray(), actual.Lengths.ToArray());
        double[] numbers = Flat(expected), ours = Flat(actual);
        for (int i = 0; i < numbers.Length; i++)
            Assert.True(Math.Abs(numbers[i] - ours[i]) <= 1e-12 + 1e-12 * Math.Abs(numbers[i]),
                FormattableString.Invariant($"{what}: element {i} is {ours[i]:r}, not {numbers[i]:r}"));
    }

    private static Tensor<double> Read(string path, string array)
    {
        using var file = NpzFile.Open(path);
        return file.ReadDouble(array);
    }

    private static Tensor<T> To<T>(Tensor<float> tensor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Tensor.Create(Rounded<T>(Tensors.Flat(tensor)), tensor.Lengths);

    private static T[] Rounded<T>(float[] values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => [.. values.Select(T.CreateTruncating)];

    private static Tensor<double> New(params nint[] lengths) => Tensor.CreateFromShape<double>(lengths);

    private static T[] Flat<T>(Tensor<T> tensor)
    {
        var values = new T[tensor.FlattenedLength];
        tensor.FlattenTo(values);
        return values;
    }
}

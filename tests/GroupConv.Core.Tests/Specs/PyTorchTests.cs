using System.Numerics.Tensors;
using System.Text.Json;
using GroupConv.Core.Specs;
using GroupConv.Core.Tests.Support;

namespace GroupConv.Core.Tests.Specs;

/// <summary>Where PyTorch infers a shape we infer the same; what it refuses we refuse.</summary>
public sealed class PyTorchTests
{
    // Limits of PyTorch that we lift: circular padding of an image without a batch dimension.
    private const string Lifted = "Invalid padding size, expected 2 but got 4";

    [Fact]
    public void Shapes_are_inferred_or_refused_as_PyTorch_does()
    {
        int shapes = 0, refusals = 0, lifted = 0;
        foreach (var entry in Vectors.Load("shapes.json").GetProperty("cases").EnumerateArray())
        {
            var lengths = Vectors.Lengths(entry.GetProperty("x_shape"));
            if (entry.TryGetProperty("y_shape", out var expected))
            {
                shapes++;
                Assert.Equal(Vectors.Lengths(expected).Select(length => (long)length), Conv2dShape.Infer(Vectors.Spec(entry), lengths).Output);
            }
            else if (entry.GetProperty("error").GetProperty("message").GetString() == Lifted)
            {
                lifted++;
                Assert.NotEmpty(Conv2dShape.Infer(Vectors.Spec(entry), lengths).Output);
            }
            else
            {
                refusals++;
                Assert.Throws<ConvException>(() => Conv2dShape.Infer(Vectors.Spec(entry), lengths));
            }
        }

        Assert.Equal(268, shapes + refusals + lifted);
        Assert.True(shapes > 150 && refusals > 20 && lifted == 2, $"{shapes} shapes, {refusals} refusals, {lifted} lifted");
    }

    [Fact]
    public void Calls_that_PyTorch_refuses_are_refused()
    {
        int refused = 0, untyped = 0, accepted = 0;
        foreach (var entry in Vectors.Load("errors.json").EnumerateArray())
        {
            if (!IsTyped(entry))
            {
                // Three numbers for two dimensions: the compiler refuses these.
                untyped++;
                continue;
            }

            if (entry.GetProperty("torch_1_13").TryGetProperty("message", out var message) && message.GetString() == Lifted)
            {
                accepted++;
                Call(entry);
                continue;
            }

            // This includes in_channels=0, which PyTorch lets pass with a warning and we do not.
            var error = Assert.Throws<ConvException>(() => Call(entry));
            Assert.NotEmpty(error.Problem);
            Assert.DoesNotContain("System.", error.Message, StringComparison.Ordinal);
            refused++;
        }

        Assert.Equal((49, 6, 1), (refused, untyped, accepted));
    }

    private static bool IsTyped(JsonElement entry)
    {
        var values = entry.GetProperty("kwargs").EnumerateObject().Select(property => property.Value);
        if (entry.GetProperty("api").GetString() == "module")
            values = values.Concat(entry.GetProperty("args").EnumerateArray());
        return values.All(value => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 2);
    }

    private static void Call(JsonElement entry)
    {
        var options = entry.GetProperty("kwargs");
        IntPair Pair(string name, int otherwise) => options.TryGetProperty(name, out var value) ? Vectors.Pair(value) : otherwise;
        var padding = !options.TryGetProperty("padding", out var given) ? Padding2d.Valid
            : given.ValueKind == JsonValueKind.String ? given.GetString()!
            : (Padding2d)(Vectors.Pair(given).Height, Vectors.Pair(given).Width);
        var mode = !options.TryGetProperty("padding_mode", out var name) ? PaddingMode.Zeros
            : Enum.TryParse<PaddingMode>(name.GetString(), ignoreCase: true, out var known) ? known : (PaddingMode)99;
        int groups = Pair("groups", 1).Height;
        var x = entry.GetProperty("x");

        if (entry.GetProperty("api").GetString() == "module")
        {
            var numbers = entry.GetProperty("args");
            var conv = new Conv2d(
                numbers[0].GetInt32(), numbers[1].GetInt32(), Vectors.Pair(numbers[2]), Pair("stride", 1), padding, Pair("dilation", 1), groups, paddingMode: mode);
            if (x.ValueKind == JsonValueKind.Array)
                conv.Forward(Tensor.CreateFromShape<float>(Vectors.Lengths(x)));
            return;
        }

        var weight = Vectors.Lengths(entry.GetProperty("weight"));
        var bias = entry.GetProperty("bias");
        IntPair kernel = weight.Length == 4 ? ((int)weight[2], (int)weight[3]) : (int)weight[2];
        var spec = new Conv2dSpec(
            (int)weight[1] * groups, (int)weight[0], kernel, Pair("stride", 1), padding, Pair("dilation", 1), groups, bias.ValueKind == JsonValueKind.Array, mode);
        new Conv2d(
            spec,
            Tensor.CreateFromShape<float>(weight),
            bias.ValueKind == JsonValueKind.Array ? Tensor.CreateFromShape<float>(Vectors.Lengths(bias)) : null)
            .Forward(Tensor.CreateFromShape<float>(Vectors.Lengths(x)));
    }
}

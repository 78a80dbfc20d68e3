using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json;
using System.Text.RegularExpressions;
using GroupConv.Core.Specs;
using GroupConv.Core.Tests.Support;

namespace GroupConv.Core.Tests.Specs;

/// <summary>Where PyTorch infers a shape we infer the same; what it refuses we refuse.</summary>
public sealed partial class PyTorchTests
{
    // Limits of PyTorch that we lift: circular padding of an input without a batch dimension.
    private const string Lifted = "Invalid padding size, expected ";

    /// <summary>Whether PyTorch 1.13, which the file is of, refuses an empty output, which PyTorch 2.10 gives.</summary>
    private static bool IsEmpty(string message) => TooSmall().Match(message) is { Success: true } match
        && !match.Groups[1].Value.Contains('-', StringComparison.Ordinal);

    [Fact]
    public void Shapes_are_inferred_or_refused_as_PyTorch_does()
    {
        int shapes = 0, refusals = 0, lifted = 0, empty = 0;
        foreach (var entry in Vectors.Load("shapes.json").GetProperty("cases").EnumerateArray())
        {
            var lengths = Vectors.Lengths(entry.GetProperty("x_shape"));
            if (entry.TryGetProperty("y_shape", out var expected))
            {
                shapes++;
                Assert.Equal(Vectors.Lengths(expected).Select(length => (long)length), Infer(entry, lengths).Output);
            }
            else if (entry.GetProperty("error").GetProperty("message").GetString()!.StartsWith(Lifted, StringComparison.Ordinal))
            {
                lifted++;
                Assert.NotEmpty(Infer(entry, lengths).Output);
            }
            else if (IsEmpty(entry.GetProperty("error").GetProperty("message").GetString()!))
            {
                empty++;
                Assert.Equal(0, Infer(entry, lengths).OutSize.Min());
            }
            else
            {
                refusals++;
                Assert.Throws<ConvException>(() => Infer(entry, lengths));
            }
        }

        Assert.Equal(540, shapes + refusals + lifted + empty);
        Assert.True(
            shapes == 423 && refusals == 104 && lifted == 3 && empty == 10,
            $"{shapes} shapes, {refusals} refusals, {lifted} lifted, {empty} empty");
    }

    [Fact]
    public void Calls_that_PyTorch_refuses_are_refused_with_the_numbers_that_it_names()
    {
        int refused = 0, accepted = 0, stricter = 0;
        foreach (var entry in Vectors.Load("errors.json").EnumerateArray())
        {
            var theirs = entry.GetProperty("torch_1_13");
            string message = theirs.TryGetProperty("message", out var told) ? told.GetString()! : "";
            if (message.StartsWith(Lifted, StringComparison.Ordinal))
            {
                accepted++;
                Call(entry);
                continue;
            }

            var error = Assert.Throws<ConvException>(() => Call(entry));
            Assert.NotEmpty(error.Problem);
            Assert.NotEmpty(error.Valid);
            Assert.DoesNotContain("System.", error.Message, StringComparison.Ordinal);
            refused++;
            // in_channels=0 and a transposed padding="same" are let pass there; what they come to is an empty sum, or an error later.
            stricter += message.Length == 0 ? 1 : 0;
            var ours = Numbers(error.Message);
            // Where channels and groups do not fit, there is no weight yet whose lengths could be named.
            if (error.Parameter is not ("groups" or "in_channels" or "out_channels"))
                Assert.All(Numbers(message), number =>
                    Assert.True(ours.Contains(number), $"{number} of \"{message}\" is not in \"{error.Message}\""));
        }

        Assert.Equal((78, 1, 2), (refused, accepted, stricter));
    }

    private static ConvShape Infer(JsonElement entry, nint[] lengths) =>
        ConvShape.Infer(Vectors.Spec(entry), lengths, Vectors.OutputSize(entry));

    // Numbers that stand for themselves: not those in conv2d, ConvTranspose2D or 4D, nor an argument's.
    private static HashSet<int> Numbers(string text) =>
        [.. Number().Matches(text).Select(match => int.Parse(match.Value, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"(?<![\w#])-?\d+(?!\w)")]
    private static partial Regex Number();

    private static void Call(JsonElement entry)
    {
        var options = entry.GetProperty("kwargs");
        bool isModule = entry.GetProperty("api").GetString() == "module";
        string name = entry.GetProperty(isModule ? "cls" : "fn").GetString()!;
        bool transposed = name.Contains("ranspose", StringComparison.Ordinal);
        int dims = name[^2] - '0';
        IntTuple? Option(string option) => options.TryGetProperty(option, out var value) ? Vectors.Numbers(value) : null;
        var mode = !options.TryGetProperty("padding_mode", out var asked) ? PaddingMode.Zeros
            : Enum.TryParse<PaddingMode>(asked.GetString(), ignoreCase: true, out var known) ? known : (PaddingMode)99;
        int groups = Option("groups") is { } given ? given[0] : 1;
        ConvSpec Spec(int inChannels, int outChannels, IntTuple kernel, bool bias) => new(
            dims, transposed, inChannels, outChannels, kernel, Option("stride"), Vectors.Padding(options), Option("dilation"), groups, bias,
                mode, Option("output_padding"));

        if (isModule)
        {
            var numbers = entry.GetProperty("args");
            var layer = ConvLayer.Create(Spec(numbers[0].GetInt32(), numbers[1].GetInt32(), Vectors.Numbers(numbers[2]), bias: true));
            if (entry.GetProperty("x").ValueKind == JsonValueKind.Array)
                Vectors.Forward(layer, Tensor.CreateFromShape<float>(Vectors.Lengths(entry.GetProperty("x"))), Vectors.OutputSize(entry));
            return;
        }

        var weight = Vectors.Lengths(entry.GetProperty("weight"));
        var biasShape = entry.GetProperty("bias").ValueKind == JsonValueKind.Array ? Vectors.Lengths(entry.GetProperty("bias")) : null;
        int rows = (int)weight[0], others = (int)weight[1] * groups;
        var spec = Spec(
            transposed ? rows : others, transposed ? others : rows, IntTuple.Create([.. weight[2..].Select(length => (int)length)]),
                biasShape is not null);
        ConvLayer.Create(spec, Tensor.CreateFromShape<float>(weight), biasShape is null ? null : Tensor.CreateFromShape<float>(biasShape))
            .Forward(Tensor.CreateFromShape<float>(Vectors.Lengths(entry.GetProperty("x"))));
    }

    [GeneratedRegex(@"Calculated output size per channel: \(([-0-9x ]+)\)\. Output size is too small")]
    private static partial Regex TooSmall();
}

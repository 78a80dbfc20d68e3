using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using GroupConv.Core.Specs;
using GroupConv.Core.Tests.Support;

namespace GroupConv.Core.Tests.Numerics;

/// <summary>
/// ONNX's own cases of Conv and ConvTranspose, read where they are: Debian's libonnx-testdata, the folder data/onnx beside the project's,
/// or GROUPCONV_ONNX_TESTDATA.
/// Field numbers: onnx/onnx.proto; meaning of the attributes: ONNX's operators Conv and ConvTranspose.
/// </summary>
public sealed class OnnxTests
{
    private static readonly string? s_folder = Folder();

    public static IEnumerable<TheoryDataRow<string>> Cases() => s_folder is null
        ? [new TheoryDataRow<string>("") { Skip = "ONNX's test data is not on this machine." }]
        : Directory.EnumerateDirectories(s_folder, "*", SearchOption.AllDirectories)
            .Where(folder => Path.GetFileName(folder) is var name && name.StartsWith("test_", StringComparison.Ordinal)
                && name.Contains("conv", StringComparison.OrdinalIgnoreCase))
            .Where(folder => File.Exists(Path.Combine(folder, "model.onnx")) && Node(folder).Text(4) is "Conv" or "ConvTranspose"
                && Model(folder).Messages(7).Single().Messages(1).Count() == 1)
            .Order(StringComparer.Ordinal)
            .Select(folder => new TheoryDataRow<string>(folder) { TestDisplayName = Path.GetFileName(folder) });

    [Theory]
    [MemberData(nameof(Cases))]
    public void ONNX_cases_agree(string folder)
    {
        var node = Node(folder);
        string[] names = [.. node.Bytes(1).Select(System.Text.Encoding.UTF8.GetString)];
        var graph = Model(folder).Messages(7).Single();
        var weights = graph.Messages(5).ToDictionary(tensor => tensor.Text(8), ReadTensor);
        string[] inputs = [.. graph.Messages(11).Select(input => input.Text(1)).Where(name => !weights.ContainsKey(name))];
        for (int i = 0; i < inputs.Length; i++)
            weights[inputs[i]] = ReadTensor(Protobuf.Read(
                Path.Combine(folder, "test_data_set_0", string.Create(CultureInfo.InvariantCulture, $"input_{i}.pb"))));
        var expected = ReadTensor(Protobuf.Read(Path.Combine(folder, "test_data_set_0", "output_0.pb")));

        (var x, var weight) = (weights[names[0]], weights[names[1]]);
        var bias = names.Length > 2 ? weights[names[2]] : null;
        var y = ConvLayer.Create(Layer(node, x, weight, bias is not null), weight, bias).Forward(x);
        Assert.Equal(expected.Lengths.ToArray(), y.Lengths.ToArray());
        float[] values = Tensors.Flat(expected);
        Computation.AssertWithin([.. values.Select(value => 1e-5 + 1e-5 * Math.Abs((double)value))], values, Tensors.Flat(y),
            Path.GetFileName(folder));
    }

    private static ConvSpec Layer(Protobuf node, Tensor<float> x, Tensor<float> weight, bool bias)
    {
        int dims = x.Rank - 2;
        bool transposed = node.Text(4) == "ConvTranspose";
        var attributes = node.Messages(5).ToDictionary(attribute => attribute.Text(1));
        int[] Numbers(string name, int otherwise) => attributes.TryGetValue(name, out var attribute)
            ? [.. attribute.Integers(8).Concat(attribute.Integers(3)).Select(number => (int)number)]
            : [.. Enumerable.Repeat(otherwise, dims)];
        int groups = attributes.ContainsKey("group") ? Numbers("group", 1)[0] : 1;
        int[] stride = Numbers("strides", 1), dilation = Numbers("dilations", 1), extra = Numbers("output_padding", 0);
        int[] kernel = [.. Enumerable.Range(0, dims).Select(d => (int)weight.Lengths[d + 2])];
        int[] pads = attributes.ContainsKey("pads") ? Numbers("pads", 0) : new int[2 * dims];
        var sides = Enumerable.Range(0, dims).Select(d => (Before: pads[d], After: pads[dims + d])).ToArray();
        string auto = attributes.TryGetValue("auto_pad", out var asked) ? asked.Text(4) : "NOTSET";
        for (int d = 0; d < dims; d++)
        {
            long input = x.Lengths[d + 2], window = (long)dilation[d] * (kernel[d] - 1) + 1;
            long? all = auto is "SAME_UPPER" or "SAME_LOWER"
                ? transposed ? window + extra[d] - stride[d]
                    : Math.Max(0, ((input + stride[d] - 1) / stride[d] - 1) * stride[d] + window - input)
                : attributes.ContainsKey("output_shape") ? stride[d] * (input - 1) + extra[d] + window - Numbers("output_shape", 0)[d]
                : null;
            if (all is null)
                continue;
            if (all < 0)
                (extra[d], all) = (extra[d] - (int)all, 0);
            int less = (int)(all / 2), more = (int)(all - less);
            sides[d] = auto == "SAME_LOWER" || (transposed && auto == "NOTSET") ? (more, less) : (less, more);
        }

        int rows = (int)weight.Lengths[0], others = (int)weight.Lengths[1] * groups;
        return new ConvSpec(
            dims,
            transposed,
            transposed ? rows : others,
            transposed ? others : rows,
            IntTuple.Create(kernel),
            IntTuple.Create(stride),
            ConvPadding.Explicit(sides),
            IntTuple.Create(dilation),
            groups,
            bias,
            PaddingMode.Zeros,
            transposed ? IntTuple.Create(extra) : null);
    }

    private static Tensor<float> ReadTensor(Protobuf tensor)
    {
        const int Float = 1, Double = 11;
        nint[] lengths = [.. tensor.Integers(1).Select(length => (nint)length)];
        byte[] raw = tensor.Bytes(9).FirstOrDefault([]), floats = [.. tensor.Bytes(4).SelectMany(bytes => bytes)];
        long type = tensor.Integers(2).Single();
        Assert.True(type is Float or Double, $"a tensor of type {type}");
        float[] values = type == Double
            ? [.. MemoryMarshal.Cast<byte, double>(raw).ToArray().Select(value => (float)value)]
            : MemoryMarshal.Cast<byte, float>(raw.Length > 0 ? raw : floats).ToArray();
        return Tensor.Create(values, lengths);
    }

    private static Protobuf Model(string folder) => Protobuf.Read(Path.Combine(folder, "model.onnx"));

    private static Protobuf Node(string folder) => Model(folder).Messages(7).Single().Messages(1).First();

    private static string? Folder()
    {
        var candidates = new List<string?> { Environment.GetEnvironmentVariable("GROUPCONV_ONNX_TESTDATA") };
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            candidates.Add(Path.Combine(folder.FullName, "shared", "data", "onnx"));
        candidates.AddRange(["/usr/share/libonnx-testdata", "/usr/share/onnx/backend/test/data",
            "/usr/lib/python3/dist-packages/onnx/backend/test/data"]);
        return candidates.FirstOrDefault(Directory.Exists);
    }
}

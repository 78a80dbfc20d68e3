namespace GroupConv.Interactive.Engine.Requests.Reading;

/// <summary>How a framework writes a layer.</summary>
/// <param name="Name">The name it has there.</param>
/// <param name="Type">Which layer it is.</param>
/// <param name="Framework">The framework.</param>
/// <param name="Parameters">Its parameters in order: the framework's name and ours (null for one that changes no shape).</param>
internal sealed record LayerSignature(
    string Name, LayerType Type, Framework Framework, IReadOnlyList<(string Name, string? Ours)> Parameters)
{
    /// <summary>Our name of a framework's parameter that changes no shape.</summary>
    private const string? Ignored = null;

    private static readonly LayerSignature[] s_all = [.. LayerType.All.SelectMany(Of)];

    /// <summary>Names of layers that are no convolution by themselves, or take the weight as a tensor.</summary>
    public static IReadOnlyList<string> Functions { get; } =
        ["conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d", "depthwise_conv2d", "conv2d_transpose"];

    /// <summary>All names.</summary>
    public static IEnumerable<string> Names => s_all.Select(signature => signature.Name);

    /// <summary>The signature of a name; null where it is no convolution.</summary>
    /// <param name="name">The name.</param>
    public static LayerSignature? Named(string name) => Array.Find(s_all, signature => signature.Name == name);

    private static IEnumerable<LayerSignature> Of(LayerType type)
    {
        (string, string?)[] kernel = [("in_channels", "in_channels"), ("out_channels", "out_channels"), ("kernel_size", "kernel_size"),
            ("stride", "stride"), ("padding", "padding")];
        (string, string?)[] rest = type.Transposed
            ? [("output_padding", "output_padding"), ("groups", "groups"), ("bias", "bias"), ("dilation", "dilation"),
                ("padding_mode", "padding_mode")]
            : [("dilation", "dilation"), ("groups", "groups"), ("bias", "bias"), ("padding_mode", "padding_mode")];
        (string, string?)[] torch = [.. kernel, .. rest, ("device", Ignored), ("dtype", Ignored)];
        yield return new LayerSignature(type.ToString(), type, Framework.PyTorch, torch);
        yield return new LayerSignature($"Lazy{type}", type, Framework.PyTorch, torch[1..]);

        string dims = FormattableString.Invariant($"Conv{type.Dims}D");
        (string, string?)[] first = [("filters", "out_channels"), ("kernel_size", "kernel_size"), ("strides", "stride"),
            ("padding", "padding")];
        (string, string?)[] last = [("use_bias", "bias"), ("input_shape", "input_shape")];
        if (type.Transposed)
        {
            yield return Keras(
                dims + "Transpose",
                [.. first, ("output_padding", "output_padding"), ("data_format", Ignored), ("dilation_rate", "dilation"),
                    ("activation", Ignored), .. last]);
            yield break;
        }

        (string, string?)[] middle = [("data_format", Ignored), ("dilation_rate", "dilation")];
        yield return Keras(dims, [.. first, .. middle, ("groups", "groups"), ("activation", Ignored), .. last]);
        yield return Keras(
            "Depthwise" + dims, [.. first[1..], ("depth_multiplier", "depth_multiplier"), .. middle, ("activation", Ignored), .. last]);

        LayerSignature Keras(string name, (string, string?)[] parameters) => new(name, type, Framework.Keras, parameters);
    }
}

/// <summary>Where a line comes from.</summary>
internal enum Framework
{
    /// <summary>PyTorch, and what follows its names: TorchSharp, GroupConv's C#.</summary>
    PyTorch,

    /// <summary>Keras.</summary>
    Keras,
}

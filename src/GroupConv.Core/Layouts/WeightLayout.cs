namespace GroupConv.Core.Layouts;

/// <summary>The order in which a framework stores the weight of a convolution.</summary>
/// <remarks>docs/layouts.md compares them.</remarks>
public enum WeightLayout
{
    /// <summary>
    /// [out_channels, in_channels / groups, k...]; transposed [in_channels, out_channels / groups, k...]. Source: PyTorch, <c>torch.nn</c>.
    /// </summary>
    PyTorch,

    /// <summary>
    /// The same as PyTorch's, in ONNX's letters [M, C / group, k...]; transposed [C, M / group, k...]. Source: ONNX, operators <c>Conv</c>
    /// and <c>ConvTranspose</c>.
    /// </summary>
    Onnx,

    /// <summary>
    /// [k..., in_channels / groups, out_channels], such as HWIO; transposed [k..., out_channels, in_channels], without groups.
    /// Source: Keras, <c>Conv1D</c> to <c>Conv3D</c> and <c>Conv1DTranspose</c> to <c>Conv3DTranspose</c>.
    /// </summary>
    TensorFlow,

    /// <summary>
    /// [k..., in_channels, multiplier], such as HWIM: depthwise layers over one or two dimensions. Source: Keras, <c>DepthwiseConv1D</c>
    /// and <c>DepthwiseConv2D</c>.
    /// </summary>
    TensorFlowDepthwise,

    /// <summary>
    /// [out_channels, kH, kW, in_channels / groups] (OHWI), transposed without groups; 1-d layers are 2-d with kH = 1. In three dimensions:
    /// TensorFlow's order, without groups. Source: TensorFlow Lite, operators <c>CONV_2D</c>, <c>TRANSPOSE_CONV</c>, <c>CONV_3D</c> and
    /// <c>CONV_3D_TRANSPOSE</c>.
    /// </summary>
    TFLite,

    /// <summary>
    /// [1, kH, kW, in_channels · multiplier]: depthwise layers of one or two dimensions; 1-d layers are 2-d with kH = 1. Source:
    /// TensorFlow Lite, operator <c>DEPTHWISE_CONV_2D</c>.
    /// </summary>
    TFLiteDepthwise,
}

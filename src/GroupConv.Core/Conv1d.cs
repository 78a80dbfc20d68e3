using System.Numerics.Tensors;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;

namespace GroupConv.Core;

/// <summary>A 1-d convolution with all of PyTorch's hyperparameters, over float32 tensors.</summary>
/// <remarks>
/// Input (N, C, L) or (C, L); weight [out_channels, in_channels / groups, kernel_size]. Source: PyTorch, <c>torch.nn.Conv1d</c>.
/// </remarks>
public sealed class Conv1d : ConvLayer
{
    /// <summary>Creates a layer from its hyperparameters, in PyTorch's order and with its defaults, with random weights.</summary>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="kernelSize">Length of a filter.</param>
    /// <param name="stride">Step of the window; 1 by default.</param>
    /// <param name="padding">Padding around the input, or <c>"same"</c> or <c>"valid"</c>.</param>
    /// <param name="dilation">Distance between the taps of a filter; 1 by default.</param>
    /// <param name="groups">The number of groups; divides both channel counts.</param>
    /// <param name="bias">Whether a learned bias is added to each output channel.</param>
    /// <param name="paddingMode">How the padding is filled.</param>
    /// <param name="seed">Seed of the random weights; see <see cref="Conv2d(ConvSpec, int)"/>.</param>
    /// <exception cref="ConvException">A hyperparameter is out of range, or the weight exceeds this machine's memory.</exception>
    public Conv1d(
        int inChannels,
        int outChannels,
        IntTuple kernelSize,
        IntTuple? stride = null,
        ConvPadding padding = default,
        IntTuple? dilation = null,
        int groups = 1,
        bool bias = true,
        PaddingMode paddingMode = PaddingMode.Zeros,
        int seed = 0)
        : this(ConvSpec.Conv1d(inChannels, outChannels, kernelSize, stride, padding, dilation, groups, bias, paddingMode), seed)
    {
    }

    /// <summary>Creates a layer with random weights.</summary>
    /// <param name="spec">The hyperparameters, of 1 dimension and not transposed.</param>
    /// <param name="seed">Seed of the random weights; see <see cref="Conv2d(ConvSpec, int)"/>.</param>
    /// <exception cref="ConvException">
    /// The hyperparameters describe another kind of layer, or the weight exceeds this machine's memory.
    /// </exception>
    public Conv1d(ConvSpec spec, int seed = 0)
        : base(Requirements.Spec(spec, 1, transposed: false), seed)
    {
    }

    /// <summary>Creates a layer with given weights, kept by reference: changes to them affect the next call.</summary>
    /// <param name="spec">The hyperparameters, of 1 dimension and not transposed.</param>
    /// <param name="weight">The weight, [out_channels, in_channels / groups, kernel_size].</param>
    /// <param name="bias">The bias, [out_channels], if the layer has one.</param>
    /// <exception cref="ConvException">
    /// The hyperparameters describe another kind of layer, weight or bias has another shape, or the bias is missing or not expected.
    /// </exception>
    public Conv1d(ConvSpec spec, Tensor<float> weight, Tensor<float>? bias = null)
        : base(Requirements.Spec(spec, 1, transposed: false), weight, bias)
    {
    }
}

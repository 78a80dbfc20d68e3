using System.Numerics.Tensors;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;

namespace GroupConv.Core;

/// <summary>A 3-d transposed convolution with all of PyTorch's hyperparameters, over float32 tensors.</summary>
/// <remarks>
/// Input (N, C, D, H, W) or (C, D, H, W); weight [in_channels, out_channels / groups, kD, kH, kW]. Source: PyTorch,
/// <c>torch.nn.ConvTranspose3d</c>.
/// </remarks>
public sealed class ConvTranspose3d : ConvTransposeLayer
{
    /// <summary>Creates a layer from its hyperparameters, in PyTorch's order and with its defaults, with random weights.</summary>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="kernelSize">Depth, height and width of a filter: one number for all, or three.</param>
    /// <param name="stride">Distance in the output between the positions of neighbouring input pixels; 1 by default.</param>
    /// <param name="padding">How much the output is cropped on each side.</param>
    /// <param name="outputPadding">How much the output is extended on one side, less than stride or dilation; 0 by default.</param>
    /// <param name="groups">The number of groups; divides both channel counts.</param>
    /// <param name="bias">Whether a learned bias is added to each output channel.</param>
    /// <param name="dilation">Distance between the taps of a filter; 1 by default.</param>
    /// <param name="paddingMode">Only zeros are valid.</param>
    /// <param name="seed">Seed of the random weights; see <see cref="Conv2d(ConvSpec, int)"/>.</param>
    /// <exception cref="ConvException">A hyperparameter is out of range, or the weight exceeds this machine's memory.</exception>
    public ConvTranspose3d(
        int inChannels,
        int outChannels,
        IntTuple kernelSize,
        IntTuple? stride = null,
        ConvPadding padding = default,
        IntTuple? outputPadding = null,
        int groups = 1,
        bool bias = true,
        IntTuple? dilation = null,
        PaddingMode paddingMode = PaddingMode.Zeros,
        int seed = 0)
        : this(
            ConvSpec.ConvTranspose3d(
                inChannels, outChannels, kernelSize, stride, padding, outputPadding, groups, bias, dilation, paddingMode),
            seed)
    {
    }

    /// <summary>Creates a layer with random weights.</summary>
    /// <param name="spec">The hyperparameters, of 3 dimensions and transposed.</param>
    /// <param name="seed">Seed of the random weights; see <see cref="Conv2d(ConvSpec, int)"/>.</param>
    /// <exception cref="ConvException">
    /// The hyperparameters describe another kind of layer, or the weight exceeds this machine's memory.
    /// </exception>
    public ConvTranspose3d(ConvSpec spec, int seed = 0)
        : base(Requirements.Spec(spec, 3, transposed: true), seed)
    {
    }

    /// <summary>Creates a layer with given weights, kept by reference: changes to them affect the next call.</summary>
    /// <param name="spec">The hyperparameters, of 3 dimensions and transposed.</param>
    /// <param name="weight">The weight, [in_channels, out_channels / groups, kD, kH, kW].</param>
    /// <param name="bias">The bias, [out_channels], if the layer has one.</param>
    /// <exception cref="ConvException">
    /// The hyperparameters describe another kind of layer, weight or bias has another shape, or the bias is missing or not expected.
    /// </exception>
    public ConvTranspose3d(ConvSpec spec, Tensor<float> weight, Tensor<float>? bias = null)
        : base(Requirements.Spec(spec, 3, transposed: true), weight, bias)
    {
    }
}

namespace GroupConv.Core.Specs;

/// <content>One method for each kind of layer, with the arguments of its constructor.</content>
public sealed partial record ConvSpec
{
    /// <summary>The hyperparameters of a <c>Conv1d</c>, in PyTorch's order and with its defaults.</summary>
    /// <inheritdoc cref="Conv2d"/>
    public static ConvSpec Conv1d(
        int inChannels,
        int outChannels,
        IntTuple kernelSize,
        IntTuple? stride = null,
        ConvPadding padding = default,
        IntTuple? dilation = null,
        int groups = 1,
        bool bias = true,
        PaddingMode paddingMode = PaddingMode.Zeros) =>
        new(1, false, inChannels, outChannels, kernelSize, stride, padding, dilation, groups, bias, paddingMode);

    /// <summary>The hyperparameters of a <c>Conv2d</c>, in PyTorch's order and with its defaults.</summary>
    /// <param name="inChannels">Channels of the input, at least 1.</param>
    /// <param name="outChannels">Channels of the output, at least 1.</param>
    /// <param name="kernelSize">Size of a filter, at least 1: one number for all dimensions, or one for each.</param>
    /// <param name="stride">Step of the window, at least 1; 1 by default.</param>
    /// <param name="padding">Padding around the input, at least 0, or <c>"same"</c> or <c>"valid"</c>.</param>
    /// <param name="dilation">Distance between the taps of a filter, at least 1; 1 by default.</param>
    /// <param name="groups">The number of groups; divides both channel counts.</param>
    /// <param name="bias">Whether a learned bias is added to each output channel.</param>
    /// <param name="paddingMode">How the padding is filled.</param>
    /// <exception cref="ConvException">A hyperparameter is out of range, or the groups do not divide the channels.</exception>
    public static ConvSpec Conv2d(
        int inChannels,
        int outChannels,
        IntTuple kernelSize,
        IntTuple? stride = null,
        ConvPadding padding = default,
        IntTuple? dilation = null,
        int groups = 1,
        bool bias = true,
        PaddingMode paddingMode = PaddingMode.Zeros) =>
        new(2, false, inChannels, outChannels, kernelSize, stride, padding, dilation, groups, bias, paddingMode);

    /// <summary>The hyperparameters of a <c>Conv3d</c>, in PyTorch's order and with its defaults.</summary>
    /// <inheritdoc cref="Conv2d"/>
    public static ConvSpec Conv3d(
        int inChannels,
        int outChannels,
        IntTuple kernelSize,
        IntTuple? stride = null,
        ConvPadding padding = default,
        IntTuple? dilation = null,
        int groups = 1,
        bool bias = true,
        PaddingMode paddingMode = PaddingMode.Zeros) =>
        new(3, false, inChannels, outChannels, kernelSize, stride, padding, dilation, groups, bias, paddingMode);

    /// <summary>The hyperparameters of a <c>ConvTranspose1d</c>, in PyTorch's order and with its defaults.</summary>
    /// <inheritdoc cref="ConvTranspose2d"/>
    public static ConvSpec ConvTranspose1d(
        int inChannels,
        int outChannels,
        IntTuple kernelSize,
        IntTuple? stride = null,
        ConvPadding padding = default,
        IntTuple? outputPadding = null,
        int groups = 1,
        bool bias = true,
        IntTuple? dilation = null,
        PaddingMode paddingMode = PaddingMode.Zeros) =>
        new(1, true, inChannels, outChannels, kernelSize, stride, padding, dilation, groups, bias, paddingMode, outputPadding);

    /// <summary>The hyperparameters of a <c>ConvTranspose2d</c>, in PyTorch's order and with its defaults.</summary>
    /// <param name="inChannels">Channels of the input, at least 1.</param>
    /// <param name="outChannels">Channels of the output, at least 1.</param>
    /// <param name="kernelSize">Size of a filter, at least 1: one number for all dimensions, or one for each.</param>
    /// <param name="stride">
    /// Distance in the output between the positions of neighbouring input pixels, at least 1; 1 by default.
    /// </param>
    /// <param name="padding">How much the output is cropped on each side, at least 0.</param>
    /// <param name="outputPadding">How much the output is extended on one side, less than stride or dilation; 0 by default.</param>
    /// <param name="groups">The number of groups; divides both channel counts.</param>
    /// <param name="bias">Whether a learned bias is added to each output channel.</param>
    /// <param name="dilation">Distance between the taps of a filter, at least 1; 1 by default.</param>
    /// <param name="paddingMode">Only zeros are valid.</param>
    /// <exception cref="ConvException">A hyperparameter is out of range, or the groups do not divide the channels.</exception>
    public static ConvSpec ConvTranspose2d(
        int inChannels,
        int outChannels,
        IntTuple kernelSize,
        IntTuple? stride = null,
        ConvPadding padding = default,
        IntTuple? outputPadding = null,
        int groups = 1,
        bool bias = true,
        IntTuple? dilation = null,
        PaddingMode paddingMode = PaddingMode.Zeros) =>
        new(2, true, inChannels, outChannels, kernelSize, stride, padding, dilation, groups, bias, paddingMode, outputPadding);

    /// <summary>The hyperparameters of a <c>ConvTranspose3d</c>, in PyTorch's order and with its defaults.</summary>
    /// <inheritdoc cref="ConvTranspose2d"/>
    public static ConvSpec ConvTranspose3d(
        int inChannels,
        int outChannels,
        IntTuple kernelSize,
        IntTuple? stride = null,
        ConvPadding padding = default,
        IntTuple? outputPadding = null,
        int groups = 1,
        bool bias = true,
        IntTuple? dilation = null,
        PaddingMode paddingMode = PaddingMode.Zeros) =>
        new(3, true, inChannels, outChannels, kernelSize, stride, padding, dilation, groups, bias, paddingMode, outputPadding);
}

using System.Numerics.Tensors;
using GroupConv.Core.Planning;
using GroupConv.Core.Specs;

namespace GroupConv.Core;

/// <summary>A 2-d convolution with all of PyTorch's hyperparameters, over float32 tensors.</summary>
/// <remarks>
/// Input (N, C, H, W) or (C, H, W); weight [out_channels, in_channels / groups, kH, kW]; group g owns rows
/// g·out/groups .. (g+1)·out/groups and reads input channels g·in/groups .. (g+1)·in/groups. Source: PyTorch, <c>torch.nn.Conv2d</c>.
/// A layer may be used from several threads at once.
/// </remarks>
public sealed class Conv2d
{
    public Conv2d(
        int inChannels,
        int outChannels,
        IntPair kernelSize,
        IntPair? stride = null,
        Padding2d padding = default,
        IntPair? dilation = null,
        int groups = 1,
        bool bias = true,
        PaddingMode paddingMode = PaddingMode.Zeros,
        int seed = 0)
        : this(new Conv2dSpec(inChannels, outChannels, kernelSize, stride, padding, dilation, groups, bias, paddingMode), seed)
    {
    }

    public Conv2d(Conv2dSpec spec, int seed = 0) => throw new NotImplementedException();

    public Conv2d(Conv2dSpec spec, Tensor<float> weight, Tensor<float>? bias = null) => throw new NotImplementedException();

    public Conv2dSpec Spec { get; }

    public Tensor<float> Weight { get; }

    public Tensor<float>? Bias { get; }

    public Tensor<float> Forward(Tensor<float> x, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public void Forward(Tensor<float> x, Tensor<float> destination, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public Tensor<float> Forward(in ReadOnlyTensorSpan<float> x, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public void Forward(in ReadOnlyTensorSpan<float> x, in TensorSpan<float> destination, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public Conv2dShape OutputShape(ReadOnlySpan<nint> lengths) => Conv2dShape.Infer(Spec, lengths);

    public ConvPlan Plan(ReadOnlySpan<nint> lengths) => throw new NotImplementedException();
}

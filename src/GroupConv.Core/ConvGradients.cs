using System.Numerics.Tensors;

namespace GroupConv.Core;

/// <summary>The gradients of a loss with respect to what a convolution reads: what <see cref="ConvLayer.Backward(Tensor{float}, Tensor{float}, bool, bool, bool, CancellationToken)"/> computes.</summary>
/// <param name="Input">With respect to the input, of its shape; null where it was left out.</param>
/// <param name="Weight">With respect to the weight, of its shape; null where it was left out.</param>
/// <param name="Bias">With respect to the bias, [out_channels]; null where it was left out and for a layer without bias.</param>
public sealed record ConvGradients(Tensor<float>? Input, Tensor<float>? Weight, Tensor<float>? Bias);

/// <summary>The gradients that <see cref="ConvReference.Backward"/> computes.</summary>
/// <typeparam name="T">The precision.</typeparam>
/// <param name="Input">With respect to the input, of its shape.</param>
/// <param name="Weight">With respect to the weight, of its shape.</param>
/// <param name="Bias">With respect to the bias, [out_channels]; null for a layer without bias.</param>
public sealed record ConvGradients<T>(Tensor<T> Input, Tensor<T> Weight, Tensor<T>? Bias);

using System.Buffers;
using System.Numerics.Tensors;
using GroupConv.Core;
using GroupConv.Core.Specs;

namespace GroupConv.Bench.Peers;

/// <summary>A grouped layer as a loop over layers of one group, each with its slice of the input and of the output.</summary>
internal sealed class GroupByGroupPeer : IPeer
{
    private readonly Part[] _parts;
    private readonly Tensor<float> _x;
    private readonly Tensor<float> _y;

    /// <summary>Splits a layer into its groups.</summary>
    /// <param name="data">The layer's data, for one image: only then are the channels of a group contiguous.</param>
    /// <param name="whole">The layer; threads are those set for it.</param>
    public GroupByGroupPeer(LayerData data, ConvLayer whole)
    {
        var (shape, spec) = (data.Layer.Shape, data.Layer.Spec);
        if (shape.Batch != 1)
            throw new ArgumentException("The channels of a group are contiguous only for a single image.", nameof(data));
        Output = data.NewOutput();
        _x = data.Input.AsTensor(data.Layer.InputLengths);
        _y = Output.AsTensor(data.Layer.OutputLengths);
        var one = new ConvSpec(
            spec.Dims,
            spec.Transposed,
            spec.InChannelsPerGroup,
            spec.OutChannelsPerGroup,
            spec.KernelSize,
            spec.Stride,
            spec.Padding,
            spec.Dilation);
        nint[] x = [1, spec.InChannelsPerGroup, (nint)shape.InSize[0], (nint)shape.InSize[1]];
        nint[] y = [1, spec.OutChannelsPerGroup, (nint)shape.OutSize[0], (nint)shape.OutSize[1]];
        _parts =
        [
            .. spec.Slices().Select(slice => new Part(
                slice,
                ConvLayer.Create(one, whole.WeightOf(slice.Group), BiasOf(slice, data)).Prepare(x),
                data.Input.AsTensor(x, slice.FirstInput * (int)(x[2] * x[3])),
                Output.AsTensor(y, slice.FirstOutput * (int)(y[2] * y[3])))),
        ];
    }

    public AlignedFloats Output { get; }

    /// <summary>The lower bound of its cost: all slices exist, and outputs are written in place.</summary>
    public void Run()
    {
        foreach (var part in _parts)
            part.Conv.Forward(part.X, part.Y);
    }

    /// <summary>As usually written: slice the input, convolve, concatenate the outputs.</summary>
    public void RunAndConcatenate()
    {
        foreach (var (slice, conv, _, _) in _parts)
        {
            var part = conv.Forward(_x.Slice([NRange.All, new NRange(slice.FirstInput, slice.LastInput + 1), NRange.All, NRange.All]));
            part.CopyTo(_y.Slice([NRange.All, new NRange(slice.FirstOutput, slice.LastOutput + 1), NRange.All, NRange.All]));
        }
    }

    public void Dispose()
    {
        foreach (var part in _parts)
            part.Conv.Dispose();
    }

    private static Tensor<float> BiasOf(GroupSlice slice, LayerData data) =>
        Tensor.Create(data.Bias[slice.FirstOutput..(slice.LastOutput + 1)], [slice.Outputs]);

    private sealed record Part(GroupSlice Slice, PreparedConv Conv, Tensor<float> X, Tensor<float> Y);
}

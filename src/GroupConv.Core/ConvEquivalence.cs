using System.Buffers;
using System.Numerics.Tensors;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;
using static System.FormattableString;

namespace GroupConv.Core;

/// <summary>Equivalents of a grouped convolution: per-group layers, a block-diagonal dense layer, per-channel layers.</summary>
public static class ConvEquivalence
{
    /// <summary>The k small layers that a layer of k groups is equivalent to. They share its weights: changes affect both.</summary>
    /// <param name="conv">The layer.</param>
    /// <returns>Per group: a layer with in_channels/groups input channels, out_channels/groups output channels and groups=1.</returns>
    /// <exception cref="ConvException">The layer is null.</exception>
    public static IReadOnlyList<ConvLayer> Layers(ConvLayer conv)
    {
        var spec = Requirements.Layer(conv).Spec;
        var small = spec.WithChannels(spec.InChannelsPerGroup, spec.OutChannelsPerGroup, groups: 1);
        return [.. spec.Slices().Select(slice => ConvLayer.Create(
            small,
            conv.WeightOf(slice.Group),
            conv.Bias?.Slice([new NRange(slice.FirstOutput, slice.LastOutput + 1)])))];
    }

    /// <summary>
    /// (a) k small convolutions, each on its slice of the input's channels, with their outputs concatenated: the definition of
    /// <c>groups=k</c> (PyTorch, <c>torch.nn.Conv2d</c>).
    /// </summary>
    /// <param name="conv">The layer.</param>
    /// <param name="x">The input, (N, C, ...) or (C, ...).</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The output, as <see cref="ConvLayer.Forward(Tensor{float}, CancellationToken)"/> gives it.</returns>
    /// <exception cref="ConvException">The input does not fit the layer.</exception>
    public static Tensor<float> SideBySide(ConvLayer conv, Tensor<float> x, CancellationToken cancellationToken = default)
    {
        var spec = Requirements.Layer(conv).Spec;
        var y = ConvExecution.NewOutput(conv.OutputShape(Requirements.Input(spec, x).Lengths));
        if (y.FlattenedLength == 0)
            return y;
        // Groups differ in their channels alone: one plan, run on a view for each group.
        nint[] lengths = x.Lengths.ToArray();
        int channels = x.Rank - spec.Dims - 1, rows = spec.WeightRowsPerGroup;
        lengths[channels] = spec.InChannelsPerGroup;
        var plan = conv.GroupPlans.Get(lengths, null, null);
        var cancellation = new Cancellation(cancellationToken, ConvExecution.Cancellation);
        NRange[] range = Whole(x.Rank), ofWeight = Whole(spec.Dims + 2);
        foreach (var slice in spec.Slices())
        {
            range[channels] = new NRange(slice.FirstInput, slice.LastInput + 1);
            var part = x.AsReadOnlyTensorSpan().Slice(range);
            ofWeight[0] = new NRange(slice.Group * rows, (slice.Group + 1) * rows);
            var weight = conv.Weight.AsReadOnlyTensorSpan().Slice(ofWeight);
            var outputs = new NRange(slice.FirstOutput, slice.LastOutput + 1);
            var bias = conv.Bias is null ? default : conv.Bias.AsReadOnlyTensorSpan().Slice([outputs]);
            range[channels] = outputs;
            ConvCall.Run(plan, part, weight, bias, y.AsTensorSpan().Slice(range), cancellation);
        }

        return y;
    }

    /// <summary>
    /// (b) The equivalent dense layer (groups=1). Its weight is block-diagonal, one block per group: (groups − 1)/groups of the
    /// multiply-accumulates multiply zeros.
    /// </summary>
    /// <param name="conv">The layer.</param>
    /// <returns>A layer with a new weight [out_channels, in_channels, k...]; transposed [in_channels, out_channels, k...].</returns>
    /// <exception cref="ConvException">The layer is null, or the dense weight does not fit this machine's memory.</exception>
    public static ConvLayer BlockDiagonal(ConvLayer conv)
    {
        var spec = Requirements.Layer(conv).Spec;
        var dense = spec.WithGroups(1);
        KaimingUniform.RequireWeight(dense);
        var weight = Tensor.CreateFromShape<float>(dense.WeightShape);
        foreach (var slice in spec.Slices())
        {
            NRange inputs = new(slice.FirstInput, slice.LastInput + 1), outputs = new(slice.FirstOutput, slice.LastOutput + 1);
            (NRange rows, NRange columns) = spec.Transposed ? (inputs, outputs) : (outputs, inputs);
            conv.WeightOf(slice.Group).CopyTo(weight.Slice([rows, columns, .. Enumerable.Repeat(NRange.All, spec.Dims)]));
        }

        return ConvLayer.Create(dense, weight, conv.Bias);
    }

    /// <summary>
    /// (c) For a depthwise layer: one convolution per input channel, as code without <c>groups</c> would compute it.
    /// </summary>
    /// <param name="conv">A layer with groups = in_channels.</param>
    /// <param name="x">The input, (N, C, ...) or (C, ...).</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The output, as <see cref="ConvLayer.Forward(Tensor{float}, CancellationToken)"/> gives it.</returns>
    /// <exception cref="ConvException">The layer is not depthwise, or the input does not fit it.</exception>
    public static Tensor<float> PerChannel(ConvLayer conv, Tensor<float> x, CancellationToken cancellationToken = default)
    {
        var spec = Requirements.Layer(conv).Spec;
        if (!spec.IsDepthwise)
        {
            throw new ConvException(
                "groups",
                Invariant($"groups={spec.Groups} is not depthwise: each group reads {spec.InChannelsPerGroup} channels."),
                "Only where groups = in_channels is there one convolution a channel.",
                spec.OutChannels % spec.InChannels == 0 ? Invariant($"groups: {spec.InChannels}") : "");
        }

        return SideBySide(conv, x, cancellationToken);
    }

    /// <summary>
    /// The largest absolute difference between corresponding elements of two tensors. NaN equals NaN, and ∞ equals ∞ of the same sign.
    /// </summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A tensor of the same shape.</param>
    /// <returns>0 if all elements are equal; NaN if only one of two corresponding elements is NaN.</returns>
    /// <exception cref="ArgumentNullException">A tensor is null.</exception>
    /// <exception cref="ConvException">The shapes differ.</exception>
    public static double MaxAbsDifference(Tensor<float> a, Tensor<float> b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (!a.Lengths.SequenceEqual(b.Lengths))
        {
            throw new ConvException(
                "shape",
                $"Tensors of the shapes {new TensorShape(a.Lengths)} and {new TensorShape(b.Lengths)} cannot be compared.",
                "They must have the same shape.");
        }

        double most = 0;
        using var others = b.GetEnumerator();
        foreach (float value in a)
        {
            others.MoveNext();
            float other = others.Current;
            if (value.Equals(other))
                continue;
            double difference = Math.Abs((double)value - other);
            if (double.IsNaN(difference))
                return double.NaN;
            most = Math.Max(most, difference);
        }

        return most;
    }

    private static NRange[] Whole(int rank) => [.. Enumerable.Repeat(NRange.All, rank)];
}

using System.Globalization;
using System.Numerics.Tensors;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Execution;

/// <summary>Checks of the tensors and arguments given to a layer.</summary>
internal static class Requirements
{
    public static ConvSpec Spec(ConvSpec? spec, int dims, bool transposed)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"ConvSpec.Conv{(transposed ? "Transpose" : "")}{dims}d");
        if (spec is null)
            throw new ConvException("spec", "The hyperparameters are null.", "Give a ConvSpec.", $"{name}(64, 128, 3)");
        return spec.Dims == dims && spec.Transposed == transposed
            ? spec
            : throw new ConvException("spec", $"{spec} is another kind of layer.", $"Give a {name}(...), or make a {spec.Name}.");
    }

    public static ConvLayer Layer(ConvLayer? conv) =>
        conv ?? throw new ConvException("conv", "The layer is null.", "Give a Conv1d to Conv3d or a ConvTranspose1d to ConvTranspose3d.");

    public static Tensor<T> Weight<T>(ConvSpec spec, Tensor<T>? weight) =>
        weight ?? throw new ConvException(
            "weight",
            "The weight is null.",
            $"Give a tensor of the shape {ConvShape.Shape(spec.WeightShape)}, or leave it out for random numbers.");

    public static Tensor<T> Input<T>(ConvSpec spec, Tensor<T>? x) =>
        x ?? throw new ConvException(
            "input",
            "The input is null.",
            $"Give a tensor {spec.Axes(batched: true)}, or {spec.Axes(batched: false)} for one {spec.Thing}.");

    public static Tensor<float> Destination(Tensor<float>? destination) =>
        destination ?? throw new ConvException(
            "destination", "The destination is null.", "Give a tensor of the output's shape, or leave it out: Forward(x) makes one.");

    public static Tensor<T> GradOutput<T>(Tensor<T>? gradOutput) =>
        gradOutput ?? throw new ConvException(
            "grad_output", "The gradient with respect to the output is null.", "Give a tensor of the output's shape.");

    public static ConvGradients Gradients(ConvGradients? destination) => destination ?? throw new ConvException(
        "destination",
        "The destination is null.",
        "Give ConvGradients, such as those that an earlier call returned, or leave it out: Backward(x, gradOutput) makes them.");

    /// <summary>
    /// The layer applied to its input, with the output size of the gradient: a transposed convolution may have been called with another
    /// output size than its default.
    /// </summary>
    public static ConvShape GradOutput(ConvSpec spec, ReadOnlySpan<nint> input, ReadOnlySpan<nint> gradOutput)
    {
        ConvShape shape;
        try
        {
            shape = ConvShape.Infer(spec, input);
        }
        catch (ConvException) when (Asked(spec, input, gradOutput, out _) is { } asked)
        {
            // Without output_size this layer has no valid output.
            return asked;
        }

        if (shape.IsOutput(gradOutput))
            return shape;
        return Asked(spec, input, gradOutput, out string range) ?? throw new ConvException(
            "grad_output",
            $"The gradient has the shape {ConvShape.Shape(gradOutput)}, "
                + $"but the output for an input {ConvShape.Shape(input)} is {ConvShape.Shape(shape.Output)}.",
            $"Give a gradient of the shape {ConvShape.Shape(shape.Output)}{range}.");
    }

    public static void Prepared(ConvShape shape, ReadOnlySpan<nint> lengths)
    {
        if (!shape.IsInput(lengths))
        {
            throw new ConvException(
                "input",
                $"The input has the shape {ConvShape.Shape(lengths)}, but the layer was prepared for {ConvShape.Shape(shape.Input)}.",
                "Give an input of that shape, or prepare the layer for this one.",
                $"conv.Prepare({ConvShape.Shape(lengths)})");
        }
    }

    public static void Weight(ConvSpec spec, ReadOnlySpan<nint> lengths)
    {
        if (!Same(lengths, [.. spec.WeightShape.Select(length => (long)length)]))
        {
            throw new ConvException(
                "weight",
                $"The weight has the shape {ConvShape.Shape(lengths)}, but {spec} takes {ConvShape.Shape(spec.WeightShape)}.",
                $"It is {spec.WeightAxes}{(lengths.Length == spec.Dims + 2 ? "" : Dimensions(spec, lengths.Length))}.");
        }
    }

    public static void Bias(ConvSpec spec, nint[]? lengths)
    {
        if (lengths is null && !spec.Bias)
            return;
        if (lengths is null)
        {
            throw new ConvException(
                "bias",
                $"{spec} has a bias, but none is given.",
                string.Create(CultureInfo.InvariantCulture, $"Give one of the shape [{spec.OutChannels}]."),
                "bias: false");
        }

        if (!spec.Bias)
            throw new ConvException("bias", $"A bias is given, but {spec} has none.", "Leave it out.", "bias: true");
        if (!Same(lengths, [spec.OutChannels]))
        {
            throw new ConvException(
                "bias",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The bias has the shape {ConvShape.Shape((ReadOnlySpan<nint>)lengths)}, but {spec} takes [{spec.OutChannels}]."),
                "It has 1 dimension, with a number for each output channel.");
        }
    }

    public static void Destination(ConvShape shape, in ReadOnlyTensorSpan<float> x, in TensorSpan<float> destination)
    {
        if (!shape.IsOutput(destination.Lengths))
        {
            throw new ConvException(
                "destination",
                $"The destination has the shape {ConvShape.Shape(destination.Lengths)}, "
                    + $"but the output for an input {ConvShape.Shape(shape.Input)} is {ConvShape.Shape(shape.Output)}.",
                "Give a destination of the output's shape.");
        }

        if (DenseTensors.RepeatsElements(destination.Lengths, destination.Strides))
        {
            throw new ConvException(
                "destination",
                "The destination is a broadcast tensor: several of its elements share one address.",
                "Give a tensor with memory for each element.");
        }

        if (DenseTensors.Overlap(x, destination))
        {
            throw new ConvException(
                "destination",
                "The destination shares memory with the input, which is still read while the output is written.",
                "Give a separate destination.");
        }
    }

    /// <summary>The transposed layer with the <c>output_size</c> that gives the gradient's lengths; null if none does.</summary>
    private static ConvShape? Asked(ConvSpec spec, ReadOnlySpan<nint> input, ReadOnlySpan<nint> gradOutput, out string range)
    {
        range = "";
        if (!spec.Transposed || gradOutput.Length != input.Length || input.Length < spec.Dims)
            return null;
        try
        {
            var asked = ConvShape.Infer(
                spec, input, [.. gradOutput[^spec.Dims..].ToArray().Select(length => (int)nint.Min(length, int.MaxValue))]);
            return asked.IsOutput(gradOutput) ? asked : null;
        }
        catch (ConvException impossible)
        {
            if (impossible.Parameter == "output_size")
            {
                string valid = impossible.Valid[..1].ToLowerInvariant() + impossible.Valid[1..].TrimEnd('.');
                range = $"; with output_size, spatial lengths {valid}";
            }

            return null;
        }
    }

    /// <summary>Throws if a destination shares memory with weight or bias, which are still read while the output is written.</summary>
    public static void Apart(string what, in ReadOnlyTensorSpan<float> read, in TensorSpan<float> destination)
    {
        if (DenseTensors.Overlap(read, destination))
        {
            throw new ConvException(
                "destination",
                $"The destination shares memory with the {what}, which is still read while the output is written.",
                "Give a separate destination.");
        }
    }

    private static string Dimensions(ConvSpec spec, int given) => string.Create(
        CultureInfo.InvariantCulture,
        $": {spec.Dims + 2} dimensions ({spec.Dims} of them spatial), not {given} ({Math.Max(0, given - 2)})");

    private static bool Same(ReadOnlySpan<nint> lengths, IReadOnlyList<long> expected)
    {
        if (lengths.Length != expected.Count)
            return false;
        for (int d = 0; d < lengths.Length; d++)
        {
            if (lengths[d] != expected[d])
                return false;
        }

        return true;
    }
}

using GroupConv.Core.Specs;

namespace GroupConv.Bench.Layers;

/// <summary>A layer on an input of a certain size: one row of a benchmark.</summary>
/// <param name="Name">Its name in the reports.</param>
/// <param name="Shape">The layer on its input, batched.</param>
/// <param name="InTable">Whether the engine was tuned on it; the other layers are held out, to check that the rules generalise.</param>
/// <param name="Algorithm">The row of the algorithm table to force, or null for the planner's choice.</param>
internal sealed record Layer(string Name, ConvShape Shape, bool InTable, string? Algorithm = null)
{
    public ConvSpec Spec => Shape.Spec;

    public Category Category => Category.Of(Spec, Algorithm);

    public double Flops => ConvCost.Of(Shape).Flops;

    public nint[] InputLengths => [.. Shape.Input.Select(length => (nint)length)];

    public nint[] OutputLengths => [.. Shape.Output.Select(length => (nint)length)];

    /// <summary>Number of products in the sum of an output element.</summary>
    public int ReductionLength => Spec.InChannelsPerGroup * Spec.KernelSize[0] * Spec.KernelSize[1];

    /// <summary>Creates a row; the default padding keeps the size (at stride 2 it halves the size).</summary>
    public static Layer Of(
        string name,
        int inChannels,
        int outChannels,
        IntTuple kernelSize,
        IntTuple image,
        int groups = 1,
        IntTuple? stride = null,
        IntTuple? dilation = null,
        ConvPadding? padding = null,
        int batch = 1,
        bool inTable = false,
        string? algorithm = null)
    {
        int Half(int axis) => On(axis, dilation ?? 1) * (On(axis, kernelSize) - 1) / 2;
        var spec = new ConvSpec(
            dims: 2, transposed: false, inChannels, outChannels, kernelSize, stride, padding ?? (Half(0), Half(1)), dilation, groups);
        return new Layer(name, ConvShape.Infer(spec, [batch, inChannels, On(0, image), On(1, image)]), inTable, algorithm);
    }

    // A single number applies to both axes.
    private static int On(int axis, IntTuple pair) => pair.Count == 1 ? pair[0] : pair[axis];

    /// <summary>Whether the row matches the user's filter.</summary>
    public bool Matches(string? filter) => string.IsNullOrEmpty(filter)
        || Name.Contains(filter, StringComparison.OrdinalIgnoreCase)
        || Category.Name.Contains(filter, StringComparison.OrdinalIgnoreCase);
}

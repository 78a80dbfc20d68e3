using GroupConv.Core.Specs;

namespace GroupConv.Bench.Layers;

/// <summary>A layer on an input of a certain size: one row of a benchmark.</summary>
/// <param name="Name">What the reports call it.</param>
/// <param name="Shape">The layer on its input, batched.</param>
/// <param name="InTable">Whether it was looked at when the engine was tuned; the others are held out, to see that the rules hold.</param>
/// <param name="Algorithm">The row of the algorithm table to force, or null for the planner's choice.</param>
internal sealed record Layer(string Name, Conv2dShape Shape, bool InTable, string? Algorithm = null)
{
    public Conv2dSpec Spec => Shape.Spec;

    public Category Category => Category.Of(Spec, Algorithm);

    public double Flops => Conv2dCost.Of(Shape).Flops;

    public nint[] InputLengths => [.. Shape.Input.Select(length => (nint)length)];

    public nint[] OutputLengths => [.. Shape.Output.Select(length => (nint)length)];

    /// <summary>How many products make one element of the output.</summary>
    public int ReductionLength => Spec.InChannelsPerGroup * Spec.KernelSize.Height * Spec.KernelSize.Width;

    /// <summary>Makes a row; the padding keeps the size (halves it at stride 2) where none is given.</summary>
    public static Layer Of(
        string name,
        int inChannels,
        int outChannels,
        IntPair kernelSize,
        IntPair image,
        int groups = 1,
        IntPair? stride = null,
        IntPair? dilation = null,
        Padding2d? padding = null,
        int batch = 1,
        bool inTable = false,
        string? algorithm = null)
    {
        IntPair step = dilation ?? 1;
        Padding2d around = padding ?? (step.Height * (kernelSize.Height - 1) / 2, step.Width * (kernelSize.Width - 1) / 2);
        var spec = new Conv2dSpec(inChannels, outChannels, kernelSize, stride, around, dilation, groups);
        return new Layer(name, Conv2dShape.Infer(spec, [batch, inChannels, image.Height, image.Width]), inTable, algorithm);
    }

    /// <summary>Whether a word that the user gave picks this row.</summary>
    public bool Matches(string? filter) => string.IsNullOrEmpty(filter)
        || Name.Contains(filter, StringComparison.OrdinalIgnoreCase)
        || Category.Name.Contains(filter, StringComparison.OrdinalIgnoreCase);
}

using System.Globalization;

namespace GroupConv.Core.Specs;

/// <summary>
/// PyTorch's <c>padding</c> over any number of dimensions: numbers, <c>"same"</c> or <c>"valid"</c>; and, as ONNX has it, a number for each side.
/// </summary>
/// <remarks>
/// <c>same</c> pads by dilation·(kernel_size − 1) in all, half of it (rounded down) before and the rest after, and wants stride 1
/// (PyTorch, <c>torch.nn.Conv2d</c>).
/// </remarks>
public readonly struct ConvPadding : IEquatable<ConvPadding>
{
    private static readonly string[][] s_sides = [["left", "right"], ["top", "bottom"], ["front", "back"]];

    private readonly IntTuple _before;
    private readonly IntTuple _after;

    private ConvPadding(bool isSame, IntTuple before, IntTuple after) => (IsSame, _before, _after) = (isSame, before, after);

    /// <summary>As much as keeps the size of the input (stride 1 only).</summary>
    public static ConvPadding Same { get; } = new(true, 0, 0);

    /// <summary>No padding.</summary>
    public static ConvPadding Valid => default;

    /// <summary>Whether this is <c>"same"</c>, whose numbers follow from kernel size and dilation.</summary>
    public bool IsSame { get; }

    /// <summary>What is added before the input (0 for <c>same</c>).</summary>
    public IntTuple Before => _before.Count == 0 ? 0 : _before;

    /// <summary>What is added behind the input (0 for <c>same</c>).</summary>
    public IntTuple After => _after.Count == 0 ? 0 : _after;

    /// <summary>A number for each side, as ONNX's <c>pads</c> has it.</summary>
    /// <param name="sides">For each dimension, what is added before and behind.</param>
    public static ConvPadding Explicit(params IReadOnlyList<(int Before, int After)> sides) => new(
        false, IntTuple.Create([.. sides.Select(side => side.Before)]), IntTuple.Create([.. sides.Select(side => side.After)]));

    /// <summary>Numbers that hold for both sides.</summary>
    /// <param name="both">One for all dimensions, or one for each.</param>
    public static implicit operator ConvPadding(IntTuple both) => new(false, both, both);

    /// <summary>The same number on all sides.</summary>
    /// <param name="all">The number.</param>
    public static implicit operator ConvPadding(int all) => FromIntTuple(all);

    /// <summary>A tuple (height, width), each on both sides.</summary>
    /// <param name="pair">The tuple.</param>
    public static implicit operator ConvPadding((int Height, int Width) pair) => FromIntTuple(pair);

    /// <summary>A tuple (depth, height, width), each on both sides.</summary>
    /// <param name="triple">The tuple.</param>
    public static implicit operator ConvPadding((int Depth, int Height, int Width) triple) => FromIntTuple(triple);

    /// <summary><c>"same"</c> or <c>"valid"</c>.</summary>
    /// <param name="name">The word.</param>
    /// <exception cref="ConvException">Another word.</exception>
    public static implicit operator ConvPadding(string name) => FromString(name);

    /// <summary>The padding of two dimensions.</summary>
    /// <param name="padding">The padding.</param>
    public static implicit operator ConvPadding(Padding2d padding) =>
        padding.IsSame ? Same : Explicit((padding.Top, padding.Bottom), (padding.Left, padding.Right));

    /// <summary>Numbers that hold for both sides.</summary>
    /// <param name="both">One for all dimensions, or one for each.</param>
    public static ConvPadding FromIntTuple(IntTuple both) => both;

    /// <summary>The same number on all sides.</summary>
    /// <param name="all">The number.</param>
    public static ConvPadding FromInt32(int all) => all;

    /// <summary>A tuple (height, width), each on both sides.</summary>
    /// <param name="pair">The tuple.</param>
    public static ConvPadding FromValueTuple((int Height, int Width) pair) => pair;

    /// <summary>A tuple (depth, height, width), each on both sides.</summary>
    /// <param name="triple">The tuple.</param>
    public static ConvPadding FromValueTuple((int Depth, int Height, int Width) triple) => triple;

    /// <summary>The padding of two dimensions.</summary>
    /// <param name="padding">The padding.</param>
    public static ConvPadding FromPadding2d(Padding2d padding) => padding;

    /// <summary><c>"same"</c> or <c>"valid"</c>.</summary>
    /// <param name="name">The word.</param>
    /// <exception cref="ConvException">Another word.</exception>
    public static ConvPadding FromString(string name) => Padding2d.FromString(name).IsSame ? Same : Valid;

    /// <summary>Whether the paddings are alike.</summary>
    public static bool operator ==(ConvPadding left, ConvPadding right) => left.Equals(right);

    /// <summary>Whether the paddings differ.</summary>
    public static bool operator !=(ConvPadding left, ConvPadding right) => !left.Equals(right);

    /// <summary>The numbers for a kernel size and dilation: <c>same</c> worked out, numbers as they are.</summary>
    /// <param name="kernelSize">The kernel size, a number for each dimension.</param>
    /// <param name="dilation">The dilation, a number for each dimension.</param>
    public ConvPadding Resolve(IntTuple kernelSize, IntTuple dilation)
    {
        if (!IsSame)
            return this;
        var sides = new (int, int)[kernelSize.Count];
        for (int d = 0; d < sides.Length; d++)
        {
            int all = checked(dilation[d] * (kernelSize[d] - 1));
            sides[d] = (all / 2, all - all / 2);
        }

        return Explicit(sides);
    }

    /// <inheritdoc/>
    public bool Equals(ConvPadding other) => IsSame == other.IsSame && Before == other.Before && After == other.After;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ConvPadding other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(IsSame, Before, After);

    /// <summary><c>"same"</c>, <c>1</c>, <c>(1, 2)</c>, or <c>top 0, bottom 1, left 0, right 1</c> where the sides differ.</summary>
    public override string ToString()
    {
        if (IsSame)
            return "\"same\"";
        if (Before == After)
            return Before.ToString();
        var (before, after) = (Before, After);
        return string.Join(", ", Enumerable.Range(0, before.Count).Select(d =>
        {
            string[] side = s_sides[Math.Clamp(before.Count - 1 - d, 0, s_sides.Length - 1)];
            return string.Create(CultureInfo.InvariantCulture, $"{side[0]} {before[d]}, {side[1]} {after[d]}");
        }));
    }

    /// <summary>A number for each side of each dimension.</summary>
    /// <param name="dims">How many dimensions.</param>
    /// <exception cref="ConvException">There are other than one number or one for each.</exception>
    internal ConvPadding Expand(int dims) =>
        IsSame ? this : new ConvPadding(false, Before.Expand("padding", dims), After.Expand("padding", dims));
}

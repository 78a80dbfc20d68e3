using static System.FormattableString;

namespace GroupConv.Core.Specs;

/// <summary>
/// PyTorch's <c>padding</c> for any number of dimensions: numbers, <c>"same"</c> or <c>"valid"</c>; also a number for each side, as in
/// ONNX.
/// </summary>
/// <remarks>
/// <c>same</c> pads by dilation·(kernel_size − 1) in total, half of it (rounded down) before and the rest after, and requires stride 1
/// (PyTorch, <c>torch.nn.Conv2d</c>).
/// </remarks>
public readonly struct ConvPadding : IEquatable<ConvPadding>
{
    private readonly IntTuple _before;
    private readonly IntTuple _after;

    // Made by Explicit: the pairs are one per dimension, so a single pair does not hold for all dimensions.
    private readonly bool _isExplicit;

    private ConvPadding(bool isSame, IntTuple before, IntTuple after, bool isExplicit = false) =>
        (IsSame, _before, _after, _isExplicit) = (isSame, before, after, isExplicit);

    /// <summary>Padding that gives the output the size of the input (stride 1 only).</summary>
    public static ConvPadding Same { get; } = new(true, 0, 0);

    /// <summary>No padding.</summary>
    public static ConvPadding Valid => default;

    /// <summary>Whether this is <c>"same"</c>, whose numbers follow from kernel size and dilation.</summary>
    public bool IsSame { get; }

    /// <summary>Padding before the input (0 for <c>same</c>).</summary>
    public IntTuple Before => _before.Count == 0 ? 0 : _before;

    /// <summary>Padding after the input (0 for <c>same</c>).</summary>
    public IntTuple After => _after.Count == 0 ? 0 : _after;

    /// <summary>A number for each side, as in ONNX's <c>pads</c>: <c>Explicit((3, 0))</c> for one dimension.</summary>
    /// <param name="sides">For each dimension, the padding before and after. The number of pairs must match the layer's dimensions.</param>
    /// <exception cref="ArgumentNullException"><paramref name="sides"/> is null.</exception>
    public static ConvPadding Explicit(params IReadOnlyList<(int Before, int After)> sides)
    {
        ArgumentNullException.ThrowIfNull(sides);
        return new(false, [.. sides.Select(side => side.Before)], [.. sides.Select(side => side.After)], isExplicit: true);
    }

    /// <summary>Numbers that apply to both sides.</summary>
    /// <param name="both">One for all dimensions, or one for each.</param>
    public static implicit operator ConvPadding(IntTuple both) => new(false, both, both);

    /// <summary>The same number on all sides of all dimensions.</summary>
    /// <param name="all">The number.</param>
    public static implicit operator ConvPadding(int all) => (IntTuple)all;

    /// <summary>A tuple (height, width); each number applies to both sides.</summary>
    /// <param name="pair">The tuple.</param>
    public static implicit operator ConvPadding((int Height, int Width) pair) => (IntTuple)pair;

    /// <summary>A tuple (depth, height, width); each number applies to both sides.</summary>
    /// <param name="triple">The tuple.</param>
    public static implicit operator ConvPadding((int Depth, int Height, int Width) triple) => (IntTuple)triple;

    /// <summary><c>"same"</c> or <c>"valid"</c>.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="ArgumentNullException">The name is null.</exception>
    /// <exception cref="ConvException">Any other name.</exception>
    public static implicit operator ConvPadding(string name) => Named(name);

    /// <summary>Whether the paddings are equal.</summary>
    public static bool operator ==(ConvPadding left, ConvPadding right) => left.Equals(right);

    /// <summary>Whether the paddings differ.</summary>
    public static bool operator !=(ConvPadding left, ConvPadding right) => !left.Equals(right);

    /// <summary>The padding in numbers for a kernel size and dilation: computes <c>same</c>, returns numbers unchanged.</summary>
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
    public bool Equals(ConvPadding other) =>
        IsSame == other.IsSame && Before == other.Before && After == other.After && StandsForAll == other.StandsForAll;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ConvPadding other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(IsSame, Before, After);

    /// <summary>
    /// In Python's notation: <c>'same'</c>, <c>1</c>, <c>(1, 2)</c>, or (before, after) for each dimension if they differ:
    /// <c>((0, 1), (2, 3))</c>.
    /// </summary>
    public override string ToString()
    {
        if (IsSame)
            return "'same'";
        if (Before == After)
            return Before.ToString();
        string[] sides = [.. Before.Zip(After, (before, after) => Invariant($"({before}, {after})"))];
        return sides.Length == 1 ? $"({sides[0]},)" : $"({string.Join(", ", sides)})";
    }

    /// <summary>A number for each side of each dimension.</summary>
    /// <param name="dims">How many dimensions.</param>
    /// <exception cref="ConvException">
    /// There is neither one number nor one per dimension, or the number of pairs differs from the number of dimensions.
    /// </exception>
    internal ConvPadding Expand(int dims)
    {
        if (IsSame)
            return this;
        if (_isExplicit && _before.Count != dims)
            throw WrongSides(dims);
        return new ConvPadding(false, Before.Expand("padding", dims), After.Expand("padding", dims));
    }

    private bool StandsForAll => !IsSame && !_isExplicit && Before.Count == 1;

    private static ConvPadding Named(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name switch
        {
            "same" => Same,
            "valid" => Valid,
            _ => throw new ConvException(
                "padding", $"padding=\"{name}\" is not known.", "It is a number, a pair, \"same\" or \"valid\".", "padding: 1"),
        };
    }

    private static string Text(IEnumerable<(int Before, int After)> sides) =>
        $"ConvPadding.Explicit({string.Join(", ", sides.Select(side => Invariant($"({side.Before}, {side.After})")))})";

    private ConvException WrongSides(int dims)
    {
        (int Before, int After)[] sides = [.. _before.Zip(_after)];
        return new ConvException(
            "padding",
            Invariant($"{Text(sides)} pads {sides.Length} {(sides.Length == 1 ? "dimension" : "dimensions")}, ")
            + Invariant($"but the convolution has {dims}."),
            "Give a pair (before, behind) for each dimension.",
            sides.Length == 1 ? Text(Enumerable.Repeat(sides[0], dims)) : "");
    }
}

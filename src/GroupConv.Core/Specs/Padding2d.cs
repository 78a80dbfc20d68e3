using System.Globalization;

namespace GroupConv.Core.Specs;

/// <summary>
/// PyTorch's <c>padding</c>: numbers, <c>"same"</c> or <c>"valid"</c>; and, as ONNX has it, a number for each side.
/// </summary>
/// <remarks>
/// <c>same</c> pads by dilation·(kernel_size − 1) in all, half of it (rounded down) before and the rest after, and wants stride 1
/// (PyTorch, <c>torch.nn.Conv2d</c>).
/// </remarks>
public readonly record struct Padding2d
{
    private enum Kind
    {
        Numbers,
        Same,
    }

    private readonly Kind _kind;

    private Padding2d(Kind kind, int top, int bottom, int left, int right)
    {
        _kind = kind;
        Top = top;
        Bottom = bottom;
        Left = left;
        Right = right;
    }

    /// <summary>As much as keeps the size of the input (stride 1 only).</summary>
    public static Padding2d Same { get; } = new(Kind.Same, 0, 0, 0, 0);

    /// <summary>No padding.</summary>
    public static Padding2d Valid => default;

    /// <summary>Whether this is <c>"same"</c>, whose numbers follow from kernel size and dilation.</summary>
    public bool IsSame => _kind == Kind.Same;

    /// <summary>Rows above the input (0 for <c>same</c>, see <see cref="Resolve"/>).</summary>
    public int Top { get; }

    /// <summary>Rows below the input.</summary>
    public int Bottom { get; }

    /// <summary>Columns left of the input.</summary>
    public int Left { get; }

    /// <summary>Columns right of the input.</summary>
    public int Right { get; }

    /// <summary>A number for each side, as ONNX's <c>pads</c> has it.</summary>
    /// <param name="top">Rows above.</param>
    /// <param name="bottom">Rows below.</param>
    /// <param name="left">Columns left.</param>
    /// <param name="right">Columns right.</param>
    public static Padding2d Explicit(int top, int bottom, int left, int right) => new(Kind.Numbers, top, bottom, left, right);

    /// <summary>The same number on all four sides.</summary>
    /// <param name="all">The number.</param>
    public static implicit operator Padding2d(int all) => new(Kind.Numbers, all, all, all, all);

    /// <summary>A tuple (height, width), each on both sides.</summary>
    /// <param name="pair">The tuple.</param>
    public static implicit operator Padding2d((int Height, int Width) pair) =>
        new(Kind.Numbers, pair.Height, pair.Height, pair.Width, pair.Width);

    /// <summary><c>"same"</c> or <c>"valid"</c>.</summary>
    /// <param name="name">The word.</param>
    /// <exception cref="ConvException">Another word.</exception>
    public static implicit operator Padding2d(string name) => FromString(name);

    /// <summary>The same number on all four sides.</summary>
    /// <param name="all">The number.</param>
    public static Padding2d FromInt32(int all) => all;

    /// <summary>A tuple (height, width), each on both sides.</summary>
    /// <param name="pair">The tuple.</param>
    public static Padding2d FromValueTuple((int Height, int Width) pair) => pair;

    /// <summary><c>"same"</c> or <c>"valid"</c>.</summary>
    /// <param name="name">The word.</param>
    /// <exception cref="ConvException">Another word.</exception>
    public static Padding2d FromString(string name) => name switch
    {
        "same" => Same,
        "valid" => Valid,
        _ => throw new ConvException("padding", $"padding=\"{name}\" is not known.", "It is a number, a pair, \"same\" or \"valid\".", "padding: 1"),
    };

    /// <summary>The four numbers for a kernel size and dilation: <c>same</c> worked out, numbers as they are.</summary>
    /// <param name="kernelSize">The kernel size.</param>
    /// <param name="dilation">The dilation.</param>
    public Padding2d Resolve(IntPair kernelSize, IntPair dilation)
    {
        if (!IsSame)
            return this;
        int rows = checked(dilation.Height * (kernelSize.Height - 1));
        int columns = checked(dilation.Width * (kernelSize.Width - 1));
        return Explicit(rows / 2, rows - rows / 2, columns / 2, columns - columns / 2);
    }

    /// <summary><c>"same"</c>, <c>1</c>, <c>(1, 2)</c>, or <c>top 0, bottom 1, left 0, right 1</c> where the sides differ.</summary>
    public override string ToString()
    {
        if (IsSame)
            return "\"same\"";
        if (Top == Bottom && Left == Right)
            return new IntPair(Top, Left).ToString();
        return string.Create(CultureInfo.InvariantCulture, $"top {Top}, bottom {Bottom}, left {Left}, right {Right}");
    }
}

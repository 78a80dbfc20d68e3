namespace GroupConv.Core.Specs;

/// <summary>How positions outside of the input are filled: PyTorch's <c>padding_mode</c>.</summary>
public enum PaddingMode
{
    /// <summary>Zeros (the default).</summary>
    Zeros,

    /// <summary>The input mirrored at its edge; the edge itself is not repeated. Padding must be smaller than the input.</summary>
    Reflect,

    /// <summary>The nearest value at the edge.</summary>
    Replicate,

    /// <summary>The input continued from its opposite side; padding must not exceed the input.</summary>
    Circular,
}

namespace GroupConv.Core.Specs;

/// <summary>What stands outside the input where a window reaches over its edge: PyTorch's <c>padding_mode</c>.</summary>
public enum PaddingMode
{
    /// <summary>Zeros (the default).</summary>
    Zeros,

    /// <summary>The input mirrored at its edge, the edge itself not repeated; padding must be smaller than the input.</summary>
    Reflect,

    /// <summary>The nearest value of the edge.</summary>
    Replicate,

    /// <summary>The input again from its other side; padding must not exceed the input.</summary>
    Circular,
}

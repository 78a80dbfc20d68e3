namespace GroupConv.Core.Kernels.Lanes;

/// <summary>
/// A number as a type, so that the JIT compiles a microkernel for it and drops the branches that it rules out. <c>Is1</c>, <c>Is2</c> and
/// so on are generated: see <c>artifacts/generated</c>.
/// </summary>
internal interface IConstant
{
    /// <summary>The number.</summary>
    static abstract int Value { get; }
}

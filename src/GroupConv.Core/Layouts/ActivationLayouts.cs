using System.Numerics.Tensors;
using GroupConv.Core.Specs;
using static System.FormattableString;

namespace GroupConv.Core.Layouts;

/// <summary>
/// Converts inputs and outputs between channels-first (NCHW: PyTorch, ONNX) and channels-last (NHWC: TensorFlow).
/// </summary>
public static class ActivationLayouts
{
    /// <summary>Converts channels-last to channels-first.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="x">(N, ..., C) or (..., C), such as NHWC; any view.</param>
    /// <param name="dims">Number of spatial dimensions: 1, 2 or 3.</param>
    /// <returns>A new tensor, (N, C, ...) or (C, ...), such as NCHW.</returns>
    /// <exception cref="ConvException">The number of dimensions is neither dims + 1 nor dims + 2.</exception>
    public static Tensor<T> ToChannelsFirst<T>(Tensor<T> x, int dims = 2) => Permute(x, dims, ToFirst);

    /// <summary>Converts channels-first to channels-last.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="x">(N, C, ...) or (C, ...), such as NCHW; any view.</param>
    /// <param name="dims">Number of spatial dimensions: 1, 2 or 3.</param>
    /// <returns>A new tensor, (N, ..., C) or (..., C), such as NHWC.</returns>
    /// <exception cref="ConvException">The number of dimensions is neither dims + 1 nor dims + 2.</exception>
    public static Tensor<T> ToChannelsLast<T>(Tensor<T> x, int dims = 2) => Permute(x, dims, ToLast);

    private static IEnumerable<int> ToFirst(int dims) => [dims, .. Enumerable.Range(0, dims)];

    private static IEnumerable<int> ToLast(int dims) => [.. Enumerable.Range(1, dims), 0];

    private static Tensor<T> Permute<T>(Tensor<T>? x, int dims, Func<int, IEnumerable<int>> order)
    {
        if (dims is < 1 or > 3)
            throw new ConvException("dims", Invariant($"{dims} spatial dimensions are not possible."), "1, 2 or 3.");
        if (x is null)
            throw new ConvException("input", "The tensor is null.", "Give one with its channels first or last.");
        if (x.Rank != dims + 1 && x.Rank != dims + 2)
        {
            throw new ConvException(
                "input",
                Invariant($"The tensor {new TensorShape(x.Lengths)} has {x.Rank} {(x.Rank == 1 ? "dimension" : "dimensions")}."),
                Invariant($"With dims={dims} it has {dims + 2}, or {dims + 1} without a batch."),
                x.Rank is >= 3 and <= 5 ? Invariant($"dims: {x.Rank - 2}") : "");
        }

        int batch = x.Rank - dims - 1;
        int[] axes = [.. Enumerable.Range(0, batch), .. order(dims).Select(axis => axis + batch)];
        var permuted = new T[x.FlattenedLength];
        Tensor.PermuteDimensions(x, axes).FlattenTo(permuted);
        return Tensor.Create(permuted, [.. axes.Select(axis => x.Lengths[axis])]);
    }
}

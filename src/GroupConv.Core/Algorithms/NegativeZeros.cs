using GroupConv.Core.Kernels;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms;

/// <summary>
/// Signs of zero where products of the zeros around an image are left out. Such products are zeros: they only ever matter to a sum that is −0, which can only be where
/// the bias is −0.
/// </summary>
/// <param name="shape">A layer with one channel a group.</param>
/// <param name="leavesOutColumns">Whether taps beside the rows are left out; those above and below are in any case.</param>
internal sealed unsafe class NegativeZeros(Conv2dShape shape, bool leavesOutColumns)
{
    /// <summary>Whether anything is left out at all.</summary>
    public bool Matter { get; } = shape.Spec.PaddingMode == PaddingMode.Zeros
        && (RowShare(shape) < 1 || (leavesOutColumns && ColumnShare(shape) < 1));

    /// <summary>The part of all taps that does not lie above or below the image.</summary>
    public static double RowShare(Conv2dShape shape) => InsideTaps.Share(
        shape.OutHeight, shape.Spec.KernelSize.Height, shape.Spec.Stride.Height, shape.Spec.Dilation.Height, shape.Padding.Top, shape.InHeight);

    /// <summary>The part of all taps that does not lie beside the image.</summary>
    public static double ColumnShare(Conv2dShape shape) => InsideTaps.Share(
        shape.OutWidth, shape.Spec.KernelSize.Width, shape.Spec.Stride.Width, shape.Spec.Dilation.Width, shape.Padding.Left, shape.InWidth);

    /// <summary>Whether one of some numbers is −0.</summary>
    public static bool IsAmong(float* values, int count) => new ReadOnlySpan<int>(values, count).Contains(int.MinValue);

    /// <summary>Makes a −0 a 0 where a product that was left out is one.</summary>
    /// <param name="y">Some output rows of a channel.</param>
    /// <param name="firstRow">The first of them.</param>
    /// <param name="rows">How many.</param>
    /// <param name="weight">The channel's filter.</param>
    /// <param name="weightStep">From one weight to the next.</param>
    public void Mend(float* y, int firstRow, int rows, float* weight, nint weightStep)
    {
        var spec = shape.Spec;
        for (int row = firstRow; row < firstRow + rows; row++)
        {
            var down = InsideTaps.Of((long)row * spec.Stride.Height - shape.Padding.Top, spec.KernelSize.Height, spec.Dilation.Height, shape.InHeight);
            for (int column = 0; column < shape.OutWidth; column++, y++)
            {
                if (BitConverter.SingleToInt32Bits(*y) != int.MinValue)
                    continue;
                var across = leavesOutColumns
                    ? InsideTaps.Of((long)column * spec.Stride.Width - shape.Padding.Left, spec.KernelSize.Width, spec.Dilation.Width, shape.InWidth)
                    : new InsideTaps(0, spec.KernelSize.Width);
                if (LeavesOutPositive(down, across, weight, weightStep))
                    *y = 0;
            }
        }
    }

    /// <summary>Whether a weight that is positive, or 0, is left out.</summary>
    private bool LeavesOutPositive(InsideTaps down, InsideTaps across, float* weight, nint step)
    {
        for (int kh = 0; kh < shape.Spec.KernelSize.Height; kh++)
        {
            for (int kw = 0; kw < shape.Spec.KernelSize.Width; kw++, weight += step)
            {
                if (!(down.Holds(kh) && across.Holds(kw)) && !float.IsNegative(*weight))
                    return true;
            }
        }

        return false;
    }
}

using GroupConv.Core.Kernels;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms.Channels;

/// <summary>Output rows one below the other that read the input with the same rows of the filter, first tap row to last; the others meet the zeros above or below it.</summary>
internal readonly record struct InsideRows(int FirstRow, int LastRow, int FirstTap, int LastTap)
{
    /// <summary>All output rows of a layer.</summary>
    public static InsideRows[] Of(Conv2dShape shape)
    {
        var rows = new List<InsideRows>();
        for (int row = 0; row < shape.OutHeight; row++)
        {
            (int first, int last) = Taps(shape, row);
            if (rows.Count > 0 && rows[^1].FirstTap == first && rows[^1].LastTap == last)
                rows[^1] = rows[^1] with { LastRow = row + 1 };
            else
                rows.Add(new InsideRows(row, row + 1, first, last));
        }

        return [.. rows];
    }

    /// <summary>The part of all taps of all output rows that reads the input and not the zeros above or below it.</summary>
    public static double Share(Conv2dShape shape)
    {
        var spec = shape.Spec;
        return spec.PaddingMode != PaddingMode.Zeros
            ? 1
            : InsideTaps.Share(shape.OutHeight, spec.KernelSize.Height, spec.Stride.Height, spec.Dilation.Height, shape.Padding.Top, shape.InHeight);
    }

    private static InsideTaps Taps(Conv2dShape shape, int row)
    {
        var spec = shape.Spec;
        return spec.PaddingMode != PaddingMode.Zeros
            ? new InsideTaps(0, spec.KernelSize.Height)
            : InsideTaps.Of((long)row * spec.Stride.Height - shape.Padding.Top, spec.KernelSize.Height, spec.Dilation.Height, shape.InHeight);
    }
}

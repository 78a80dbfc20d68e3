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
        int height = shape.Spec.KernelSize.Height;
        double inside = 0;
        if (shape.Spec.PaddingMode != PaddingMode.Zeros || shape.OutHeight == 0)
            return 1;
        for (int tap = 0; tap < height; tap++)
        {
            // Rows r with 0 ≤ r · stride + before < height of the input.
            long before = (long)tap * shape.Spec.Dilation.Height - shape.Padding.Top, stride = shape.Spec.Stride.Height;
            long first = before >= 0 ? 0 : (-before + stride - 1) / stride, last = before >= shape.InHeight ? 0 : (shape.InHeight - 1 - before) / stride + 1;
            inside += Math.Max(0, Math.Min(last, shape.OutHeight) - first);
        }

        return inside / (height * (double)shape.OutHeight);
    }

    private static (int First, int Last) Taps(Conv2dShape shape, int row)
    {
        int height = shape.Spec.KernelSize.Height;
        if (shape.Spec.PaddingMode != PaddingMode.Zeros)
            return (0, height);
        long dilation = shape.Spec.Dilation.Height, start = (long)row * shape.Spec.Stride.Height - shape.Padding.Top;
        long first = start >= 0 ? 0 : (-start + dilation - 1) / dilation, last = start >= shape.InHeight ? 0 : (shape.InHeight - 1 - start) / dilation + 1;
        first = Math.Min(first, height);
        return ((int)first, (int)Math.Clamp(last, first, height));
    }
}

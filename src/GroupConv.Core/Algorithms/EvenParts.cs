namespace GroupConv.Core.Algorithms;

/// <summary>A length cut into parts that are as even as possible, and how wide vectors should be for it.</summary>
internal static class EvenParts
{
    /// <summary>The first position of a part; for the number of parts, the end.</summary>
    /// <param name="length">The length.</param>
    /// <param name="parts">How many parts.</param>
    /// <param name="part">The part, from 0.</param>
    public static int Start(int length, int parts, long part) => (int)(length * part / parts);

    /// <summary>The first position of each part, and at last the end.</summary>
    /// <param name="length">The length.</param>
    /// <param name="parts">How many parts.</param>
    public static int[] Starts(int length, int parts)
    {
        var starts = new int[parts + 1];
        for (int part = 0; part <= parts; part++)
            starts[part] = Start(length, parts, part);
        return starts;
    }

    /// <summary>Parts of at most so many, or the length of the largest of so many parts.</summary>
    /// <param name="length">The length.</param>
    /// <param name="most">The most of a part, or the number of parts.</param>
    public static int Ceiling(int length, int most) => (length + most - 1) / most;

    /// <summary>Lanes of vectors for a line: short lines take narrower vectors, no narrower than 4 lanes.</summary>
    /// <param name="mostLanes">The most lanes of a vector.</param>
    /// <param name="length">The line's length.</param>
    public static int LanesFor(int mostLanes, int length)
    {
        int lanes = mostLanes;
        while (lanes > 4 && length <= lanes / 2)
            lanes /= 2;
        return lanes;
    }
}

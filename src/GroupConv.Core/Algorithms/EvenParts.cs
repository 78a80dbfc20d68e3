namespace GroupConv.Core.Algorithms;

/// <summary>Divides a length into parts that are as even as possible, and chooses the vector width for a line.</summary>
internal static class EvenParts
{
    /// <summary>The first position of a part; for part = number of parts, the length.</summary>
    /// <param name="length">The length.</param>
    /// <param name="parts">How many parts.</param>
    /// <param name="part">The part, from 0.</param>
    public static int Start(int length, int parts, long part) => (int)(length * part / parts);

    /// <summary>The first position of each part, followed by the length.</summary>
    /// <param name="length">The length.</param>
    /// <param name="parts">How many parts.</param>
    public static int[] Starts(int length, int parts)
    {
        var starts = new int[parts + 1];
        for (int part = 0; part <= parts; part++)
            starts[part] = Start(length, parts, part);
        return starts;
    }

    /// <summary>⌈length / most⌉: the number of parts of at most this length, or the length of the largest of this many parts.</summary>
    /// <param name="length">The length.</param>
    /// <param name="most">The greatest length of a part, or the number of parts.</param>
    public static int Ceiling(int length, int most) => (length + most - 1) / most;

    /// <summary>Vector lanes for a line: short lines use narrower vectors, with at least 4 lanes.</summary>
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

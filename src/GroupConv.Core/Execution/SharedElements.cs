namespace GroupConv.Core.Execution;

/// <summary>Whether two views of one memory have an element in common, though the memory from first to last element may
/// interleave.</summary>
/// <remarks>
/// An element of view a and one of view b share a place where Σ iₐ·strideₐ − Σ j_b·stride_b is the distance of their first elements: an
/// equation in bounded whole numbers, solved by trying the largest stride first. That takes few steps for slices of one tensor, but is
/// exponential in general, so that the steps are limited. Source: NumPy, <c>solve_may_share_memory</c>.
/// </remarks>
internal static class SharedElements
{
    // Views that need more steps count as sharing an element.
    private const int MostSteps = 100_000;

    /// <summary>Whether they have one, or it would take too long to tell.</summary>
    /// <param name="lengthsA">The lengths of a view.</param>
    /// <param name="stridesA">Its strides, in elements.</param>
    /// <param name="lengthsB">The lengths of another view.</param>
    /// <param name="stridesB">Its strides, in elements.</param>
    /// <param name="distance">Elements from the first element of the first view to the first one of the second.</param>
    public static bool Exist(
        ReadOnlySpan<nint> lengthsA, ReadOnlySpan<nint> stridesA, ReadOnlySpan<nint> lengthsB, ReadOnlySpan<nint> stridesB, nint distance)
    {
        // Σ stride · n = target with 0 ≤ n ≤ most, strides positive: a stride of the other sign counts from the other end.
        Span<Term> terms = stackalloc Term[lengthsA.Length + lengthsB.Length];
        int count = 0;
        Int128 target = distance;
        for (int d = 0; d < lengthsA.Length; d++)
            Add(terms, ref count, ref target, stridesA[d], lengthsA[d] - 1);
        for (int d = 0; d < lengthsB.Length; d++)
            Add(terms, ref count, ref target, -stridesB[d], lengthsB[d] - 1);
        var used = terms[..count];
        used.Sort((one, other) => other.Stride.CompareTo(one.Stride));
        int steps = MostSteps;
        return Solves(used, target, ref steps);
    }

    private static void Add(Span<Term> terms, ref int count, ref Int128 target, nint stride, nint most)
    {
        if (most == 0 || stride == 0)
            return;
        if (stride < 0)
        {
            target -= (Int128)stride * most;
            stride = -stride;
        }

        for (int i = 0; i < count; i++)
        {
            // The sum of two numbers from 0 to their bounds is any number from 0 to the sum of the bounds.
            if (terms[i].Stride == stride)
            {
                terms[i].Most += most;
                return;
            }
        }

        terms[count++] = new Term { Stride = stride, Most = most };
    }

    private static bool Solves(ReadOnlySpan<Term> terms, Int128 target, ref int steps)
    {
        if (target < 0)
            return false;
        if (terms.IsEmpty)
            return target == 0;
        if (--steps < 0)
            return true;
        Int128 reach = 0, divisor = 0;
        foreach (var term in terms)
        {
            reach += (Int128)term.Stride * term.Most;
            divisor = Divisor(term.Stride, divisor);
        }

        if (target > reach || target % divisor != 0)
            return false;
        // What the smaller strides cannot reach, this one must.
        Int128 own = terms[0].Stride, rest = reach - own * terms[0].Most;
        Int128 least = target > rest ? (target - rest + own - 1) / own : 0, most = Int128.Min(terms[0].Most, target / own);
        for (var n = most; n >= least; n--)
        {
            if (Solves(terms[1..], target - n * own, ref steps))
                return true;
        }

        return false;
    }

    private static Int128 Divisor(Int128 a, Int128 b) => b == 0 ? a : Divisor(b, a % b);

    private struct Term
    {
        public nint Stride;
        public nint Most;
    }
}

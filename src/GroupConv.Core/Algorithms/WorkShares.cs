using GroupConv.Core.Planning;

namespace GroupConv.Core.Algorithms;

/// <summary>
/// Divides the work of a run into units, and units into items. A unit is a band of rows × a part of the output channels of one image and
/// group.
/// </summary>
/// <param name="Bands">Bands of rows of an image, as even as possible.</param>
/// <param name="Parts">Parts of a group's blocks of output channels, as even as possible.</param>
/// <param name="Threads">Number of threads for which sharing the run pays off.</param>
internal sealed record WorkShares(int Bands, int Parts, int Threads)
{
    private const int ItemsOfThread = 4;

    private static readonly MachineCosts s_costs = MachineCosts.Here;

    /// <summary>The cycles of a unit, including the loss if its data exceeds a cache.</summary>
    /// <param name="rows">Rows of its band.</param>
    /// <param name="leastRows">Rows of the thinnest band: the same number, or one less.</param>
    /// <param name="blocks">Blocks of output channels of its part.</param>
    public delegate double UnitCycles(int rows, int leastRows, int blocks);

    /// <summary>Chooses the shares with which the last thread ends soonest.</summary>
    /// <param name="threads">The greatest number of threads that may share the run.</param>
    /// <param name="images">Images × groups.</param>
    /// <param name="height">Output rows.</param>
    /// <param name="leastRows">The fewest rows of a band, if the output has as many.</param>
    /// <param name="blocks">Blocks of output channels.</param>
    /// <param name="unitCycles">The cycles of a unit.</param>
    public static WorkShares Choose(int threads, double images, int height, int leastRows, int blocks, UnitCycles unitCycles)
    {
        images = Math.Max(1, images);
        WorkShares? best = null;
        double fewest = 0;
        for (int bands = 1; bands <= Math.Max(1, height / leastRows); bands = NextCount(height, bands))
        {
            for (int parts = 1; parts <= blocks; parts = NextCount(blocks, parts))
            {
                int leastOfBand = height / bands;
                double Unit(int rows, int partBlocks) => s_costs.UnitStart + unitCycles(rows, leastOfBand, partBlocks);
                double largest = Unit(EvenParts.Ceiling(height, bands), EvenParts.Ceiling(blocks, parts));
                double total = images * Sum(height, bands, rows => Sum(blocks, parts, partBlocks => Unit(rows, partBlocks)));
                double shared = s_costs.SharedRun + Longest(images * bands * parts, largest, total, threads);
                bool isShared = threads > 1 && shared < total;
                // Units longer than MostItemCycles are penalized, because cancellation is checked only between units.
                double cycles = (isShared ? shared + s_costs.UnitRisk * largest : total) * Math.Max(1, largest / s_costs.MostItemCycles);
                if (best is null || cycles < .9999 * fewest)
                    (best, fewest) = (new WorkShares(bands, parts, isShared ? threads : 1), cycles);
            }
        }

        return best!;
    }

    /// <summary>The number of threads for which sharing pays off, for work that can be divided anywhere.</summary>
    /// <param name="threads">The greatest number of threads.</param>
    /// <param name="cycles">Estimated cycles of the run on one thread.</param>
    public static int ThreadsFor(int threads, double cycles) => threads > 1 && s_costs.SharedRun + cycles / threads < cycles ? threads : 1;

    /// <summary>The number of items for some units: if possible a multiple of the threads, and items of some microseconds.</summary>
    /// <param name="units">Units of the run.</param>
    /// <param name="unitCycles">Estimated cycles of one unit.</param>
    /// <param name="threads">Number of threads that share the run.</param>
    public static long Items(long units, double unitCycles, int threads)
    {
        double cycles = units * unitCycles;
        double ofThreads = threads == 1 ? 1 : Math.Clamp(cycles / s_costs.LeastItemCycles, threads, ItemsOfThread * (double)threads);
        double wanted = Math.Max(ofThreads, cycles / s_costs.ItemCycles);
        long items = (long)Math.Clamp(wanted, 1, Math.Max(1, units));
        long even = (items + threads - 1) / threads * threads;
        return Math.Max(1, Math.Min(even, units));
    }

    /// <summary>
    /// Relative loss of multiply-add time if a working set is <paramref name="times"/> times as large as its cache allows.
    /// </summary>
    public static double Crowding(double times) => times <= 1 ? 0 : s_costs.CrowdingLoss * Math.Log2(times) * Math.Log2(times);

    /// <summary>
    /// The first unit of an item; for item = number of items, one past the last unit. Larger items are spread evenly among
    /// smaller ones, so that ranges of items are even, too.
    /// </summary>
    public static long FirstUnit(long item, long items, long units) => units / items * item + units % items * item / items;

    /// <summary>Cycles until the last thread ends, if items go to whichever thread is free and the largest item comes last.</summary>
    private static double Longest(double units, double largest, double total, int threads)
    {
        double average = total / units;
        return Math.Ceiling(units / threads) * average + largest - average;
    }

    /// <summary>The next greater number of parts for which the largest part is smaller.</summary>
    private static int NextCount(int length, int count)
    {
        int largest = EvenParts.Ceiling(length, count);
        return largest <= 1 ? int.MaxValue : EvenParts.Ceiling(length, largest - 1);
    }

    /// <summary>The sum of the cycles of the parts of a length, which are as even as possible.</summary>
    private static double Sum(int length, int count, Func<int, double> cycles)
    {
        int larger = length % count;
        return (larger == 0 ? 0 : larger * cycles(length / count + 1)) + (count - larger) * cycles(length / count);
    }
}

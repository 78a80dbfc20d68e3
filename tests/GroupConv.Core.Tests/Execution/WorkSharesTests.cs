using GroupConv.Core.Algorithms;

namespace GroupConv.Core.Tests.Execution;

public sealed class WorkSharesTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(8)]
    public void Threads_get_as_much_each_where_blocks_allow_it(int threads)
    {
        // One image of 24 blocks, whose parts must all lay out the same planes.
        var shares = WorkShares.Choose(threads, images: 1, height: 1, leastRows: 1, blocks: 24, (_, _, blocks) =>
            100_000.0 * blocks + 5_000);
        Assert.Equal(threads, shares.Threads);
        Assert.Equal(1, shares.Bands);
        Assert.Equal(0, shares.Parts % threads);
    }

    [Fact]
    public void Enough_images_are_not_cut()
    {
        var shares = WorkShares.Choose(4, images: 64, height: 56, leastRows: 1, blocks: 8, (rows, _, blocks) =>
            10_000.0 * rows * blocks / 8 + 20_000);
        Assert.Equal((1, 1, 4), (shares.Bands, shares.Parts, shares.Threads));
    }

    [Fact]
    public void Little_work_stays_on_one_thread()
    {
        Assert.Equal(1, WorkShares.Choose(8, images: 4, height: 5, leastRows: 1, blocks: 1, (rows, _, _) => 100.0 * rows).Threads);
        Assert.Equal(8, WorkShares.Choose(8, images: 4, height: 50, leastRows: 1, blocks: 1, (rows, _, _) => 10_000.0 * rows).Threads);
    }

    [Theory]
    [InlineData(7_000, 1)]
    [InlineData(9_000, 2)]
    public void A_run_of_a_microsecond_or_two_is_not_shared(double cycles, int threads)
    {
        Assert.Equal(threads, WorkShares.ThreadsFor(2, cycles));
        Assert.Equal(1, WorkShares.ThreadsFor(1, cycles));
    }

    [Theory]
    [InlineData(12, 1_000, 2)]
    [InlineData(40, 1_000, 6)]
    [InlineData(100, 1_000, 8)]
    public void Items_of_a_small_run_are_not_worth_taking_from_each_other(long units, double unitCycles, long items) =>
        Assert.Equal(items, WorkShares.Items(units, unitCycles, threads: 2));

    [Fact]
    public void Bands_are_no_thinner_than_they_may_be()
    {
        var shares = WorkShares.Choose(16, images: 1, height: 10, leastRows: 4, blocks: 1, (rows, _, _) => 1_000_000.0 * rows);
        Assert.Equal(2, shares.Bands);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(25, 2)]
    [InlineData(50, 2)]
    [InlineData(1000, 3)]
    [InlineData(7, 4)]
    public void Items_hold_all_units_as_evenly_as_can_be(long units, int threads)
    {
        long items = WorkShares.Items(units, 10_000, threads);
        Assert.InRange(items, 1, units);
        Assert.True(items % threads == 0 || items == units);
        long[] sizes = [.. Enumerable.Range(0, (int)items).Select(item =>
            WorkShares.FirstUnit(item + 1, items, units) - WorkShares.FirstUnit(item, items, units))];
        Assert.Equal(units, sizes.Sum());
        Assert.InRange(sizes.Max() - sizes.Min(), 0, 1);

        // So has the range of items of each thread.
        long[] ends = [.. Enumerable.Range(0, threads + 1).Select(thread => WorkShares.FirstUnit(items * thread / threads, items, units))];
        long[] ranges = [.. ends.Zip(ends.Skip(1), (start, end) => end - start)];
        Assert.InRange(ranges.Max() - ranges.Min(), 0, 1);
    }
}

using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GroupConv.Core.Execution;
using GroupConv.Core.Planning;

namespace GroupConv.Bench.Sections.Costs;

/// <summary>Bytes per cycle that a core reads and copies, per level of the memory hierarchy.</summary>
internal static unsafe class MemoryCosts
{
    private const long Line = 64;
    private const long MostBytes = 256L << 20;

    /// <summary>Bytes of the largest buffer: far larger than the last-level cache.</summary>
    public static long Bytes => Math.Min(MostBytes, 8 * CacheBytes(3));

    /// <summary>Writes to all pages: pages that were never written all map to one page of zeros.</summary>
    public static void Touch(Workspace memory) => new Span<float>(memory.Floats, (int)(Bytes / sizeof(float))).Fill(.5f);

    /// <summary>Measures.</summary>
    /// <param name="memory">Memory of <see cref="Bytes"/>.</param>
    /// <param name="lanes">Lanes of the vector width of the engine's values.</param>
    /// <param name="rounds">Number of batches of each.</param>
    public static IReadOnlyList<CostRow> Measure(Workspace memory, int lanes, int rounds)
    {
        var rows = new List<CostRow>();
        nint at = (nint)memory.Bytes;
        rows.Add(new CostRow(lanes, nameof(MachineCosts.SecondCacheFloats), "floats", CacheBytes(2) / sizeof(float)));
        rows.Add(new CostRow(lanes, nameof(MachineCosts.LastCacheBytes), "bytes, all cores together", CacheBytes(3)));
        (string Level, string Name, long Bytes)[] levels =
        [
            ("first-level cache", "read from the first-level cache", CacheBytes(1) / 2),
            ("second-level cache", "read from the second-level cache", CacheBytes(2) / 2),
            // A share of the last-level cache, because other cores and other guests use it, too.
            ("last cache", nameof(MachineCosts.CacheBytesACycle), CacheBytes(3) / 4),
            ("memory", nameof(MachineCosts.MemoryBytesACycle), Bytes),
        ];
        foreach (var (level, name, bytes) in levels)
        {
            long half = bytes / 2;
            rows.Add(new CostRow(
                lanes, name, $"bytes a cycle, read of {Text(bytes)}", bytes / CycleClock.Cycles(() => Read((byte*)at, bytes), rounds)));
            rows.Add(new CostRow(
                lanes,
                $"copied within the {level}",
                $"bytes a cycle, {Text(half)} to {Text(half)}",
                half / CycleClock.Cycles(() => Copy((byte*)at, (byte*)at + half, half), rounds)));
        }
        return rows;
    }

    // The cache sizes that the system reports; otherwise sizes that are common on servers.
    private static long CacheBytes(int level)
    {
        for (int index = 0; Directory.Exists(Folder(index)); index++)
        {
            string size = Fact(index, "size");
            bool isLevel = Fact(index, "level") == level.ToString(CultureInfo.InvariantCulture) && Fact(index, "type") != "Instruction";
            if (isLevel && size.EndsWith('K'))
                return long.Parse(size[..^1], CultureInfo.InvariantCulture) << 10;
        }

        return level switch { 1 => 32L << 10, 2 => 512L << 10, _ => 16L << 20 };

        static string Folder(int index) => $"/sys/devices/system/cpu/cpu0/cache/index{index.ToString(CultureInfo.InvariantCulture)}";

        static string Fact(int index, string name) => File.ReadAllText(Path.Combine(Folder(index), name)).Trim();
    }

    private static string Text(long bytes) => bytes >= 1 << 20
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes >> 20} MB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes >> 10} KB");

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Read(byte* from, long bytes)
    {
        var a = Vector256<float>.Zero;
        var b = a;
        var c = a;
        var d = a;
        for (byte* end = from + bytes; from < end; from += 2 * Line)
        {
            a &= Vector256.Load((float*)from);
            b &= Vector256.Load((float*)(from + Line / 2));
            c &= Vector256.Load((float*)(from + Line));
            d &= Vector256.Load((float*)(from + 3 * Line / 2));
        }

        Keep(a | b | c | d);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Copy(byte* from, byte* to, long bytes)
    {
        for (byte* end = from + bytes; from < end; from += Line, to += Line)
        {
            var a = Vector256.Load((float*)from);
            var b = Vector256.Load((float*)(from + Line / 2));
            a.Store((float*)to);
            b.Store((float*)(to + Line / 2));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Keep(Vector256<float> value) => _ = value;
}

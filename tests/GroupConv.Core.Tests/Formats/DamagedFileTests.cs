using System.Runtime.InteropServices;
using GroupConv.Core.Tests.Support;
using GroupConv.Formats;
using GroupConv.Formats.Images;
using SkiaSharp;

namespace GroupConv.Core.Tests.Formats;

/// <summary>Files that are cut off or changed: an error, or just what the whole file holds, and never memory that nobody wrote.</summary>
public sealed class DamagedFileTests
{
    private const int EveryLength = 2000;
    private const int RandomLengths = 200;

    public static TheoryData<string> Files => SampleFiles.Names;

    [Theory]
    [MemberData(nameof(Files))]
    public void A_cut_file_is_an_error_or_still_holds_everything(string name)
    {
        byte[] whole = SampleFiles.Bytes(name);
        float[] expected = Tensors.Flat(SampleFiles.Load(whole).Value);
        var random = new Random(name.Length);
        IEnumerable<int> lengths = Enumerable.Range(0, Math.Min(EveryLength, whole.Length));
        if (whole.Length > EveryLength)
            lengths = lengths.Concat(Enumerable.Range(0, RandomLengths).Select(_ => random.Next(EveryLength, whole.Length)));
        int refused = 0;
        foreach (int length in lengths)
        {
            try
            {
                Poison((byte)length);
                Assert.Equal(expected, Tensors.Flat(SampleFiles.Load(whole[..length]).Value));
            }
            catch (TensorFileException error)
            {
                AssertClear(error);
                refused++;
            }
        }

        // All bytes are needed but for marks, check sums and padding at the end.
        Assert.InRange(refused, Math.Min(EveryLength, whole.Length) * 3 / 4, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_changed_file_is_an_error_or_gives_the_same_numbers_each_time(string name)
    {
        byte[] whole = SampleFiles.Bytes(name);
        var random = new Random(11);
        for (int round = 0; round < 500; round++)
        {
            byte[] changed = (byte[])whole.Clone();
            // Most changes near the start, where the headers are.
            int within = round % 2 == 0 ? Math.Min(64, whole.Length) : whole.Length;
            for (int flips = random.Next(1, 4); flips > 0; flips--)
                changed[random.Next(within)] = (byte)(round % 3 == 0 ? 255 : random.Next(256));
            (string? error, byte[] bits) = Outcome(changed, 0x55);
            (string? again, byte[] bitsAgain) = Outcome(changed, 0xAA);
            Assert.Equal(error, again);
            Assert.True(bits.AsSpan().SequenceEqual(bitsAgain), $"round {round}");
        }
    }

    [Theory]
    [InlineData("photo.png")]
    [InlineData("grey.png")]
    [InlineData("photo.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("lossy.webp")]
    [InlineData("photo.bmp")]
    [InlineData("photo.gif")]
    public void What_Skia_calls_whole_it_has_written_whole(string name)
    {
        byte[] whole = SampleFiles.Bytes(name);
        for (int length = 0; length <= whole.Length; length++)
        {
            byte[] low = Filled(whole[..length], 0x00, out var result), high = Filled(whole[..length], 0xFF, out _);
            if (result == SKCodecResult.Success)
                Assert.Equal(low, high);
        }
    }

    [Fact]
    public void A_tiny_file_that_claims_a_huge_array_or_picture_takes_no_memory()
    {
        byte[] png = SampleFiles.Png(11, 7, 16, 2, interlaced: false);
        (png[18], png[19], png[22], png[23]) = (0x20, 0, 0x20, 0);
        byte[] tga = [0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x20, 0, 0x20, 24, 0, 1, 2, 3, 4];
        byte[] ppm = "P6 8192 8192 65535\n12"u8.ToArray();
        byte[] text = "P3 8192 8192 65535\n1 2"u8.ToArray();
        foreach (byte[] file in (byte[][])[png, tga, ppm, text])
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Throws<TensorFileException>(() => SampleFiles.Load(file));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
        }
    }

    private static (string? Error, byte[] Bits) Outcome(byte[] bytes, byte pattern)
    {
        Poison(pattern);
        try
        {
            return (null, MemoryMarshal.AsBytes<float>(Tensors.Flat(SampleFiles.Load(bytes).Value)).ToArray());
        }
        catch (TensorFileException error)
        {
            AssertClear(error);
            return (error.Message, []);
        }
    }

    private static void AssertClear(TensorFileException error)
    {
        Assert.StartsWith("stream", error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Message.Length, 20, 700);
        Assert.DoesNotContain("   at ", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Filled(byte[] bytes, byte pattern, out SKCodecResult result)
    {
        result = SKCodecResult.InvalidInput;
        try
        {
            using var codec = SkiaDecoder.Open(bytes, "sample", "stream");
            var pixels = new byte[codec.Info.Width * codec.Info.Height * 4];
            Array.Fill(pixels, pattern);
            result = SkiaDecoder.Fill(codec, grey: false, pixels);
            return pixels;
        }
        catch (TensorFileException)
        {
            return [];
        }
    }

    /// <summary>
    /// Writes a pattern to memory, native and managed, and gives it back: a decoder that reads what it never wrote then shows the pattern.
    /// </summary>
    private static void Poison(byte pattern)
    {
        foreach (int size in (ReadOnlySpan<int>)[64, 1024, 8000, 16000, 40000])
        {
            nint block = Marshal.AllocHGlobal(size);
            unsafe
            {
                new Span<byte>((void*)block, size).Fill(pattern);
            }

            Marshal.FreeHGlobal(block);
            Array.Fill(GC.AllocateUninitializedArray<byte>(size), pattern);
        }
    }
}

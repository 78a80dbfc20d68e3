using System.Buffers.Binary;
using System.Globalization;

namespace GroupConv.Formats.Images;

/// <summary>JPEG, baseline and progressive (ITU-T T.81).</summary>
/// <remarks>
/// Skia reads a progressive file that is cut off within its scans as a complete one with less detail. So the markers are parsed first: a
/// file without an end marker is cut off.
/// </remarks>
internal sealed class JpegFormat : ITensorFormat
{
    // A decoder visits all pixels in every scan of a progressive image, even if the scan has only ten bytes.
    private const int MostScans = 100;

    private const string Name = "JPEG";
    private const byte StartOfImage = 0xD8;
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;

    public IReadOnlyList<string> Extensions { get; } = [".jpg", ".jpeg"];

    public bool Recognises(ReadOnlySpan<byte> head) => head.StartsWith((ReadOnlySpan<byte>)[0xFF, StartOfImage, 0xFF]);

    public LoadedTensor Read(Stream stream, string file)
    {
        var bytes = BoundedBytes.ReadAll(stream, file);
        RequireEnd(bytes, file);
        return SkiaDecoder.Decode(bytes, Name, file);
    }

    private static void RequireEnd(ReadOnlySpan<byte> rest, string file)
    {
        int scans = 0;
        for (rest = rest[2..]; ;)
        {
            // The next marker: between segments there is nothing but fill bytes, and within a scan FF 00 is data and FF D0 to D7 a restart.
            int at = rest.IndexOf((byte)0xFF);
            if (at < 0 || at + 1 >= rest.Length)
                throw ImageDecoding.EndsEarly(Name, file);
            byte marker = rest[at + 1];
            rest = rest[(at + (marker == 0xFF ? 1 : 2))..];
            if (marker == EndOfImage)
                return;
            if (marker is 0x00 or 0x01 or 0xFF or (>= 0xD0 and <= StartOfImage))
                continue;
            if (rest.Length < 2)
                throw ImageDecoding.EndsEarly(Name, file);
            if (marker == StartOfScan && ++scans > MostScans)
            {
                string why = string.Create(CultureInfo.InvariantCulture, $"has more than {MostScans} scans, where a dozen are usual");
                throw ImageDecoding.Damaged(Name, file, why);
            }

            int length = BinaryPrimitives.ReadUInt16BigEndian(rest);
            if (length > rest.Length)
                throw ImageDecoding.EndsEarly(Name, file);
            rest = rest[length..];
        }
    }
}

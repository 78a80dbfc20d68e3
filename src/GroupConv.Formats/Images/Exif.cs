using System.Buffers.Binary;

namespace GroupConv.Formats.Images;

/// <summary>Reads the orientation of a picture from EXIF data. Skia finds it in JPEG and WebP, but not in PNG.</summary>
internal static class Exif
{
    private const ushort OrientationTag = 0x0112;
    private const ushort Short = 3;
    private const int EntryBytes = 12;

    /// <summary>The orientation, 1 to 8; 1 if the data contain none or are invalid.</summary>
    /// <param name="tiff">EXIF's data: a TIFF header and its first directory.</param>
    public static int Orientation(ReadOnlySpan<byte> tiff)
    {
        bool little = tiff.StartsWith("II*\0"u8);
        if (tiff.Length < 8 || (!little && !tiff.StartsWith("MM\0*"u8)))
            return 1;
        uint directory = little ? BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]);
        if (directory > tiff.Length - 2)
            return 1;
        int count = Word(tiff[(int)directory..], little);
        var entries = tiff[((int)directory + 2)..];
        for (; count > 0 && entries.Length >= EntryBytes; count--, entries = entries[EntryBytes..])
        {
            if (Word(entries, little) == OrientationTag && Word(entries[2..], little) == Short)
                return Word(entries[8..], little) is var orientation and >= 1 and <= 8 ? orientation : 1;
        }

        return 1;
    }

    private static int Word(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
}

using System.Buffers.Binary;
using System.Numerics.Tensors;

namespace GroupConv.Formats.Images;

/// <summary>Truevision TGA: grey, colour or palette, plain or run-length encoded. Alpha is dropped.</summary>
/// <remarks>Its files have no signature, so they are recognised by consistent fields of the header. Skia does not read it.</remarks>
internal sealed class TgaFormat : ITensorFormat
{
    private const string Name = "TGA";
    private const int HeaderBytes = 18;

    public IReadOnlyList<string> Extensions { get; } = [".tga"];

    public bool Recognises(ReadOnlySpan<byte> head)
    {
        if (head.Length < HeaderBytes)
            return false;
        byte colourMap = head[1], type = head[2], bits = head[16];
        return type switch
        {
            1 or 9 => colourMap == 1 && bits == 8 && head[7] is 15 or 16 or 24 or 32,
            2 or 10 => colourMap <= 1 && bits is 15 or 16 or 24 or 32,
            3 or 11 => colourMap <= 1 && bits is 8 or 16,
            _ => false,
        };
    }

    public LoadedTensor Read(Stream stream, string file)
    {
        var bytes = BoundedBytes.ReadAll(stream, file);
        ReadOnlySpan<byte> header = bytes;
        int width = BinaryPrimitives.ReadUInt16LittleEndian(header[12..]), height = BinaryPrimitives.ReadUInt16LittleEndian(header[14..]);
        ImageDecoding.RequireSize(width, height, Name, file);
        int type = header[2] & 7, entryBytes = (header[7] + 7) / 8, pixelBytes = (header[16] + 7) / 8;
        int paletteEntries = header[1] == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(header[5..]) : 0;
        int firstEntry = BinaryPrimitives.ReadUInt16LittleEndian(header[3..]);
        long paletteAt = HeaderBytes + header[0], dataAt = paletteAt + (long)paletteEntries * entryBytes;
        if (dataAt > bytes.Length)
            throw ImageDecoding.EndsEarly(Name, file);
        var palette = header[(int)paletteAt..(int)dataAt];
        var pixels = (header[2] & 8) == 0
            ? Plain(header[(int)dataAt..], (long)width * height * pixelBytes, file)
            : Runs(header[(int)dataAt..], width * height, pixelBytes, file);

        int channels = type == 3 ? 1 : 3, count = width * height;
        var planes = new float[channels * count];
        bool fromTop = (header[17] & 0x20) != 0, fromRight = (header[17] & 0x10) != 0;
        for (int p = 0; p < count; p++)
        {
            int y = fromTop ? p / width : height - 1 - p / width, x = fromRight ? width - 1 - p % width : p % width;
            var pixel = pixels.Slice(p * pixelBytes, pixelBytes);
            if (type == 1)
            {
                int entry = pixel[0] - firstEntry;
                if (entry < 0 || entry >= paletteEntries)
                    throw ImageDecoding.Damaged(Name, file, "names a colour outside of its palette");
                pixel = palette.Slice(entry * entryBytes, entryBytes);
            }

            Put(pixel, channels, planes.AsSpan(y * width + x), count);
        }

        return new LoadedTensor(Tensor.Create(planes, [1, channels, height, width]));
    }

    private static ReadOnlySpan<byte> Plain(ReadOnlySpan<byte> data, long needed, string file) =>
        data.Length >= needed ? data[..(int)needed] : throw ImageDecoding.EndsEarly(Name, file);

    /// <summary>Decodes packets: a byte with a count, followed by one pixel to repeat or by all pixels.</summary>
    private static ReadOnlySpan<byte> Runs(ReadOnlySpan<byte> data, int count, int pixelBytes, string file)
    {
        const int longestRun = 128;
        // A packet has at least two bytes: a file that is too short for its picture is rejected before memory is allocated.
        if ((long)data.Length / 2 * longestRun < count)
            throw ImageDecoding.EndsEarly(Name, file);
        var pixels = new byte[count * pixelBytes];
        for (int done = 0; done < pixels.Length;)
        {
            if (data.IsEmpty)
                throw ImageDecoding.EndsEarly(Name, file);
            bool repeats = (data[0] & 0x80) != 0;
            int packed = (repeats ? 1 : (data[0] & 0x7F) + 1) * pixelBytes;
            if (data.Length < 1 + packed)
                throw ImageDecoding.EndsEarly(Name, file);
            var to = pixels.AsSpan(done, Math.Min(((data[0] & 0x7F) + 1) * pixelBytes, pixels.Length - done));
            var from = data.Slice(1, packed);
            for (int i = 0; i < to.Length; i++)
                to[i] = from[repeats ? i % pixelBytes : i];
            done += to.Length;
            data = data[(1 + packed)..];
        }

        return pixels;
    }

    private static void Put(ReadOnlySpan<byte> pixel, int channels, Span<float> planes, int plane)
    {
        if (channels == 1)
        {
            planes[0] = pixel[0] / 255f;
        }
        else if (pixel.Length == 2)
        {
            // Five bits each of red, green and blue, from the highest down.
            int colour = BinaryPrimitives.ReadUInt16LittleEndian(pixel);
            for (int c = 0; c < 3; c++)
                planes[c * plane] = (colour >> (10 - 5 * c) & 31) / 31f;
        }
        else
        {
            for (int c = 0; c < 3; c++)
                planes[c * plane] = pixel[2 - c] / 255f;
        }
    }
}

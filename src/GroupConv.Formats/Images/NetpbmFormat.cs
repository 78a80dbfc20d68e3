using System.Buffers.Binary;
using System.Numerics.Tensors;

namespace GroupConv.Formats.Images;

/// <summary>Netpbm's PBM, PGM and PPM: text (P1 to P3) or bytes (P4 to P6), up to 16 bits a sample. Skia does not read them.</summary>
internal sealed class NetpbmFormat : ITensorFormat
{
    private const string Name = "Netpbm";
    private const int MostSample = ushort.MaxValue;

    public IReadOnlyList<string> Extensions { get; } = [".ppm", ".pgm", ".pbm", ".pnm"];

    public bool Recognises(ReadOnlySpan<byte> head) =>
        head.Length > 2 && head[0] == 'P' && head[1] is >= (byte)'1' and <= (byte)'6' && (IsSpace(head[2]) || head[2] == '#');

    public LoadedTensor Read(Stream stream, string file)
    {
        ReadOnlySpan<byte> bytes = BoundedBytes.ReadAll(stream, file);
        int kind = bytes[1] - '0', at = 2;
        bool text = kind <= 3, bitmap = kind is 1 or 4;
        int channels = kind is 3 or 6 ? 3 : 1;
        int width = Number(bytes, ref at, file), height = Number(bytes, ref at, file);
        ImageDecoding.RequireSize(width, height, Name, file);
        int most = bitmap ? 1 : Number(bytes, ref at, file);
        if (most is < 1 or > MostSample)
            throw ImageDecoding.Damaged(Name, file, "says that white is no number from 1 to 65535");
        int count = width * height;
        var samples = bytes[Math.Min(bytes.Length, text ? at : at + 1)..];
        long rowBytes = kind == 4 ? (width + 7) / 8 : (long)width * channels * (most > byte.MaxValue ? 2 : 1);
        if (samples.Length < (text ? (long)count * channels : rowBytes * height))
            throw ImageDecoding.EndsEarly(Name, file);

        var planes = new float[channels * count];
        int place = at;
        for (int i = 0; i < planes.Length; i++)
        {
            int sample = kind switch
            {
                1 => Bit(bytes, ref place, file),
                2 or 3 => Number(bytes, ref place, file),
                4 => samples[(int)(i / width * rowBytes) + i % width / 8] >> (7 - i % width % 8) & 1,
                _ when most > byte.MaxValue => BinaryPrimitives.ReadUInt16BigEndian(samples[(2 * i)..]),
                _ => samples[i],
            };
            if (sample > most)
                throw ImageDecoding.Damaged(Name, file, $"holds {sample}, more than its white, {most}");
            // In bitmaps 1 is black.
            planes[i % channels * count + i / channels] = (bitmap ? 1 - sample : sample) / (float)most;
        }

        // Digits of the last number may be missing, unless something follows it.
        if (kind is 2 or 3 && place == bytes.Length)
        {
            const string problem = "The Netpbm image ends with a digit: others of its last number may be cut off.";
            throw new TensorFileException(file, problem, "If none is, end the file with a line feed.");
        }

        return new LoadedTensor(Tensor.Create(planes, [1, channels, height, width]));
    }

    private static bool IsSpace(byte letter) => letter is (byte)' ' or >= 9 and <= 13;

    /// <summary>The next number, after spaces and comments.</summary>
    private static int Number(ReadOnlySpan<byte> bytes, ref int at, string file)
    {
        Skip(bytes, ref at);
        int value = 0, start = at;
        for (; at < bytes.Length && char.IsAsciiDigit((char)bytes[at]); at++)
        {
            value = 10 * value + bytes[at] - '0';
            if (value > ImageDecoding.MostPixels)
                throw ImageDecoding.Damaged(Name, file, "holds a number of too many digits");
        }

        if (at > start)
            return value;
        throw at >= bytes.Length ? ImageDecoding.EndsEarly(Name, file) : ImageDecoding.Damaged(Name, file, $"has no number at byte {at}");
    }

    private static int Bit(ReadOnlySpan<byte> bytes, ref int at, string file)
    {
        Skip(bytes, ref at);
        if (at >= bytes.Length)
            throw ImageDecoding.EndsEarly(Name, file);
        byte letter = bytes[at++];
        return letter is (byte)'0' or (byte)'1' ? letter - '0' : throw ImageDecoding.Damaged(Name, file, $"has no bit at byte {at - 1}");
    }

    private static void Skip(ReadOnlySpan<byte> bytes, ref int at)
    {
        for (bool comment = false; at < bytes.Length && (comment || IsSpace(bytes[at]) || bytes[at] == '#'); at++)
            comment = bytes[at] == '#' || (comment && bytes[at] is not ((byte)'\n' or (byte)'\r'));
    }
}

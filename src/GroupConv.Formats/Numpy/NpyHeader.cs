using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace GroupConv.Formats.Numpy;

/// <summary>The header of an <c>.npy</c> file: element type, order and shape (NumPy, <c>numpy.lib.format</c>, versions 1 to 3).</summary>
/// <param name="Element">The type of the elements.</param>
/// <param name="IsBigEndian">Whether the elements are big-endian.</param>
/// <param name="IsFortranOrder">Whether the order is column-major: the first index varies fastest.</param>
/// <param name="Shape">The lengths; empty for a single number.</param>
internal sealed record NpyHeader(NpyElement Element, bool IsBigEndian, bool IsFortranOrder, IReadOnlyList<long> Shape)
{
    private const string AcceptedTypes = "Arrays of bool, int8 to int64, uint8 to uint64, float16, float32 and float64 are read.";
    private const int MostHeaderBytes = 1 << 16;
    private const int MostDimensions = 64;
    private const int LongestTypeShown = 40;

    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads the header and leaves the stream at the first element.</summary>
    public static NpyHeader Read(Stream stream, string file)
    {
        Span<byte> start = stackalloc byte[12];
        Fill(stream, start[..8], file, "within its header");
        if (!start.StartsWith(Magic))
            throw Damaged(file, "does not begin with NumPy's mark");
        byte version = start[6];
        if (version is < 1 or > 3)
            throw new TensorFileException(file, $"The .npy file has version {version}.", "Versions 1, 2 and 3 are read.");
        var lengthBytes = start.Slice(8, version == 1 ? 2 : 4);
        Fill(stream, lengthBytes, file, "within its header");
        uint length = version == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(lengthBytes)
            : BinaryPrimitives.ReadUInt32LittleEndian(lengthBytes);
        if (length > MostHeaderBytes)
            throw Damaged(file, string.Create(CultureInfo.InvariantCulture, $"has a header of {length} bytes"));
        var text = new byte[length];
        Fill(stream, text, file, "within its header");
        return Parse(Encoding.Latin1.GetString(text), file);
    }

    public static TensorFileException Damaged(string file, string why) => new(file, $"The .npy data are damaged: the file {why}.");

    /// <summary>Fills a buffer.</summary>
    /// <param name="stream">What to read.</param>
    /// <param name="bytes">The buffer.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="where">Describes where a file that is too short ends, such as <c>within its header</c>.</param>
    public static void Fill(Stream stream, Span<byte> bytes, string file, string where)
    {
        try
        {
            stream.ReadExactly(bytes);
        }
        catch (EndOfStreamException)
        {
            throw Damaged(file, $"ends early, {where}");
        }
    }

    private static NpyHeader Parse(string text, string file)
    {
        var fields = new PythonLiteral(text, file);
        string? type = null;
        bool? fortran = null;
        IReadOnlyList<long>? shape = null;
        fields.Expect('{');
        while (!fields.TryTake('}'))
        {
            string key = fields.String();
            fields.Expect(':');
            switch (key)
            {
                case "descr":
                    if (fields.Peek() is '[' or '(')
                        throw Records(file);
                    type = fields.String();
                    break;
                case "fortran_order":
                    fortran = fields.Boolean();
                    break;
                case "shape":
                    shape = fields.Tuple(MostDimensions);
                    break;
                default:
                    throw Damaged(file, "has an unknown field in its header");
            }

            if (!fields.TryTake(','))
            {
                fields.Expect('}');
                break;
            }
        }

        if (type is null || fortran is null || shape is null)
            throw Damaged(file, "misses a field in its header");
        return NpyElement.TryParse(type, out var element, out bool isBigEndian)
            ? new NpyHeader(element, isBigEndian, fortran.Value, shape)
            : throw Unread(type, file);
    }

    private static TensorFileException Records(string file) =>
        new(file, "The .npy file holds records.", $"{AcceptedTypes} Save one field: np.save('x.npy', a['name']).");

    private static TensorFileException Unread(string type, string file)
    {
        (string what, string cure) = NpyElement.Unread(type);
        string shown = type.Length > LongestTypeShown ? type[..LongestTypeShown] + "…" : type;
        string held = what.Length == 0 ? $"elements of type '{shown}'" : $"{what} (type '{shown}')";
        return new TensorFileException(file, $"The .npy file holds {held}.", $"{AcceptedTypes} {cure}");
    }
}

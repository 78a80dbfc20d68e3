using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace GroupConv.Formats.Numpy;

/// <summary>The header of an <c>.npy</c> file: element type, order and shape (NumPy, <c>numpy.lib.format</c>, versions 1 to 3).</summary>
/// <param name="Type">NumPy's type string without the byte order, such as <c>f4</c>.</param>
/// <param name="IsBigEndian">Whether the elements' first byte is the highest.</param>
/// <param name="IsFortranOrder">Whether the first index runs fastest.</param>
/// <param name="Shape">The lengths; empty for a single number.</param>
internal sealed record NpyHeader(string Type, bool IsBigEndian, bool IsFortranOrder, IReadOnlyList<long> Shape)
{
    public const string AcceptedTypes = "Elements of float16, float32, float64, uint8, int32 and int64 are read: save array.astype('float32').";

    private const int MostHeaderBytes = 1 << 16;
    private const int MostDimensions = 64;

    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    public int ElementBytes => Type is "u1" ? 1 : Type is "f2" ? 2 : Type is "f4" or "i4" ? 4 : 8;

    /// <summary>Reads the header and leaves the stream at the first element.</summary>
    public static NpyHeader Read(Stream stream, string file)
    {
        Span<byte> start = stackalloc byte[12];
        Fill(stream, start[..8], file);
        if (!start.StartsWith(Magic))
            throw Damaged(file, "does not begin with NumPy's mark");
        byte version = start[6];
        if (version is < 1 or > 3)
            throw new TensorFileException(file, string.Create(CultureInfo.InvariantCulture, $"The .npy file has version {version}."), "Versions 1, 2 and 3 are read.");
        var lengthBytes = start.Slice(8, version == 1 ? 2 : 4);
        Fill(stream, lengthBytes, file);
        uint length = version == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(lengthBytes) : BinaryPrimitives.ReadUInt32LittleEndian(lengthBytes);
        if (length > MostHeaderBytes)
            throw Damaged(file, string.Create(CultureInfo.InvariantCulture, $"has a header of {length} bytes"));
        var text = new byte[length];
        Fill(stream, text, file);
        return Parse(Encoding.Latin1.GetString(text), file);
    }

    public static TensorFileException Damaged(string file, string why) => new(file, $"The .npy data are damaged: the file {why}.");

    public static void Fill(Stream stream, Span<byte> bytes, string file)
    {
        try
        {
            stream.ReadExactly(bytes);
        }
        catch (Exception failure) when (failure is EndOfStreamException or InvalidDataException)
        {
            throw Damaged(file, "ends too early");
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
                    if (fields.Peek() == '[')
                        throw new TensorFileException(file, "The .npy file holds records.", AcceptedTypes);
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
        bool known = type.Length == 3 && type[0] is '<' or '>' or '|' or '=' && type[1..] is "f2" or "f4" or "f8" or "u1" or "i4" or "i8";
        if (!known)
            throw new TensorFileException(file, $"The .npy file holds elements of type '{(type.Length > 20 ? type[..20] : type)}'.", AcceptedTypes);
        return new NpyHeader(type[1..], type[0] == '>', fortran.Value, shape);
    }
}

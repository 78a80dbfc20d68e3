using System.Buffers.Binary;
using System.Text;

namespace GroupConv.Core.Tests.Support;

/// <summary>As much of Protocol Buffers as ONNX's test cases need: the fields of a message, read in order.</summary>
internal sealed class Protobuf(byte[] message)
{
    public static Protobuf Read(string path) => new(File.ReadAllBytes(path));

    /// <summary>Numbers of a field: varints, packed or one by one.</summary>
    public IEnumerable<long> Integers(int field)
    {
        foreach ((int number, ulong value, ReadOnlyMemory<byte> bytes) in Fields())
        {
            if (number != field)
                continue;
            if (bytes.IsEmpty)
                yield return (long)value;
            for (int at = 0; at < bytes.Length;)
                yield return (long)Varint(bytes.Span, ref at);
        }
    }

    public IEnumerable<Protobuf> Messages(int field) => Bytes(field).Select(bytes => new Protobuf(bytes));

    public IEnumerable<byte[]> Bytes(int field) => Fields().Where(found => found.Number == field).Select(found => found.Bytes.ToArray());

    public string Text(int field) => Bytes(field).Select(Encoding.UTF8.GetString).FirstOrDefault("");

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = bytes[at++];
            value |= (ulong)(next & 127) << shift;
            if (next < 128)
                return value;
        }
    }

    private IEnumerable<(int Number, ulong Value, ReadOnlyMemory<byte> Bytes)> Fields()
    {
        for (int at = 0; at < message.Length;)
        {
            ulong key = Varint(message, ref at);
            int number = (int)(key >> 3), length;
            switch (key & 7)
            {
                case 0:
                    yield return (number, Varint(message, ref at), default);
                    break;
                case 2:
                    length = (int)Varint(message, ref at);
                    yield return (number, 0, message.AsMemory(at, length));
                    at += length;
                    break;
                case 5:
                    yield return (number, BinaryPrimitives.ReadUInt32LittleEndian(message.AsSpan(at)), default);
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"Wire type {key & 7} is not expected here.");
            }
        }
    }
}

using System.Numerics.Tensors;

namespace GroupConv.Formats.Images;

/// <summary>Truevision TGA. Its files have no signature: the fields of the header must make sense together.</summary>
internal sealed class TgaFormat : ITensorFormat
{
    private const int HeaderBytes = 18;

    public string Name => "TGA";

    public IReadOnlyList<string> Extensions { get; } = [".tga"];

    public bool Recognises(ReadOnlySpan<byte> head)
    {
        if (head.Length < TensorFile.HeadBytes)
            return false;
        byte colourMap = head[1], type = head[2];
        bool mapped = colourMap == 1 && type is 1 or 9;
        bool plain = colourMap == 0 && type is 2 or 3 or 10 or 11;
        return mapped || plain;
    }

    public Tensor<float> Read(Stream stream, string file)
    {
        if (stream.Length <= HeaderBytes)
            throw ImageDecoding.Damaged(Name, file, why: "ends within its header");
        return ImageDecoding.Decode(BoundedBytes.ReadAll(stream, file), Name, file);
    }
}

using System.Globalization;

namespace GroupConv.Formats.Images;

/// <summary>JPEG, baseline and progressive (ITU-T T.81).</summary>
internal sealed class JpegFormat : ITensorFormat
{
    // A progressive image is gone over once a scan, and a scan of ten bytes can go over all of its pixels.
    private const int MostScans = 100;

    private const string Name = "JPEG";

    public IReadOnlyList<string> Extensions { get; } = [".jpg", ".jpeg"];

    public bool Recognises(ReadOnlySpan<byte> head) => head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);

    public LoadedTensor Read(Stream stream, string file)
    {
        var bytes = BoundedBytes.ReadAll(stream, file);
        int scans = bytes.AsSpan().Count((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        if (scans > MostScans)
            throw ImageDecoding.Damaged(Name, file, string.Create(CultureInfo.InvariantCulture, $"has {scans} scans, where a dozen are usual"));
        return SkiaDecoder.Decode(bytes, Name, file);
    }
}

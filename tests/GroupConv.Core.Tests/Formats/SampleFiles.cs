using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using GroupConv.Formats;
using SkiaSharp;
using StbImageWriteSharp;

namespace GroupConv.Core.Tests.Formats;

/// <summary>Whole files of every format that is read: those of <c>tests/data/files</c> and others made here.</summary>
internal static class SampleFiles
{
    private static readonly string[] s_stored =
    [
        "bool.npy", "float32name.npy", "i2.npy", "py2long.npy", "macosx.npz", "noext.npz",
        "dark16.png", "exif6.jpg", "topdown.bmp", "x.ppm", "x.webp",
    ];

    private static readonly string[] s_made =
    [
        "photo.png", "grey.png", "palette.png", "grey16.png", "colour16.png", "alpha16-interlaced.png", "photo.jpg", "progressive.jpg",
        "lossy.webp", "turned.webp", "turned.png", "turned16.png", "photo.bmp", "photo.gif", "runs.tga", "plain.tga", "text.ppm",
        "grey16.pgm", "bits.pbm", "textbits.pbm", "deflated.npz",
    ];

    public static TheoryData<string> Names { get; } = [.. s_stored, .. s_made];

    public static byte[] Stored(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "data", "files", name));

    public static byte[] Bytes(string name) => Path.GetFileNameWithoutExtension(name) switch
    {
        _ when s_stored.Contains(name) => Stored(name),
        "progressive" => [.. Stored("prog_noeoi.jpg"), 0xFF, 0xD9],
        "photo" when name.EndsWith(".gif", StringComparison.Ordinal) => Gif(60, 40),
        "photo" when name.EndsWith(".bmp", StringComparison.Ordinal) =>
            Written((writer, file) => writer.WriteBmp(Rgb(60, 40), 60, 40, ColorComponents.RedGreenBlue, file)),
        "photo" => Encoded(name.EndsWith(".png", StringComparison.Ordinal) ? SKEncodedImageFormat.Png : SKEncodedImageFormat.Jpeg),
        "turned" when name == "turned.png" => TurnedPng(Png(11, 7, depth: 8, colourType: 2, interlaced: false), 6),
        "turned16" => TurnedPng(Png(11, 7, depth: 16, colourType: 2, interlaced: false), 8),
        "turned" => TurnedWebp(Stored("x.webp"), 13, 9, 6),
        "lossy" => Encoded(SKEncodedImageFormat.Webp),
        "grey" => Written((writer, file) => writer.WritePng([.. Rgb(60, 40).Take(2400)], 60, 40, ColorComponents.Grey, file)),
        "palette" => Png(11, 7, depth: 4, colourType: 3, interlaced: false),
        "runs" => Written((writer, file) => writer.WriteTga(Rgb(60, 40), 60, 40, ColorComponents.RedGreenBlue, file)),
        "plain" => [0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 60, 0, 40, 0, 24, 0x20, .. Rgb(60, 40)],
        "grey16" when name.EndsWith(".png", StringComparison.Ordinal) => Png(11, 7, depth: 16, colourType: 0, interlaced: false),
        "colour16" => Png(11, 7, depth: 16, colourType: 2, interlaced: false),
        "alpha16-interlaced" => Png(11, 7, depth: 16, colourType: 6, interlaced: true),
        "deflated" => Npz(CompressionLevel.Optimal, ("a.npy", Stored("i2.npy"))),
        "text" => Encoding.ASCII.GetBytes("P3\n# made by hand\n2 1\n15\n15 0 1\n 7 8 9\n"),
        "grey16" => [.. "P5 2 2 65535\n"u8, 0, 200, 0, 250, 0xFF, 0xFF, 0, 0],
        "bits" => [.. "P4\n10 2\n"u8, 0b10000000, 0b01000000, 0b11111111, 0b11000000],
        _ => "P1\n3 2\n1 0 0\n01 1\n"u8.ToArray(),
    };

    public static LoadedTensor Load(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return TensorFile.Load(stream);
    }

    /// <summary>Three bytes a pixel, smooth and rough parts.</summary>
    public static byte[] Rgb(int width, int height)
    {
        var pixels = new byte[3 * width * height];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(i / 3 % width * 4 + i / 3 / width * 2 + i % 3 * 50 + (i % 7 == 0 ? 30 : 0));
        return pixels;
    }

    public static byte[] Npz(CompressionLevel level, params (string Name, byte[] Content)[] entries)
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using var entry = archive.CreateEntry(name, level).Open();
                entry.Write(content);
            }
        }

        return file.ToArray();
    }

    /// <summary>The sample of channel c at (x, y) of what <see cref="Png"/> makes, before it is cut to the depth.</summary>
    public static int Sample(int x, int y, int c) => 977 * x + 5113 * y + 211 * c + 200;

    /// <summary>A PNG of any depth and colour type, with all five filters in turn.</summary>
    public static byte[] Png(int width, int height, int depth, int colourType, bool interlaced)
    {
        int samples = colourType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        int pixelBytes = Math.Max(1, samples * depth / 8);
        (int X, int Y, int Dx, int Dy)[] passes = interlaced
            ? [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
            : [(0, 0, 1, 1)];
        using var data = new MemoryStream();
        using (var zip = new ZLibStream(data, CompressionLevel.Optimal, leaveOpen: true))
        {
            foreach (var (startX, startY, dx, dy) in passes)
            {
                int columns = (width - startX + dx - 1) / dx, filter = 0;
                if (columns <= 0)
                    continue;
                byte[] above = new byte[(columns * samples * depth + 7) / 8];
                for (int y = startY; y < height; y += dy)
                {
                    var row = new byte[above.Length];
                    for (int i = 0; i < columns * samples; i++)
                        Put(row, i, depth, Sample(startX + i / samples * dx, y, i % samples));
                    zip.WriteByte((byte)filter);
                    for (int i = 0; i < row.Length; i++)
                    {
                        int left = i < pixelBytes ? 0 : row[i - pixelBytes], up = above[i];
                        int corner = i < pixelBytes ? 0 : above[i - pixelBytes];
                        int guess = filter switch { 0 => 0, 1 => left, 2 => up, 3 => (left + up) / 2, _ => Paeth(left, up, corner) };
                        zip.WriteByte((byte)(row[i] - guess));
                    }

                    above = row;
                    filter = (filter + 1) % 5;
                }
            }
        }

        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = ((byte)depth, (byte)colourType, (byte)(interlaced ? 1 : 0));
        byte[] palette = colourType == 3 ? Chunk("PLTE", [.. Enumerable.Range(0, 48).Select(i => (byte)(5 * i))]) : [];
        return [0x89, .. "PNG\r\n\u001a\n"u8, .. Chunk("IHDR", header), .. palette, .. Chunk("IDAT", data.ToArray()), .. Chunk("IEND", [])];
    }

    public static byte[] Chunk(string type, byte[] content)
    {
        byte[] typed = [.. Encoding.ASCII.GetBytes(type), .. content];
        var frame = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(frame, content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), Crc32.HashToUInt32(typed));
        return [.. frame[..4], .. typed, .. frame[4..]];
    }

    /// <summary>A JPEG whose EXIF data name an orientation.</summary>
    public static byte[] Turned(byte[] jpeg, int orientation)
    {
        byte[] exif = [.. "Exif\0\0"u8, .. Exif(orientation)];
        return [0xFF, 0xD8, 0xFF, 0xE1, 0, (byte)(exif.Length + 2), .. exif, .. jpeg[2..]];
    }

    /// <summary>A PNG with the same, before its data.</summary>
    public static byte[] TurnedPng(byte[] png, int orientation) => [.. png[..33], .. Chunk("eXIf", Exif(orientation)), .. png[33..]];

    /// <summary>An extended WebP around a simple one, with the same after its data.</summary>
    public static byte[] TurnedWebp(byte[] webp, int width, int height, int orientation)
    {
        byte[] exif = Exif(orientation);
        byte[] body =
        [
            .. "WEBPVP8X"u8, 10, 0, 0, 0, 0x08, 0, 0, 0, (byte)(width - 1), 0, 0, (byte)(height - 1), 0, 0,
            .. webp[12..], .. "EXIF"u8, (byte)exif.Length, 0, 0, 0, .. exif,
        ];
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, body.Length);
        return [.. "RIFF"u8, .. length, .. body];
    }

    public static byte[] Encoded(SKEncodedImageFormat format, int width = 60, int height = 40)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        byte[] rgb = Rgb(width, height);
        for (int p = 0; p < width * height; p++)
            bitmap.SetPixel(p % width, p / width, new SKColor(rgb[3 * p], rgb[3 * p + 1], rgb[3 * p + 2]));
        using var data = bitmap.Encode(format, 90);
        return data.ToArray();
    }

    public static byte[] Written(Action<ImageWriter, Stream> write)
    {
        using var file = new MemoryStream();
        write(new ImageWriter(), file);
        return file.ToArray();
    }

    /// <summary>A GIF of 128 greys whose codes are never longer than 8 bits: the table is cleared before it grows.</summary>
    public static byte[] Gif(int width, int height)
    {
        var codes = new List<byte>();
        for (int p = 0; p < width * height; p++)
        {
            if (p % 100 == 0)
                codes.Add(128);
            codes.Add((byte)((p % width + p / width) & 127));
        }

        codes.Add(129);
        byte[] palette = [.. Enumerable.Range(0, 384).Select(i => (byte)(2 * (i / 3)))];
        byte[] blocks = [.. codes.Chunk(255).SelectMany(chunk => (byte[])[(byte)chunk.Length, .. chunk])];
        return
        [
            .. "GIF89a"u8, (byte)width, 0, (byte)height, 0, 0xF6, 0, 0, .. palette,
            0x2C, 0, 0, 0, 0, (byte)width, 0, (byte)height, 0, 0, 7, .. blocks, 0, 0x3B,
        ];
    }

    private static byte[] Exif(int orientation) =>
        [.. "MM\0*\0\0\0\u0008"u8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0];

    private static void Put(byte[] row, int index, int depth, int sample)
    {
        if (depth == 16)
            BinaryPrimitives.WriteUInt16BigEndian(row.AsSpan(2 * index), (ushort)sample);
        else
            row[index * depth / 8] |= (byte)((sample & ((1 << depth) - 1)) << (8 - depth - index * depth % 8));
    }

    private static int Paeth(int left, int up, int corner)
    {
        int guess = left + up - corner;
        int toLeft = Math.Abs(guess - left), toUp = Math.Abs(guess - up), toCorner = Math.Abs(guess - corner);
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }
}

using System.Buffers.Binary;
using System.Text;

namespace GroupConv.Formats;

/// <summary>Common formats that are not supported. Errors name the format and a command that converts it to a supported one.</summary>
internal sealed class ForeignFormats : ITensorFormat
{
    /// <summary>For files of <c>torch.save</c>.</summary>
    public const string PyTorchCure =
        "In Python, a tensor: np.save('{npy}', torch.load('{in}').detach().cpu().numpy()). A state_dict: "
        + "np.savez('{npz}', **{k: v.cpu().numpy() for k, v in torch.load('{in}').items()}).";

    /// <summary>For files of <c>torch.jit.save</c>.</summary>
    public const string TorchScriptCure =
        "In Python: np.savez('{npz}', **{k: v.cpu().numpy() for k, v in torch.jit.load('{in}').state_dict().items()}).";

    /// <summary>For models and weights of Keras.</summary>
    public const string KerasCure =
        "In Python: np.savez('{npz}', **{w.path: w.numpy() for w in keras.models.load_model('{in}').weights}).";

    private const string Pillow = "In Python: Image.open('{in}').convert('RGB').save('{png}').";

    private const string Heif =
        "In Python: import pillow_heif; pillow_heif.register_heif_opener(); Image.open('{in}').convert('RGB').save('{png}').";

    private const int JsonAt = 8;

    // The first matching row names the format.
    private static readonly (int At, byte[] Mark, string What, string Cure)[] s_marks =
    [
        Row("II*\0", "a TIFF image", Pillow + " 16 bits: np.save('{npy}', tifffile.imread('{in}'))."),
        Row("MM\0*", "a TIFF image", Pillow + " 16 bits: np.save('{npy}', tifffile.imread('{in}'))."),
        Row("II+\0", "a BigTIFF image", "In Python: np.save('{npy}', tifffile.imread('{in}'))."),
        Row("MM\0+", "a BigTIFF image", "In Python: np.save('{npy}', tifffile.imread('{in}'))."),
        Row("P7\n", "a PAM image (Netpbm)", Pillow),
        Row("PF\n", "a PFM image", "In Python: np.save('{npy}', cv2.imread('{in}', cv2.IMREAD_UNCHANGED))."),
        Row("Pf\n", "a PFM image", "In Python: np.save('{npy}', cv2.imread('{in}', cv2.IMREAD_UNCHANGED))."),
        Row("ftypavif", "an AVIF image", Pillow, at: 4),
        Row("ftypavis", "an AVIF image", Pillow, at: 4),
        Row("ftyphei", "a HEIC image", Heif, at: 4),
        Row("ftyphev", "a HEIC image", Heif, at: 4),
        Row("ftypm", "a HEIF or MP4 file", "Save one picture as PNG.", at: 4),
        Row("ftyp", "an MP4 or QuickTime film", "Save one frame as PNG: ffmpeg -i {in} -frames:v 1 {png}", at: 4),
        Row("\0\0\0\u000CjP  ", "a JPEG 2000 image", Pillow),
        Row([0xFF, 0x4F, 0xFF, 0x51], "a JPEG 2000 image", Pillow),
        Row("\0\0\0\u000CJXL ", "a JPEG XL image", "Convert it: djxl {in} {png}"),
        Row([0xFF, 0x0A], "a JPEG XL image", "Convert it: djxl {in} {png}"),
        Row("8BPS", "a Photoshop document", "Export it as PNG."),
        Row([0x76, 0x2F, 0x31, 0x01], "an OpenEXR image", "In Python: np.save('{npy}', cv2.imread('{in}', cv2.IMREAD_UNCHANGED))."),
        Row("#?RADIANCE", "a Radiance HDR image", "In Python: np.save('{npy}', cv2.imread('{in}', cv2.IMREAD_UNCHANGED))."),
        Row("DDS ", "a DDS texture", Pillow),
        Row("qoif", "a QOI image", Pillow),
        Row([0, 0, 1, 0], "a Windows icon", Pillow),
        Row("<svg", "an SVG drawing", "Draw it at a size: rsvg-convert -w 512 {in} -o {png}"),
        Row("<?xml", "an XML file", "An SVG drawing: rsvg-convert -w 512 {in} -o {png}"),
        Row("%PDF", "a PDF document", "Draw a page: pdftoppm -png -r 150 {in} page"),
        Row("WAVE", "a WAV sound", "In Python: np.save('{npy}', scipy.io.wavfile.read('{in}')[1].astype('float32')).", at: 8),
        Row("AVI ", "an AVI film", "Save one frame as PNG: ffmpeg -i x.avi -frames:v 1 {png}", at: 8),
        Row("\u0089HDF\r\n\u001a\n", "an HDF5 file (h5py, Keras, MATLAB)", "In Python: np.save('{npy}', h5py.File('{in}')['name'][()])."),
        Row("MATLAB 5.0", "a MATLAB file", "In Python: np.save('{npy}', scipy.io.loadmat('{in}')['name'])."),
        Row("GGUF", "a GGUF model", "In Python, with the package gguf, save one tensor by np.save."),
        Row("TFL3", "a TensorFlow Lite model", "In Python, save one tensor of its interpreter by np.save.", at: 4),
        Row("PAR1", "a Parquet table", "In Python: np.save('{npy}', pd.read_parquet('{in}').to_numpy('float32'))."),
        Row("ARROW1", "an Arrow file", "In Python: np.save('{npy}', pd.read_feather('{in}').to_numpy('float32'))."),
        Row("DICM", "a DICOM image", "In Python: np.save('{npy}', pydicom.dcmread('{in}').pixel_array).", at: 128),
        Row("SIMPLE  =", "a FITS image", "In Python: np.save('{npy}', astropy.io.fits.getdata('{in}'))."),
        Row("n+1\0", "a NIfTI image", "In Python: np.save('{npy}', nibabel.load('{in}').get_fdata()).", at: 344),
        Row([0x1F, 0x8B], "a gzip archive", "Unpack it: gunzip {in}"),
        Row("BZh", "a bzip2 archive", "Unpack it: bunzip2 {in}"),
        Row([0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0], "an xz archive", "Unpack it: unxz {in}"),
        Row([0x28, 0xB5, 0x2F, 0xFD], "a Zstandard archive", "Unpack it: unzstd {in}"),
        Row([(byte)'7', (byte)'z', 0xBC, 0xAF, 0x27, 0x1C], "a 7-Zip archive", "Unpack it: 7z x {in}"),
        Row("Rar!", "a RAR archive", "Unpack it: unrar x {in}"),
        Row("ustar", "a tar archive", "Unpack it: tar xf {in}", at: 257),
        Row("version https://git-lfs", "a Git LFS pointer, not the file itself", "Fetch it: git lfs pull"),
        Row("<!DOCTYPE", "a web page, perhaps of a failed download", "Download the file itself."),
        Row("<html", "a web page, perhaps of a failed download", "Download the file itself."),
    ];

    public IReadOnlyList<string> Extensions { get; } = [];

    public bool Recognises(ReadOnlySpan<byte> head) => Find(head) is not null;

    public LoadedTensor Read(Stream stream, string file)
    {
        var head = new byte[TensorFile.HeadBytes];
        int read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        (string what, string cure) = Find(head.AsSpan(0, read)) ?? ("a file of no known format", "");
        throw new TensorFileException(file, $"This is {what}, which is not read.", $"{TensorFile.Accepted} {Fill(cure, file)}");
    }

    /// <summary>
    /// Inserts file names into a command: <c>{in}</c> is the file; <c>{png}</c>, <c>{npy}</c> and <c>{npz}</c> are the files to create.
    /// </summary>
    public static string Fill(string cure, string file)
    {
        string name = file.AsSpan().ContainsAny("'\"\\\r\n") ? "x" + Path.GetExtension(file).TrimEnd('\'', '"') : file;
        foreach (string extension in (ReadOnlySpan<string>)["png", "npy", "npz"])
            cure = cure.Replace($"{{{extension}}}", Path.ChangeExtension(name, extension), StringComparison.Ordinal);
        return cure.Replace("{in}", name, StringComparison.Ordinal);
    }

    private static (string What, string Cure)? Find(ReadOnlySpan<byte> head)
    {
        foreach ((int at, byte[] mark, string what, string cure) in s_marks)
        {
            if (head.Length >= at + mark.Length && head[at..].StartsWith(mark))
                return (what, cure);
        }

        // A pickle: protocol 2 to 5, then an opcode. Old PyTorch files begin with a unique pickled number.
        if (head.Length > 2 && head[0] == 0x80 && head[1] is >= 2 and <= 5)
        {
            return head.IndexOf((ReadOnlySpan<byte>)[0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]) == 2
                ? ("a PyTorch file (torch.save before 1.6)", PyTorchCure)
                : ("a Python pickle", "In Python: np.save('{npy}', np.asarray(pickle.load(open('{in}', 'rb')), 'float32')).");
        }

        // safetensors: the length of a JSON object in 8 bytes, and the object.
        bool json = head.Length > JsonAt + 1 && head[JsonAt] == '{' && head[JsonAt + 1] is (byte)'"' or (byte)' ' or (byte)'}';
        if (json && BinaryPrimitives.ReadUInt64LittleEndian(head) < 1u << 30)
            return ("a safetensors file", "In Python: np.savez('{npz}', **safetensors.numpy.load_file('{in}')).");
        // ONNX is a protocol buffer: its version, and then the name of the program that wrote it.
        if (head.Length > 4 && head[0] == 0x08 && head[1] is > 0 and < 32 && head[2] is 0x12 or 0x1A or 0x3A or 0x42)
            return ("an ONNX model", "In Python: np.save('{npy}', onnx.numpy_helper.to_array(onnx.load('{in}').graph.initializer[0])).");
        return null;
    }

    private static (int At, byte[] Mark, string What, string Cure) Row(string mark, string what, string cure, int at = 0) =>
        (at, Encoding.Latin1.GetBytes(mark), what, cure);

    private static (int At, byte[] Mark, string What, string Cure) Row(byte[] mark, string what, string cure) => (0, mark, what, cure);
}

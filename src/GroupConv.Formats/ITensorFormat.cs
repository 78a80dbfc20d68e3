namespace GroupConv.Formats;

/// <summary>One row of the table of formats in <see cref="TensorFile"/>.</summary>
internal interface ITensorFormat
{
    /// <summary>Its file extensions, with the dot, in lower case; the usual one first.</summary>
    IReadOnlyList<string> Extensions { get; }

    /// <summary>Whether the first bytes of a file are those of this format.</summary>
    /// <param name="head">The file's first bytes, up to <see cref="TensorFile.HeadBytes"/>.</param>
    bool Recognises(ReadOnlySpan<byte> head);

    /// <summary>Reads the file.</summary>
    /// <param name="stream">The file from its first byte; seekable.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="TensorFileException">The file is damaged, too large or of a kind that is not read.</exception>
    LoadedTensor Read(Stream stream, string file);
}

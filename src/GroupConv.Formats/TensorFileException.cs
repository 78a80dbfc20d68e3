namespace GroupConv.Formats;

/// <summary>A file cannot be read as a tensor. The message says which file, what is wrong and what is accepted.</summary>
public sealed class TensorFileException : FormatException
{
    /// <summary>Creates an exception.</summary>
    /// <param name="file">The file's name, as given by the caller.</param>
    /// <param name="problem">What is wrong, with the numbers, as a sentence.</param>
    /// <param name="accepted">What is accepted, or empty.</param>
    /// <param name="inner">The underlying exception, if any.</param>
    public TensorFileException(string file, string problem, string accepted = "", Exception? inner = null)
        : base(string.Join(' ', new[] { $"{file}: {problem}", accepted }.Where(part => part.Length > 0)), inner)
    {
        File = file;
        Problem = problem;
        Accepted = accepted;
    }

    /// <summary>The file's name, as given by the caller.</summary>
    public string File { get; }

    /// <summary>What is wrong.</summary>
    public string Problem { get; }

    /// <summary>What is accepted; may be empty.</summary>
    public string Accepted { get; }
}
